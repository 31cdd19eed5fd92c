"""Linear and Flatten, and what all layers share."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.activations import LeakyReLU, ReLU
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


@pytest.mark.parametrize("shape", [(5, 7), (2, 3, 4, 5)], ids=["row", "maps"])
def test_gradients_of_flatten_are_the_measured_slopes(
    shape: tuple[int, ...], rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(Flatten(), rng.standard_normal(shape))


def test_linear_asks_for_a_flat_input() -> None:
    with pytest.raises(LayerError, match=r"Linear\(400 → 120\) takes 400 numbers in a row.*\(16, 5, 5\); flatten"):
        Linear(400, 120).output_shape((16, 5, 5))


def test_flatten_goes_channel_by_channel_row_by_row() -> None:
    x = np.arange(24, dtype=np.float32).reshape(1, 2, 3, 4)
    np.testing.assert_array_equal(Flatten()(x)[0], np.arange(24))


@pytest.mark.parametrize("layer", [Linear(3, 2), ReLU(), Flatten()], ids=str)
def test_float64_stays_and_other_numbers_become_float32(layer: Layer) -> None:
    assert layer(np.zeros((1, 3), np.float64)).dtype == np.float64
    assert layer(np.zeros((1, 3), np.uint8)).dtype == np.float32
    assert layer(np.zeros((1, 3), np.float16)).dtype == np.float32


@pytest.mark.parametrize("value", ["0.1", None, True, np.nan, np.inf])
def test_arguments_that_are_no_finite_numbers_are_refused(value: object) -> None:
    with pytest.raises(LayerError, match=r"LeakyReLU: negative_slope is .*; it must be a finite number\.$"):
        LeakyReLU(value)  # type: ignore[arg-type]
