"""Softmax and its logarithm: over the classes, or over the channels at every place."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.layer import Layer
from cnnviz.engine.softmax import LogSoftmax, Softmax

SHAPES = pytest.mark.parametrize("shape", [(5, 7), (2, 3, 4, 5)], ids=["row", "maps"])
LAYERS = pytest.mark.parametrize("layer", [Softmax(), LogSoftmax()], ids=str)


def softmax_by_loops(x: np.ndarray) -> np.ndarray:
    """The exp of each class's score over the sum of all of them, one picture (and place) at a time."""
    y = np.empty(x.shape)
    for place in np.ndindex(x.shape[0], *x.shape[2:]):
        scores = [float(x[place[0], k, *place[1:]]) for k in range(x.shape[1])]
        total = sum(math.exp(score) for score in scores)
        for k, score in enumerate(scores):
            y[place[0], k, *place[1:]] = math.exp(score) / total
    return y


@SHAPES
def test_both_equal_their_slow_twins(shape: tuple[int, ...], rng: np.random.Generator) -> None:
    x = 3 * rng.standard_normal(shape)
    for layer, expected in ((Softmax(), softmax_by_loops(x)), (LogSoftmax(), np.log(softmax_by_loops(x)))):
        np.testing.assert_allclose(layer(x), expected, rtol=1e-12)
        np.testing.assert_allclose(layer(x.astype(np.float32)), expected, rtol=2e-5, atol=1e-7)


@LAYERS
@SHAPES
def test_gradients_are_the_measured_slopes(
    layer: Layer, shape: tuple[int, ...], rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer, rng.standard_normal(shape))


def test_softmax_adds_up_to_one_and_never_overflows() -> None:
    y = Softmax()(np.array([[1e30, 0, -1e30], [1, 1, 2]], np.float32))
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-6)
    assert y[0].tolist() == [1, 0, 0]


def test_softmax_of_maps_is_over_the_channels(rng: np.random.Generator) -> None:
    y = Softmax()(rng.standard_normal((2, 3, 4, 4)))
    np.testing.assert_allclose(y.sum(axis=1), 1)


def test_the_logarithm_stays_finite_where_the_probability_is_zero() -> None:
    y = LogSoftmax()(np.array([[1e30, 0, -1e30]], np.float32))
    np.testing.assert_allclose(y, np.array([[0, -1e30, -2e30]], np.float32))


@LAYERS
def test_infinite_scores_have_no_share(layer: Layer) -> None:
    assert np.isnan(layer(np.array([[np.inf, 0.0]]))).any()
    assert layer(np.array([[-np.inf, 0.0]]))[0, 1] == layer(np.array([[0.0]]))[0, 0]
