"""Pooling, against loops and against measured slopes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnviz.engine.arrays import Array
from cnnviz.engine.layer import LayerError
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D

CASES: dict[str, dict[str, Any]] = {
    "LeNet": {"kernel_size": 2},
    "rectangular": {"kernel_size": (3, 2)},
    "overlapping": {"kernel_size": 3, "stride": 2},
    "with gaps": {"kernel_size": 2, "stride": 3},
    "padded": {"kernel_size": 3, "stride": 2, "padding": 1},
    "padded on one side": {"kernel_size": 2, "padding": (0, 1, 1, 0)},
}


def slow_pooling(layer: Pool2D, x: Array, border: float, choose: Callable[[Array], float]) -> Array:
    top, bottom, left, right = layer.window.padding
    rows, columns = layer.window.output_size((x.shape[2], x.shape[3]))
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=border)
    y = np.zeros((*x.shape[:2], rows, columns))
    height, width = layer.window.kernel
    for n, c, oy, ox in np.ndindex(y.shape):
        iy, ix = layer.window.origin(oy, ox)
        y[n, c, oy, ox] = choose(x[n, c, iy : iy + height, ix : ix + width])
    return y


@pytest.mark.parametrize("case", CASES)
def test_max_pooling_equals_the_loops(case: str, rng: np.random.Generator) -> None:
    layer, x = MaxPool2D(**CASES[case]), rng.standard_normal((2, 3, 9, 8)).astype(np.float32)
    np.testing.assert_array_equal(layer(x), slow_pooling(layer, x, -np.inf, np.max))


@pytest.mark.parametrize("case", CASES)
def test_average_pooling_equals_the_loops(case: str, rng: np.random.Generator) -> None:
    layer, x = AvgPool2D(**CASES[case]), rng.standard_normal((2, 3, 9, 8)).astype(np.float32)
    np.testing.assert_allclose(layer(x), slow_pooling(layer, x, 0, np.mean), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", [MaxPool2D, AvgPool2D])
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_the_measured_slopes(
    kind: type[Pool2D], case: str, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(kind(**CASES[case]), rng.standard_normal((2, 3, 9, 8)))


def test_of_equal_numbers_the_first_row_by_row_gets_the_gradient(input_gradient: Callable[..., Array]) -> None:
    x = np.zeros((1, 1, 2, 4), np.float32)
    x[0, 0] = [[0, 0, 1, 2], [0, 0, 2, 2]]
    gradient = input_gradient(MaxPool2D(2), x, np.array([[[[5.0, 7.0]]]], np.float32))
    np.testing.assert_array_equal(gradient[0, 0], [[5, 0, 0, 7], [0, 0, 0, 0]])


def test_padding_never_wins(rng: np.random.Generator) -> None:
    x = -rng.random((1, 2, 4, 4), dtype=np.float32) - 1
    assert (MaxPool2D(3, padding=1)(x) < 0).all()


def test_average_pooling_counts_the_zeros_of_the_padding() -> None:
    assert AvgPool2D(2, padding=1)(np.full((1, 1, 2, 2), 4.0)).tolist() == [[[[1, 1], [1, 1]]]]


@pytest.mark.parametrize("kind", [MaxPool2D, AvgPool2D])
def test_padding_beyond_half_the_kernel_is_refused(kind: type[Pool2D]) -> None:
    with pytest.raises(LayerError, match=r"at most half of the kernel \(2×3\)"):
        kind((2, 3), padding=2)


def test_rows_that_no_window_reaches_get_no_gradient(input_gradient: Callable[..., Array]) -> None:
    gradient = input_gradient(AvgPool2D(2), np.ones((1, 1, 5, 5), np.float32), np.ones((1, 1, 2, 2), np.float32))
    assert not gradient[0, 0, 4].any()
    assert not gradient[0, 0, :, 4].any()
    assert (gradient[0, 0, :4, :4] == 0.25).all()


def test_labels_are_short() -> None:
    assert repr(MaxPool2D(2)) == "MaxPool2D(2×2)"
    assert repr(AvgPool2D(3, 2, 1)) == "AvgPool2D(3×3, stride (2, 2), padding (1, 1, 1, 1))"
