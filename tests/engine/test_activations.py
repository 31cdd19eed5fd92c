"""Activations against their slow twins, their measured slopes, and at the ends of the number line."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.layer import Layer, LayerError
from cnnviz.engine.workspace import Workspace

SHAPES = pytest.mark.parametrize("shape", [(5, 7), (2, 3, 4, 5)], ids=["row", "maps"])
INF = math.inf


def bent(straight: Callable[[float], float]) -> Callable[[float], float]:
    """`x` above zero, and something else elsewhere."""
    return lambda x: x if x > 0 else straight(x)


TWINS: tuple[tuple[Layer, Callable[[float], float]], ...] = (
    (ReLU(), bent(lambda x: 0.0)),
    (LeakyReLU(), bent(lambda x: 0.01 * x)),
    (LeakyReLU(1.5), bent(lambda x: 1.5 * x)),
    (LeakyReLU(-0.5), bent(lambda x: -0.5 * x)),
    (ELU(), bent(lambda x: math.exp(x) - 1)),
    (ELU(2.5), bent(lambda x: 2.5 * (math.exp(x) - 1))),
    (ELU(-1e-3), bent(lambda x: -1e-3 * (math.exp(x) - 1))),
    (Sigmoid(), lambda x: 1 / (1 + math.exp(-x))),
    (Tanh(), math.tanh),
    (Softplus(), lambda x: math.log(1 + math.exp(x))),
    (Softplus(beta=3.0, threshold=1.0), lambda x: x if 3 * x > 1 else math.log(1 + math.exp(3 * x)) / 3),
    (Softplus(beta=-2.0), lambda x: math.log(1 + math.exp(-2 * x)) / -2),
)


@pytest.mark.parametrize(("layer", "twin"), TWINS, ids=[str(layer) for layer, _ in TWINS])
@SHAPES
def test_activations_equal_their_slow_twins(
    layer: Layer, twin: Callable[[float], float], shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    x = 3 * rng.standard_normal(shape)
    expected = np.array([twin(float(value)) for value in x.flat]).reshape(x.shape)
    np.testing.assert_allclose(layer(x), expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(layer(x.astype(np.float32)), expected, rtol=2e-5, atol=1e-7)
    assert layer(x.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("layer", [layer for layer, _ in TWINS], ids=str)
@SHAPES
def test_gradients_are_the_measured_slopes(
    layer: Layer, shape: tuple[int, ...], rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer, rng.standard_normal(shape))


@pytest.mark.parametrize(
    ("layer", "at_minus_infinity", "at_infinity"),
    [
        (ReLU(), 0, INF),
        (LeakyReLU(), -INF, INF),
        (LeakyReLU(2.0), -INF, INF),
        (ELU(2.0), -2, INF),
        (Sigmoid(), 0, 1),
        (Tanh(), -1, 1),
        (Softplus(), 0, INF),
        (Softplus(threshold=1000.0), 0, INF),
    ],
    ids=str,
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_infinities_have_their_limits_and_what_is_no_number_stays_none(
    layer: Layer, at_minus_infinity: float, at_infinity: float, dtype: type
) -> None:
    low, high, none = layer(np.array([[-INF, INF, np.nan]], dtype))[0]
    assert (low, high) == (at_minus_infinity, at_infinity)
    assert np.isnan(none)


@pytest.mark.parametrize("layer", [Sigmoid(), Softplus(), Softplus(threshold=1e6), ELU(), Tanh()], ids=str)
def test_nothing_overflows_on_either_way(layer: Layer, input_gradient: Callable[..., np.ndarray]) -> None:
    x = np.array([[-1e30, -1000, 1000, 1e30]], np.float32)
    assert np.isfinite(layer(x)).all()
    with np.errstate(over="ignore"):
        assert np.isfinite(input_gradient(layer, x, np.ones_like(x))).all()


def test_relu_closes_at_zero_and_below(input_gradient: Callable[..., np.ndarray]) -> None:
    x = np.array([[-1.0, 0.0, 2.0]])
    assert ReLU()(x).tolist() == [[0, 0, 2]]
    assert input_gradient(ReLU(), x, np.full_like(x, 5)).tolist() == [[0, 0, 5]]


def test_a_leaky_relu_that_leaks_nothing_keeps_infinity() -> None:
    low, *finite, high = LeakyReLU(0.0)(np.array([[-INF, -2.0, 0.0, 3.0, INF]]))[0]
    assert np.isnan(low)  # 0 times infinity, as in PyTorch
    assert (finite, high) == ([0, 0, 3], INF)


def test_sigmoid_keeps_small_results() -> None:
    y = Sigmoid()(np.array([[-80, -30, 0, 30]], np.float32))[0]
    np.testing.assert_allclose(y, [np.exp(-80.0), np.exp(-30.0), 0.5, 1], rtol=1e-5)


def test_the_slope_at_zero_is_that_of_the_lower_side(input_gradient: Callable[..., np.ndarray]) -> None:
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    assert input_gradient(LeakyReLU(0.2), zero, one) == 0.2
    assert input_gradient(ELU(0.3), zero, one) == 0.3


def test_steep_and_faint_slopes_keep_all_their_digits(input_gradient: Callable[..., np.ndarray]) -> None:
    x, one = np.array([[-1.0, 1.0]], np.float32), np.ones((1, 2), np.float32)
    for slope in (1e-9, 1e9):
        np.testing.assert_array_equal(input_gradient(LeakyReLU(slope), x, one), np.array([[slope, 1]], np.float32))


def test_softplus_without_steepness_is_refused() -> None:
    with pytest.raises(LayerError, match="Softplus: beta is 0; it must be a finite number, ≠ 0"):
        Softplus(beta=0)


@pytest.mark.parametrize("layer", [layer for layer, _ in TWINS], ids=str)
def test_kept_buffers_give_the_same_again_and_inputs_are_left_alone(layer: Layer, rng: np.random.Generator) -> None:
    workspace = Workspace()
    first, second = rng.standard_normal((2, 3, 4, 4, 5))
    dy = rng.standard_normal(first.shape)
    alone = [layer.forward(x, Workspace())[0] for x in (first, second)]
    for x, wanted in ((first, alone[0]), (second, alone[1]), (first, alone[0])):
        before = x.copy(), dy.copy()
        y, saved = layer.forward(x, workspace)
        np.testing.assert_array_equal(y, wanted)
        layer.backward(dy, saved, workspace)
        np.testing.assert_array_equal((x, dy), before)
