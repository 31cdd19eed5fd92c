"""Pooling, against loops and against measured slopes."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz.engine import windows
from cnnviz.engine.arrays import Array
from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.layer import LayerError
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.engine.workspace import Workspace

CASES: dict[str, dict[str, Any]] = {
    "LeNet": {"kernel_size": 2},
    "rectangular": {"kernel_size": (3, 2)},
    "one row": {"kernel_size": (1, 3)},
    "one column": {"kernel_size": (3, 1), "stride": (2, 1)},
    "one cell": {"kernel_size": 1, "stride": 2},
    "overlapping": {"kernel_size": 3, "stride": 2},
    "with gaps": {"kernel_size": 2, "stride": 3},
    "padded": {"kernel_size": 3, "stride": 2, "padding": 1},
    "padded on one side": {"kernel_size": 2, "padding": (0, 1, 1, 0)},
    "rounded up": {"kernel_size": 2, "ceil_mode": True},
    "rounded up and padded": {"kernel_size": 3, "stride": (3, 2), "padding": (1, 1, 0, 1), "ceil_mode": True},
    "rounded up beyond the padding": {"kernel_size": 4, "stride": 5, "padding": 1, "ceil_mode": True},
}
MAX_CASES = {
    **CASES,
    "dilated": {"kernel_size": 2, "dilation": (2, 3), "stride": 1},
    "dilated and rounded up": {"kernel_size": (3, 2), "dilation": 2, "stride": 2, "padding": 1, "ceil_mode": True},
}
AVG_CASES = {
    **CASES,
    "padding not counted": {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
    "rounded up, padding not counted": {
        "kernel_size": (4, 3), "stride": 2, "padding": (2, 1), "ceil_mode": True, "count_include_pad": False,
    },
}  # fmt: skip
LAYERS = [(MaxPool2D, case) for case in MAX_CASES.values()] + [(AvgPool2D, case) for case in AVG_CASES.values()]


def seen(layer: Pool2D, axis: int, index: int, length: int) -> list[int]:
    """Where the kernel cells of a window lie along one axis of the picture, outside included."""
    start = index * layer.window.stride[axis] - layer.window.padding[2 * axis]
    return [start + cell * layer.window.dilation[axis] for cell in range(layer.window.kernel[axis])]


def windows_along(layer: Pool2D, axis: int, length: int) -> int:
    """How many windows there are along an axis, by trying one after the other."""
    after = layer.window.padding[2 * axis + 1]
    count = 0
    while True:
        cells = seen(layer, axis, count, length)
        whole = cells[-1] < length + after
        last_of_ceil_mode = layer.ceil_mode and not whole and cells[0] < length
        if last_of_ceil_mode:  # only if the one before, if any, did not reach the end already
            previous_end = cells[-1] - layer.window.stride[axis]
            return count + (previous_end < length + after - 1)
        if not whole:
            return count
        count += 1


def slow_pooling(layer: Pool2D, x: Array) -> Array:
    """The definitions, window by window and cell by cell."""
    (height, width), (_, bottom, _, right) = x.shape[2:], layer.window.padding
    y = np.zeros((*x.shape[:2], windows_along(layer, 0, height), windows_along(layer, 1, width)), x.dtype)
    for n, c, oy, ox in np.ndindex(y.shape):
        rows, columns = seen(layer, 0, oy, height), seen(layer, 1, ox, width)
        inside = [x[n, c, iy, ix] for iy in rows for ix in columns if 0 <= iy < height and 0 <= ix < width]
        if isinstance(layer, MaxPool2D):
            y[n, c, oy, ox] = max(inside, default=-np.inf)
        elif isinstance(layer, AvgPool2D):
            padded = sum(iy < height + bottom and ix < width + right for iy in rows for ix in columns)
            y[n, c, oy, ox] = sum(inside) / (padded if layer.count_include_pad else len(inside))
    return y


@pytest.mark.parametrize(("kind", "arguments"), LAYERS, ids=str)
def test_the_fast_pooling_equals_the_loops(kind: type[Pool2D], arguments: Any, rng: np.random.Generator) -> None:
    layer, x = kind(**arguments), rng.standard_normal((2, 3, 9, 8)).astype(np.float32)
    y = layer(x)
    assert y.dtype == np.float32
    assert y.shape == (2, *layer.output_shape((3, 9, 8)))
    np.testing.assert_allclose(y, slow_pooling(layer, x), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("kind", "arguments"), LAYERS, ids=str)
def test_the_order_of_the_steps_changes_nothing(
    kind: type[Pool2D], arguments: Any, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer, x = kind(**arguments), rng.standard_normal((3, 9, 8, 2))
    y, saved = layer.forward(x, Workspace())
    dx, _ = layer.backward(y, saved, Workspace())
    monkeypatch.setattr(windows, "BLOCK_BYTES", 2 * 9 * 8 * 2 * 8)
    monkeypatch.setattr(windows, "SHORT_RUN", 1)
    again, saved = layer.forward(x, Workspace())
    np.testing.assert_allclose(again, y, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(layer.backward(y, saved, Workspace())[0], dx, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("kind", "arguments"), LAYERS, ids=str)
def test_gradients_are_the_measured_slopes(
    kind: type[Pool2D], arguments: Any, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(kind(**arguments), rng.standard_normal((2, 3, 9, 8)))


@pytest.mark.parametrize(("kind", "arguments"), LAYERS, ids=str)
def test_gradients_do_not_pile_up_and_what_is_given_stays(
    kind: type[Pool2D], arguments: Any, rng: np.random.Generator
) -> None:
    layer, workspace, x = kind(**arguments), Workspace(), rng.standard_normal((3, 9, 8, 2))
    y, saved = layer.forward(x, workspace)
    dy = rng.standard_normal(y.shape)
    kept = [array.copy() for array in (x, y, dy)]
    first, _ = layer.backward(dy, saved, workspace)
    first = first.copy()
    second, _ = layer.backward(dy, saved, workspace)
    np.testing.assert_array_equal(first, second)
    for array, before in zip((x, y, dy), kept, strict=True):
        np.testing.assert_array_equal(array, before)


@st.composite
def poolings(draw: st.DrawFn) -> tuple[Pool2D, int, int]:
    """A random layer, and a height and width."""
    pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
    kernel = draw(pairs)
    padding = tuple(draw(st.integers(0, side // 2)) for side in kernel for _ in range(2))
    stride, ceil_mode, height, width = (
        draw(pairs),
        draw(st.booleans()),
        draw(st.integers(1, 12)),
        draw(st.integers(1, 12)),
    )
    layer: Pool2D
    if draw(st.booleans()):
        layer = MaxPool2D(kernel, stride, padding, draw(pairs), ceil_mode)
    else:
        layer = AvgPool2D(kernel, stride, padding, ceil_mode, draw(st.booleans()))
    return layer, height, width


@given(poolings(), st.integers(0, 2**32 - 1))
def test_any_setting_pools_as_the_loops_do_or_is_refused(setting: tuple[Pool2D, int, int], seed: int) -> None:
    layer, height, width = setting
    x = np.random.default_rng(seed).integers(-3, 4, (2, 2, height, width)).astype(np.float64)
    if not windows_along(layer, 0, height) or not windows_along(layer, 1, width):
        with pytest.raises(GeometryError, match="does not fit"):
            layer.output_shape((2, height, width))
        return
    np.testing.assert_allclose(layer(x), slow_pooling(layer, x), rtol=1e-12)


@given(poolings(), st.integers(0, 2**32 - 1))
def test_a_gradient_of_ones_is_shared_out_completely(setting: tuple[Pool2D, int, int], seed: int) -> None:
    layer, height, width = setting
    assume(windows_along(layer, 0, height) and windows_along(layer, 1, width))
    assume(isinstance(layer, MaxPool2D) or not any(layer.window.padding))
    x = np.random.default_rng(seed).integers(-1, 2, (2, height, width, 2)).astype(np.float64)
    y, saved = layer.forward(x, Workspace())
    dx, _ = layer.backward(np.ones_like(y), saved, Workspace())
    assert dx.sum() == pytest.approx(np.isfinite(y).sum())  # a dilated window can miss the picture: -inf


def test_of_equal_numbers_the_first_row_by_row_gets_the_gradient(input_gradient: Callable[..., Array]) -> None:
    x = np.zeros((1, 1, 2, 4), np.float32)
    x[0, 0] = [[0, 0, 1, 2], [0, 0, 2, 2]]
    gradient = input_gradient(MaxPool2D(2), x, np.array([[[[5.0, 7.0]]]], np.float32))
    np.testing.assert_array_equal(gradient[0, 0], [[5, 0, 0, 7], [0, 0, 0, 0]])


def test_padding_never_wins(rng: np.random.Generator) -> None:
    x = -rng.random((1, 2, 4, 4), dtype=np.float32) - 1
    assert (MaxPool2D(3, padding=1)(x) < 0).all()


def test_a_window_with_a_nan_gives_nan() -> None:
    x = np.zeros((1, 1, 2, 4))
    x[0, 0, 1, 0] = np.nan
    for layer in (MaxPool2D(2), AvgPool2D(2)):
        np.testing.assert_array_equal(layer(x), [[[[np.nan, 0]]]])


def test_average_pooling_counts_the_zeros_of_the_padding_if_told_to() -> None:
    fours = np.full((1, 1, 2, 2), 4.0)
    assert AvgPool2D(2, padding=1)(fours).tolist() == [[[[1, 1], [1, 1]]]]
    assert AvgPool2D(2, padding=1, count_include_pad=False)(fours).tolist() == [[[[4, 4], [4, 4]]]]


def test_the_last_window_of_ceil_mode_counts_only_what_there_is() -> None:
    picture = np.arange(1.0, 6.0)[None, None, None]
    np.testing.assert_allclose(AvgPool2D((1, 2), ceil_mode=True)(picture)[0, 0, 0], [1.5, 3.5, 5])
    np.testing.assert_allclose(AvgPool2D((1, 2))(picture)[0, 0, 0], [1.5, 3.5])
    np.testing.assert_allclose(MaxPool2D((1, 2), ceil_mode=True)(picture)[0, 0, 0], [2, 4, 5])


@pytest.mark.parametrize("kind", [MaxPool2D, AvgPool2D])
def test_padding_beyond_half_the_kernel_is_refused(kind: type[Pool2D]) -> None:
    with pytest.raises(LayerError, match=r"at most half of the kernel \(2×3\)"):
        kind((2, 3), padding=2)


def test_a_kernel_larger_than_the_picture_is_refused_unless_rounding_up_helps() -> None:
    with pytest.raises(GeometryError, match=r"window of 3 cells.*2 cells.*at most 2 here"):
        MaxPool2D(3, 2).output_shape((1, 2, 5))
    assert MaxPool2D(3, 2, ceil_mode=True).output_shape((1, 2, 5)) == (1, 1, 2)
    with pytest.raises(GeometryError, match=r"window of 4 cells.*2 cells.*at most 3 here"):
        MaxPool2D(4, 2, ceil_mode=True).output_shape((1, 2, 5))


def test_rows_that_no_window_reaches_get_no_gradient(input_gradient: Callable[..., Array]) -> None:
    gradient = input_gradient(AvgPool2D(2), np.ones((1, 1, 5, 5), np.float32), np.ones((1, 1, 2, 2), np.float32))
    assert not gradient[0, 0, 4].any()
    assert not gradient[0, 0, :, 4].any()
    assert (gradient[0, 0, :4, :4] == 0.25).all()


@pytest.mark.parametrize(("kind", "arguments"), LAYERS, ids=str)
def test_its_settings_make_the_same_layer_again(kind: type[Pool2D], arguments: Any) -> None:
    layer = kind(**arguments)
    again = kind(**json.loads(json.dumps(layer.config())))
    assert (again.window, again.config()) == (layer.window, layer.config())


def test_labels_are_short() -> None:
    assert repr(MaxPool2D(2)) == "MaxPool2D(2×2)"
    assert repr(AvgPool2D(3, 2, 1)) == "AvgPool2D(3×3, stride (2, 2), padding (1, 1, 1, 1))"
    assert repr(MaxPool2D(2, dilation=2, ceil_mode=True)) == "MaxPool2D(2×2, dilation (2, 2), ceil mode)"
