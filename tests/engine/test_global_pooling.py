"""Pooling to a size known beforehand, against loops and against measured slopes."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.arrays import Array
from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.layer import Layer, LayerError
from cnnviz.engine.workspace import Workspace

LAYERS: list[Layer] = [
    GlobalAvgPool2D(),
    GlobalMaxPool2D(),
    AdaptiveAvgPool2D(1),
    AdaptiveAvgPool2D(3),
    AdaptiveAvgPool2D((2, 5)),
    AdaptiveAvgPool2D((None, 4)),
    AdaptiveAvgPool2D((9, 2)),
]


def slow_adaptive(x: Array, rows: int, columns: int) -> Array:
    """Each output cell is the mean of the cells that its piece of the picture touches."""
    y = np.zeros((*x.shape[:2], rows, columns))
    height, width = x.shape[2:]
    for n, c, oy, ox in np.ndindex(y.shape):
        touched = [
            x[n, c, iy, ix]
            for iy in range(height)
            for ix in range(width)
            if (iy + 1) * rows > oy * height
            and iy * rows < (oy + 1) * height
            and (ix + 1) * columns > ox * width
            and ix * columns < (ox + 1) * width
        ]
        y[n, c, oy, ox] = sum(touched) / len(touched)
    return y


@given(*[st.integers(1, 9)] * 4, st.integers(0, 2**32 - 1))
def test_adaptive_pooling_equals_the_loops(height: int, width: int, rows: int, columns: int, seed: int) -> None:
    x = np.random.default_rng(seed).standard_normal((2, 2, height, width))
    np.testing.assert_allclose(
        AdaptiveAvgPool2D((rows, columns))(x), slow_adaptive(x, rows, columns), rtol=1e-12, atol=1e-12
    )


def test_global_pooling_gives_one_number_for_each_map(rng: np.random.Generator) -> None:
    x = rng.standard_normal((2, 3, 5, 4)).astype(np.float32)
    for layer, choose in ((GlobalAvgPool2D(), np.mean), (GlobalMaxPool2D(), np.max)):
        y = layer(x)
        assert (y.shape, y.dtype) == ((2, 3, 1, 1), np.float32)
        for n, c in np.ndindex(2, 3):
            assert y[n, c, 0, 0] == pytest.approx(choose(x[n, c]), rel=1e-6)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_gradients_are_the_measured_slopes(
    layer: Layer, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer, rng.standard_normal((2, 3, 7, 6)))


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_gradients_do_not_pile_up_and_what_is_given_stays(layer: Layer, rng: np.random.Generator) -> None:
    workspace, x = Workspace(), rng.standard_normal((3, 7, 6, 2))
    y, saved = layer.forward(x, workspace)
    dy = rng.standard_normal(y.shape)
    kept = [array.copy() for array in (x, y, dy)]
    first = layer.backward(dy, saved, workspace)[0].copy()
    np.testing.assert_array_equal(layer.backward(dy, saved, workspace)[0], first)
    for array, before in zip((x, y, dy), kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_of_equal_largest_numbers_the_first_gets_the_gradient(input_gradient: Callable[..., Array]) -> None:
    x = np.array([[[[1.0, 3, 2], [3, 3, 0]]]])
    gradient = input_gradient(GlobalMaxPool2D(), x, np.array([[[[5.0]]]]))
    np.testing.assert_array_equal(gradient[0, 0], [[0, 5, 0], [0, 0, 0]])


def test_a_side_that_is_none_keeps_its_size() -> None:
    assert AdaptiveAvgPool2D((None, 3)).output_shape((2, 7, 9)) == (2, 7, 3)
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    np.testing.assert_array_equal(AdaptiveAvgPool2D(None)(x), x)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (0, "output size is 0; it must be a whole number, 1 or more"),
        ((2, -1), "output size is -1"),
        ((1, 2, 3), r"output size is \(1, 2, 3\); give one whole number or two"),
        ("7", "output size is “7”"),
    ],
)
def test_sizes_that_cannot_be_are_named(size: Any, message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        AdaptiveAvgPool2D(size)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_only_maps_are_pooled(layer: Layer) -> None:
    with pytest.raises(LayerError, match=r"takes maps of the shape \(channels, height, width\), but gets \(9,\)"):
        layer.output_shape((9,))


def test_settings_make_the_same_layer_again_and_labels_are_short() -> None:
    layer = AdaptiveAvgPool2D((None, 3))
    assert AdaptiveAvgPool2D(**json.loads(json.dumps(layer.config()))).output_size == (None, 3)
    assert repr(layer) == "AdaptiveAvgPool2D(as it is×3)"
    assert repr(AdaptiveAvgPool2D(7)) == "AdaptiveAvgPool2D(7×7)"
    assert repr(GlobalAvgPool2D()) == "GlobalAvgPool2D()"
