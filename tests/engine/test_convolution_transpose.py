"""Transposed convolution, against loops, against the convolution whose way back it is, and against measured slopes."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine import columns
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.layer import LayerError
from cnnviz.engine.workspace import Workspace

CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "twice as large": {"kernel_size": 2, "stride": 2},
    "stride and padding": {"stride": 2, "padding": 1},
    "output padding": {"stride": (2, 3), "padding": 1, "output_padding": (1, 2)},
    "output padding beyond the padding": {"stride": 3, "output_padding": 2},
    "output padding below the dilation": {"dilation": 3, "output_padding": (2, 1)},
    "stride beyond the kernel": {"kernel_size": 2, "stride": 3},
    "padding per side": {"padding": (2, 0, 1, 3), "stride": 2},
    "rectangular": {"kernel_size": (2, 4), "stride": (1, 2)},
    "dilation": {"dilation": (2, 1), "padding": 1, "stride": 2},
    "groups": {"groups": 2},
    "one group for each channel": {"groups": 4, "stride": 2, "padding": 1},
    "one by one": {"kernel_size": 1},
    "no bias": {"bias": False},
}
BATCHES = (2, 40)  # columns are laid out in one way for few cells in a row and in another for many


def slow_transposed(layer: ConvTranspose2D, x: Array) -> Array:
    """Each cell of the input lays its kernels on the output."""
    (down, right), (gap_y, gap_x), (top, _, left, _) = layer.window.stride, layer.window.dilation, layer.window.padding
    _, height, width = layer.output_shape(x.shape[1:])
    y = np.zeros((len(x), layer.out_channels, height, width))
    in_group, out_group = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    for n, c, iy, ix in np.ndindex(x.shape):
        for f, ky, kx in np.ndindex(layer.weight.shape[1:]):
            oy, ox = iy * down + ky * gap_y - top, ix * right + kx * gap_x - left
            if 0 <= oy < height and 0 <= ox < width:
                y[n, c // in_group * out_group + f, oy, ox] += layer.weight[c, f, ky, kx] * x[n, c, iy, ix]
    return y if layer.bias is None else y + layer.bias[:, None, None]


def layer_of(case: str, rng: np.random.Generator, dtype: Any = np.float32) -> ConvTranspose2D:
    layer = ConvTranspose2D(4, 8, **{"kernel_size": 3, **CASES[case]}, rng=rng, dtype=dtype)
    if layer.bias is not None:
        layer.bias[...] = rng.standard_normal(8)
    return layer


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES)
def test_the_fast_one_equals_the_loops(case: str, batch: int, rng: np.random.Generator) -> None:
    layer, x = layer_of(case, rng), rng.standard_normal((batch, 4, 4, 5)).astype(np.float32)
    y = layer(x)
    assert y.dtype == np.float32
    assert y.shape == (batch, *layer.output_shape((4, 4, 5)))
    np.testing.assert_allclose(y[:2], slow_transposed(layer, x[:2]), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES)
def test_a_band_at_a_time_gives_the_same(
    case: str, batch: int, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer, x = layer_of(case, rng, np.float64), rng.standard_normal((4, 4, 5, batch))
    y, saved = layer.forward(x, Workspace())
    dx, gradients = layer.backward(y, saved, Workspace())
    monkeypatch.setattr(columns, "SHARED_BYTES", 1)
    monkeypatch.setattr(columns, "PATCH_BYTES", 1)
    again, saved = layer.forward(x, Workspace())
    np.testing.assert_allclose(again, y, rtol=1e-12, atol=1e-12)
    dx_again, gradients_again = layer.backward(y, saved, Workspace())
    np.testing.assert_allclose(dx_again, dx, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients_again["weight"], gradients["weight"], rtol=1e-10)


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_the_measured_slopes(
    case: str, batch: int, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer_of(case, rng), rng.standard_normal((batch, 4, 4, 5)))


@pytest.mark.parametrize("case", CASES)
def test_it_is_the_way_back_of_a_convolution(case: str, rng: np.random.Generator) -> None:
    """With the same kernels: <convolution(v), u> = <v, transposed(u)> for all u and v."""
    layer = layer_of(case, rng, np.float64)
    window = layer.window
    convolution = Conv2D(
        8, 4, window.kernel, window.stride, window.padding, window.dilation, layer.groups, bias=False, dtype=np.float64
    )
    convolution.weight[...] = layer.weight
    u = rng.standard_normal((1, 4, 4, 5))
    plain = layer(u) if layer.bias is None else layer(u) - layer.bias[:, None, None]
    v = rng.standard_normal(plain.shape)
    there = np.asarray(convolution(v))[:, :, :4, :5]  # output padding beyond the stride makes room for one more window
    assert np.sum(there * u) == pytest.approx(np.sum(v * plain), rel=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_gradients_do_not_pile_up_and_what_is_given_stays(case: str, rng: np.random.Generator) -> None:
    layer, workspace, x = layer_of(case, rng), Workspace(), rng.standard_normal((4, 4, 5, 3)).astype(np.float32)
    dy = rng.standard_normal((*layer.output_shape((4, 4, 5)), 3)).astype(np.float32)
    kept = x.copy(), dy.copy(), layer.weight.copy()
    results = []
    for _ in range(2):
        y, saved = layer.forward(x, workspace)
        dx, gradients = layer.backward(dy, saved, workspace)
        results.append([y.copy(), dx.copy(), *(gradient.copy() for gradient in gradients.values())])
    for first, second in zip(*results, strict=True):
        np.testing.assert_array_equal(first, second)
    for array, before in zip((x, dy, layer.weight), kept, strict=True):
        np.testing.assert_array_equal(array, before)
    for name, gradient in layer.parameter_gradients(dy, saved, workspace).items():
        np.testing.assert_array_equal(gradient, gradients[name])


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@given(pairs, pairs, pairs, *[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2, pairs, st.integers(0, 2**32 - 1))
def test_any_setting_gives_what_the_loops_give_or_is_refused(
    kernel: Any, stride: Any, dilation: Any, padding: Any, output_padding: Any, size: Any, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    layer = ConvTranspose2D(2, 3, kernel, stride, padding, output_padding, dilation=dilation, rng=rng, dtype=np.float64)
    covered = [
        (size[axis] - 1) * stride[axis] + layer.window.span[axis] + output_padding[axis] - 2 * padding[axis]
        for axis in (0, 1)
    ]
    if any(output_padding[axis] >= max(stride[axis], dilation[axis]) for axis in (0, 1)):
        with pytest.raises(GeometryError, match=r"must be smaller than the stride|none is left"):
            layer.output_shape((2, *size))
    elif min(covered) < 1:
        with pytest.raises(GeometryError, match="none is left"):
            layer.output_shape((2, *size))
    else:
        x = rng.standard_normal((2, 2, *size))
        np.testing.assert_allclose(layer(x), slow_transposed(layer, x), rtol=1e-10, atol=1e-12)


def test_a_worked_example() -> None:
    layer = ConvTranspose2D(1, 1, 2, 2, bias=False)
    layer.weight[...] = [[[[1, 2], [3, 4]]]]
    y = layer(np.array([[[[1.0, 10]]]], np.float32))
    np.testing.assert_array_equal(y[0, 0], [[1, 2, 10, 20], [3, 4, 30, 40]])


def test_multiply_adds_count_every_product() -> None:
    assert ConvTranspose2D(4, 6, (3, 2), groups=2).multiply_adds((4, 5, 7)) == 5 * 7 * 4 * 3 * 6


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("dilation", [1, 2])
def test_the_reach_is_how_many_rows_can_meet_in_an_output_cell(stride: int, dilation: int) -> None:
    layer = ConvTranspose2D(1, 1, (4, 1), stride, dilation=dilation, bias=False, dtype=np.float64)
    layer.weight.fill(1)
    widest = 0
    for oy in range(layer.output_shape((1, 9, 1))[1]):
        met = [iy for iy in range(9) if layer(np.eye(9)[iy].reshape(1, 1, 9, 1))[0, 0, oy, 0]]
        widest = max(widest, met[-1] - met[0] + 1 if met else 0)
    assert widest <= layer.reach.span[0]
    if dilation == 1:
        assert widest == layer.reach.span[0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 6, 5), LayerError, "ConvTranspose2D: in_channels is 0"),
        ((4, 6, 5, 1, 0, 0, 3), LayerError, "3 groups do not divide 4 input and 6 output"),
        ((1, 6, 0), GeometryError, "kernel size is 0"),
        ((1, 6, 3, 2, "same"), GeometryError, "the padding is “same”; it says how many rows.*in numbers"),
        ((1, 6, 3, 2, 0, -1), GeometryError, "output padding is -1"),
    ],
)
def test_a_layer_that_cannot_be_says_why(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ConvTranspose2D(*arguments)


def test_what_cannot_be_taken_says_why() -> None:
    with pytest.raises(GeometryError, match=r"output padding is 2; .* stride \(2\) or the dilation \(1\): at most 1"):
        ConvTranspose2D(1, 1, 3, 2, output_padding=(0, 2)).output_shape((1, 4, 4))
    with pytest.raises(GeometryError, match="takes away 6 of 5 cells, and none is left; at most 4"):
        ConvTranspose2D(1, 1, 3, padding=3).output_shape((1, 3, 9))
    with pytest.raises(LayerError, match=r"ConvTranspose2D\(2 → 1, 3×3\) takes 2 channels, but gets 3"):
        ConvTranspose2D(2, 1, 3).output_shape((3, 3, 3))


@pytest.mark.parametrize("case", CASES)
def test_its_settings_make_the_same_layer_again(case: str, rng: np.random.Generator) -> None:
    layer = layer_of(case, rng)
    again = ConvTranspose2D(**json.loads(json.dumps(layer.config())))
    assert (again.window, again.config()) == (layer.window, layer.config())


def test_the_label_names_only_what_is_unusual() -> None:
    assert repr(ConvTranspose2D(6, 3, 2, 2)) == "ConvTranspose2D(6 → 3, 2×2, stride 2)"
    assert repr(ConvTranspose2D(2, 2, (1, 3), 2, 1, (0, 1), 2, dilation=2)) == (
        "ConvTranspose2D(2 → 2, 1×3, stride 2, padding 1, output padding (0, 1), dilation 2, 2 groups)"
    )
