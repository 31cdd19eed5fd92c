"""Linear, Flatten and the activations."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU, Sigmoid, Softmax, Tanh
from cnnviz.engine.layer import Layer, LayerError
from cnnviz.engine.linear import Linear
from cnnviz.engine.shape import Flatten


def test_linear_is_a_weighted_sum(rng: np.random.Generator) -> None:
    layer, x = Linear(5, 3, rng=rng), rng.standard_normal((4, 5)).astype(np.float32)
    assert layer.bias is not None
    layer.bias[...] = [1, 2, 3]
    expected = [[sum(layer.weight[k] * row) + layer.bias[k] for k in range(3)] for row in x]
    np.testing.assert_allclose(layer(x), expected, rtol=1e-5)


@pytest.mark.parametrize(
    "layer", [Linear(6, 4, rng=np.random.default_rng(1)), Linear(6, 4, bias=False, rng=np.random.default_rng(1))]
)
def test_gradients_of_linear_are_the_measured_slopes(
    layer: Linear, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer, rng.standard_normal((5, 6)))


@pytest.mark.parametrize("layer", [ReLU(), Sigmoid(), Tanh(), Softmax(), Flatten()], ids=str)
@pytest.mark.parametrize("shape", [(5, 7), (2, 3, 4, 5)], ids=["row", "maps"])
def test_gradients_are_the_measured_slopes(
    layer: Layer, shape: tuple[int, ...], rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer, rng.standard_normal(shape))


def test_linear_asks_for_a_flat_input() -> None:
    with pytest.raises(LayerError, match=r"Linear\(400 → 120\) takes 400 numbers in a row.*\(16, 5, 5\); flatten"):
        Linear(400, 120).output_shape((16, 5, 5))


def test_flatten_goes_channel_by_channel_row_by_row() -> None:
    x = np.arange(24, dtype=np.float32).reshape(1, 2, 3, 4)
    np.testing.assert_array_equal(Flatten()(x)[0], np.arange(24))


def test_relu_closes_at_zero_and_below() -> None:
    assert ReLU()(np.array([[-1.0, 0.0, 2.0]])).tolist() == [[0, 0, 2]]


def test_sigmoid_keeps_small_results_and_never_overflows() -> None:
    y = Sigmoid()(np.array([[-1000, -30, 0, 30, 1000]], np.float32))[0]
    np.testing.assert_allclose(y, [0, np.exp(-30.0), 0.5, 1, 1], rtol=1e-5)


def test_softmax_adds_up_to_one_and_never_overflows() -> None:
    y = Softmax()(np.array([[1e30, 0, -1e30], [1, 1, 2]], np.float32))
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-6)
    assert y[0].tolist() == [1, 0, 0]


def test_softmax_of_maps_is_over_the_channels(rng: np.random.Generator) -> None:
    y = Softmax()(rng.standard_normal((2, 3, 4, 4)))
    np.testing.assert_allclose(y.sum(axis=1), 1)


@pytest.mark.parametrize("layer", [Linear(3, 2), ReLU(), Flatten()], ids=str)
def test_float64_stays_and_other_numbers_become_float32(layer: Layer) -> None:
    assert layer(np.zeros((1, 3), np.float64)).dtype == np.float64
    assert layer(np.zeros((1, 3), np.uint8)).dtype == np.float32
    assert layer(np.zeros((1, 3), np.float16)).dtype == np.float32


def one_by_one(function: Callable[[float], float]) -> Callable[[np.ndarray], np.ndarray]:
    """The slow twin of an activation: a loop over all numbers."""
    return lambda x: np.array([function(float(value)) for value in x.flat]).reshape(x.shape)


def softmax_by_loops(x: np.ndarray) -> np.ndarray:
    """The exp of each class's score over the sum of all of them, one picture (and place) at a time."""
    y = np.empty(x.shape)
    for place in np.ndindex(x.shape[0], *x.shape[2:]):
        scores = [float(x[place[0], k, *place[1:]]) for k in range(x.shape[1])]
        total = sum(math.exp(score) for score in scores)
        for k, score in enumerate(scores):
            y[place[0], k, *place[1:]] = math.exp(score) / total
    return y


@pytest.mark.parametrize(
    ("layer", "twin"),
    [
        (ReLU(), one_by_one(lambda value: value if value > 0 else 0.0)),
        (Sigmoid(), one_by_one(lambda value: 1 / (1 + math.exp(-value)))),
        (Tanh(), one_by_one(math.tanh)),
        (Softmax(), softmax_by_loops),
    ],
    ids=["relu", "sigmoid", "tanh", "softmax"],
)
@pytest.mark.parametrize("shape", [(5, 7), (2, 3, 4, 5)], ids=["row", "maps"])
def test_activations_equal_their_slow_twins(
    layer: Layer, twin: Callable[[np.ndarray], np.ndarray], shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    x = 3 * rng.standard_normal(shape)
    np.testing.assert_allclose(layer(x), twin(x), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(layer(x.astype(np.float32)), twin(x), rtol=2e-5, atol=1e-7)
