"""Losses and their slopes."""

import math

import numpy as np
import pytest

from cnnviz.engine.losses import LossError, cross_entropy, mean_squared_error


def test_cross_entropy_is_the_mean_of_minus_log_softmax(rng: np.random.Generator) -> None:
    logits, labels = rng.standard_normal((6, 4)), rng.integers(0, 4, 6)
    powers = np.exp(logits)
    wanted = -np.log(powers / powers.sum(axis=1, keepdims=True))[range(6), labels].mean()
    assert cross_entropy(logits, labels)[0] == pytest.approx(wanted)


@pytest.mark.parametrize("loss", [cross_entropy, mean_squared_error])
def test_gradients_are_the_measured_slopes(loss, rng: np.random.Generator) -> None:  # type: ignore[no-untyped-def]
    outputs, labels = rng.standard_normal((6, 4)), rng.integers(0, 4, 6)
    direction, step = rng.standard_normal(outputs.shape), 1e-6
    measured = (loss(outputs + step * direction, labels)[0] - loss(outputs - step * direction, labels)[0]) / (2 * step)
    assert float(np.sum(loss(outputs, labels)[1] * direction)) == pytest.approx(measured, rel=1e-6)


def test_cross_entropy_stays_finite_for_huge_scores() -> None:
    loss, gradient = cross_entropy(np.array([[1e30, 0, 0], [0, 0, 1e30]], np.float32), np.array([0, 0]))
    assert loss == pytest.approx(5e29)
    np.testing.assert_array_equal(gradient, [[0, 0, 0], [-0.5, 0, 0.5]])


def test_cross_entropy_of_something_infinite_is_not_a_number_but_no_warning() -> None:
    assert math.isnan(cross_entropy(np.array([[np.inf, 0]], np.float32), np.array([1]))[0])


def test_float32_scores_give_float32_gradients() -> None:
    assert cross_entropy(np.zeros((2, 3), np.float32), np.array([0, 1]))[1].dtype == np.float32
    assert mean_squared_error(np.zeros((2, 3), np.float32), np.array([0, 1]))[1].dtype == np.float32


def test_squared_error_takes_targets_or_labels() -> None:
    outputs = np.array([[0.0, 2.0], [1.0, 1.0]])
    assert mean_squared_error(outputs, np.eye(2))[0] == mean_squared_error(outputs, np.array([0, 1]))[0]
    with pytest.raises(LossError, match=r"shape \(2, 3\).*that of the outputs, \(2, 2\)"):
        mean_squared_error(outputs, np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.array([0, 4]), "between 0 and 4; with 4 classes they must lie between 0 and 3"),
        (np.array([-1, 0]), "between -1 and 0"),
        (np.array([0.0, 1.0]), "expected are 2 whole numbers"),
        (np.array([0, 1, 2]), r"shape \(3,\)"),
    ],
)
def test_labels_that_do_not_belong_to_the_outputs_are_refused(labels: np.ndarray, message: str) -> None:
    with pytest.raises(LossError, match=message):
        cross_entropy(np.zeros((2, 4)), labels)
