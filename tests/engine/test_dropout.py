"""Dropout: what is dropped, what stays as it is, and that the same randomness drops the same."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.dropout import Dropout
from cnnviz.engine.layer import LayerError
from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace


def trained(layer: Dropout, x: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Output in a step of training, and the gradient by the input where that by the output is 1 everywhere."""
    workspace = Workspace()
    y, saved = layer.forward_training(x, workspace, np.random.default_rng(seed))
    return y.copy(), layer.backward(np.ones_like(x), saved, workspace)[0].copy()


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_are_dropped_with_probability_p_and_the_mean_stays(p: float, dtype: type) -> None:
    x = np.full((10, 20, 20, 32), 3, dtype)
    y, _ = trained(Dropout(p), x)
    assert y.dtype == dtype
    assert np.mean(y == 0) == pytest.approx(p, abs=0.005)
    np.testing.assert_allclose(y[y != 0], 3 / (1 - p), rtol=1e-6)
    assert y.mean() == pytest.approx(3, rel=0.03)


def test_gradients_pass_where_numbers_passed_and_by_the_same_factor(rng: np.random.Generator) -> None:
    x = rng.standard_normal((4, 5, 6))
    y, dx = trained(Dropout(0.25), x)
    np.testing.assert_allclose(y, x * dx)
    assert set(np.unique(dx)) == {0, 1 / 0.75}


def test_the_same_randomness_drops_the_same() -> None:
    x = np.ones((8, 100))
    np.testing.assert_array_equal(trained(Dropout(), x)[0], trained(Dropout(), x)[0])
    assert (trained(Dropout(), x)[0] != trained(Dropout(), x, seed=1)[0]).any()


@pytest.mark.parametrize(("p", "factor"), [(0, 1), (1, 0)])
def test_nothing_or_everything_can_be_dropped(p: float, factor: float, rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 4))
    y, dx = trained(Dropout(p), x)
    np.testing.assert_array_equal(y, x * factor)
    np.testing.assert_array_equal(dx, np.full_like(x, factor))


def test_in_use_the_layer_does_nothing(rng: np.random.Generator, check_gradients: Callable[..., None]) -> None:
    x = rng.standard_normal((3, 4))
    np.testing.assert_allclose(Dropout()(x), x)
    check_gradients(Dropout(), x)


def test_a_network_drops_only_in_training(rng: np.random.Generator) -> None:
    network, x = Network([("dropout", Dropout())], (50,)), rng.standard_normal((4, 50))
    assert (network.forward(x).output != 0).all()
    assert (network.forward(x, training=rng).output == 0).any()


@pytest.mark.parametrize("p", [-0.1, 1.1, np.nan])
def test_probabilities_outside_0_to_1_are_refused(p: float) -> None:
    with pytest.raises(LayerError, match=r"Dropout: p is .*; it must be a finite number, ≥ 0, ≤ 1"):
        Dropout(p)
