"""Losses and their slopes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.arrays import ArrayError
from cnnviz.engine.losses import ChosenLoss, LossError, cross_entropy, mean_squared_error


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


def cross_entropy_by_loops(
    logits: np.ndarray, labels: np.ndarray, weights: list[float], smoothing: float
) -> list[float]:
    """Each picture's loss: what is wanted of each class, times its weight, times -log of its probability."""
    losses = []
    for scores, label in zip(logits, labels, strict=True):
        total = sum(math.exp(score) for score in scores)
        loss = 0.0
        for k, score in enumerate(scores):
            wanted = smoothing / len(scores) + (1 - smoothing) * (k == label)
            loss -= wanted * weights[k] * math.log(math.exp(score) / total)
        losses.append(loss)
    return losses


@given(
    seed=st.integers(0, 2**32), count=st.integers(1, 6), classes=st.integers(1, 6),
    smoothing=st.sampled_from([0.0, 0.1, 1.0]), weighted=st.booleans(),
)  # fmt: skip
def test_cross_entropy_equals_its_slow_twin_in_all_reductions(
    seed: int, count: int, classes: int, smoothing: float, weighted: bool
) -> None:
    rng = np.random.default_rng(seed)
    logits, labels = 5 * rng.standard_normal((count, classes)), rng.integers(0, classes, count)
    weights = rng.uniform(0.1, 3, classes).tolist() if weighted else [1.0] * classes
    losses = cross_entropy_by_loops(logits, labels, weights, smoothing)
    divisor = sum(weights[label] for label in labels)
    arguments = {"class_weights": weights if weighted else None, "label_smoothing": smoothing}
    single, slopes = cross_entropy(logits, labels, **arguments, reduction="none")  # type: ignore[call-overload]
    total, of_sum = cross_entropy(logits, labels, **arguments, reduction="sum")  # type: ignore[call-overload]
    mean, of_mean = cross_entropy(logits, labels, **arguments)  # type: ignore[call-overload]
    np.testing.assert_allclose(single, losses, rtol=1e-9, atol=1e-12)
    assert (total, mean) == pytest.approx((sum(losses), sum(losses) / divisor), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(slopes, of_sum)
    np.testing.assert_allclose(of_sum / divisor, of_mean)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_weighted_and_smoothed_gradients_are_the_measured_slopes(
    reduction: str, smoothing: float, rng: np.random.Generator
) -> None:
    logits, labels, direction = rng.standard_normal((6, 4)), rng.integers(0, 4, 6), rng.standard_normal((6, 4))

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        weights = [0.5, 1, 2, 0]
        return cross_entropy(x, labels, class_weights=weights, label_smoothing=smoothing, reduction=reduction)  # type: ignore[call-overload, no-any-return]

    measured = (loss(logits + 1e-6 * direction)[0] - loss(logits - 1e-6 * direction)[0]) / 2e-6
    assert float(np.sum(loss(logits)[1] * direction)) == pytest.approx(measured, rel=1e-6)


def test_a_weighted_mean_by_hand() -> None:
    """Both pictures are guessed with 1/2; the second counts three times as much: (1 + 3) log 2 / (1 + 3)."""
    weights, logits = [1.0, 3.0], np.zeros((2, 2))
    loss, gradient = cross_entropy(logits, np.array([0, 1]), class_weights=weights)
    assert loss == pytest.approx(math.log(2))
    assert gradient.tolist() == [[-0.125, 0.125], [0.375, -0.375]]


def test_what_is_impossible_does_not_spoil_the_loss_of_the_right_class() -> None:
    assert cross_entropy(np.array([[0.0, -np.inf]]), np.array([0]))[0] == 0


def test_the_mean_over_nothing_is_not_a_number() -> None:
    assert math.isnan(cross_entropy(np.zeros((0, 3)), np.zeros(0, int))[0])
    assert math.isnan(cross_entropy(np.zeros((1, 2)), np.array([0]), class_weights=[0, 1])[0])
    assert math.isnan(mean_squared_error(np.zeros((0, 3)), np.zeros((0, 3)))[0])


def test_squared_error_in_all_reductions_by_hand() -> None:
    outputs, targets = np.array([[1.0, 2.0]]), np.array([[0.0, 5.0]])
    single, slope = mean_squared_error(outputs, targets, reduction="none")
    assert (single.tolist(), slope.tolist()) == ([[1, 9]], [[2, -6]])
    total, slope = mean_squared_error(outputs, targets, reduction="sum")
    assert (total, slope.tolist()) == (10, [[2, -6]])
    mean, slope = mean_squared_error(outputs, targets)
    assert (mean, slope.tolist()) == (5, [[1, -3]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"reduction": "average"}, "reduction is “average”; it must be one of: mean, sum, none"),
        ({"label_smoothing": 1.5}, "label smoothing is 1.5; it must be a number between 0 and 1"),
        ({"label_smoothing": math.nan}, "label smoothing is nan"),
        ({"class_weights": [1, 2]}, r"class weights are \[1.0, 2.0\]; expected are 4 finite numbers"),
        ({"class_weights": [1, 2, math.inf, 1]}, "expected are 4 finite numbers"),
    ],
)
def test_impossible_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(LossError, match=message):
        cross_entropy(np.zeros((2, 4)), np.array([0, 1]), **arguments)  # type: ignore[call-overload]


def test_scores_that_are_no_table_are_refused() -> None:
    with pytest.raises(LossError, match=r"outputs have the shape \(4,\); expected is one row of scores"):
        cross_entropy(np.zeros(4), np.array([0]))


def test_lists_and_whole_scores_are_taken() -> None:
    loss, slope = cross_entropy([[0, 0, 0, 0]], [2])  # type: ignore[call-overload]
    assert loss == pytest.approx(math.log(4))
    assert slope.dtype == np.float32
    assert mean_squared_error([1, 2], [1, 4])[0] == 2  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, [0]), r"^What is given as outputs is None; it must be an array of numbers"),
        (([["a"]], [0]), r"^What is given as outputs is .*; it must be an array of numbers"),
        (([[0.0, 1.0]], "0"), r"^What is given as labels is “0”; it must be an array of numbers"),
        (([[0.0, 1.0]], [[0], [0, 1]]), r"^What is given as labels is"),
    ],
)
def test_what_holds_no_numbers_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ArrayError, match=message):
        cross_entropy(*arguments)  # type: ignore[call-overload]


def test_settings_that_are_no_numbers_are_named() -> None:
    with pytest.raises(LossError, match=r"^The label smoothing is “0\.1”; it must be a number between 0 and 1"):
        cross_entropy(np.zeros((1, 2)), np.array([0]), label_smoothing="0.1")  # type: ignore[call-overload]
    with pytest.raises(ArrayError, match=r"^What is given as class weights is “abc”"):
        cross_entropy(np.zeros((1, 2)), np.array([0]), class_weights="abc")


def test_a_loss_that_does_not_exist_is_told() -> None:
    with pytest.raises(LossError, match=r"^The loss is “hinge”; it must be one of: cross_entropy, mean_squared_error"):
        ChosenLoss("hinge")
