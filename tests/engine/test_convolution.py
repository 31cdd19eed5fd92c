"""Convolution, against four loops and against measured slopes."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnviz.engine import columns
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.layer import LayerError
from cnnviz.engine.workspace import Workspace

CASES = {
    "plain": {},
    "LeNet": {"kernel_size": 5, "padding": 2},
    "one by one": {"kernel_size": 1},
    "rectangular": {"kernel_size": (2, 3)},
    "stride": {"stride": (2, 3)},
    "stride beyond the kernel": {"kernel_size": 2, "stride": 3},
    "padding per side": {"padding": (2, 0, 1, 3)},
    "same, even kernel": {"kernel_size": (2, 4), "padding": "same"},
    "dilation": {"dilation": (2, 1), "padding": 1},
    "dilation and stride": {"kernel_size": 2, "dilation": 3, "stride": 4},
    "groups": {"groups": 2},
    "one group for each channel": {"groups": 4, "stride": 2, "padding": 1},
    "no bias": {"bias": False},
    "reflected": {"padding": 2, "padding_mode": "reflect"},
    "reflected as far as can be": {"padding": (7, 0, 1, 6), "padding_mode": "reflect"},
    "replicated": {"padding": (1, 4), "padding_mode": "replicate", "groups": 2},
    "replicated beyond the picture": {"kernel_size": 2, "padding": (0, 9, 8, 1), "padding_mode": "replicate"},
    "circular": {"padding": (1, 2, 0, 1), "dilation": 2, "padding_mode": "circular"},
    "circular as far as can be": {"padding": (8, 7), "stride": 2, "padding_mode": "circular"},
    "reflected, with a stride beyond the kernel": {
        "kernel_size": 2,
        "padding": 3,
        "stride": (3, 4),
        "padding_mode": "reflect",
    },
    "a mode without a border": {"padding_mode": "circular"},
}
NUMPY_MODES: dict[str, Any] = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def slow_convolution(layer: Conv2D, x: Array) -> Array:
    """The definition, in loops over every number."""
    window, weight = layer.window, layer.weight
    top, bottom, left, right = window.padding
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), NUMPY_MODES[window.padding_mode])
    rows, columns = window.output_size((x.shape[2] - top - bottom, x.shape[3] - left - right))
    in_group, out_group = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    y = np.zeros((len(x), layer.out_channels, rows, columns))
    for n, f, oy, ox in np.ndindex(y.shape):
        y[n, f, oy, ox] = 0 if layer.bias is None else layer.bias[f]
        for c, ky, kx in itertools.product(range(in_group), range(window.kernel[0]), range(window.kernel[1])):
            iy, ix = oy * window.stride[0] + ky * window.dilation[0], ox * window.stride[1] + kx * window.dilation[1]
            y[n, f, oy, ox] += weight[f, c, ky, kx] * x[n, f // out_group * in_group + c, iy, ix]
    return y


def layer_of(case: str, rng: np.random.Generator) -> Conv2D:
    layer = Conv2D(4, 8, **{"kernel_size": 3, **CASES[case]}, rng=rng)
    if layer.bias is not None:
        layer.bias[...] = rng.standard_normal(8)
    return layer


@pytest.fixture(params=["patches", "patches, a row at a time", "shared rows", "shared rows, one at a time"])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the columns are laid out, and however many rows at a time, the result must be the same."""
    monkeypatch.setattr(columns, "WIDE", 1 if request.param.startswith("shared") else 10**9)
    if "time" in request.param:
        monkeypatch.setattr(columns, "SHARED_BYTES", 1)
        monkeypatch.setattr(columns, "PATCH_BYTES", 1)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("case", CASES)
def test_the_fast_convolution_equals_the_loops(case: str, rng: np.random.Generator) -> None:
    layer, x = layer_of(case, rng), rng.standard_normal((2, 4, 8, 7)).astype(np.float32)
    y = layer(x)
    assert y.dtype == np.float32
    assert y.shape == (2, *layer.output_shape((4, 8, 7)))
    np.testing.assert_allclose(y, slow_convolution(layer, x), rtol=1e-5, atol=1e-5)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_the_measured_slopes(
    case: str, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer_of(case, rng), rng.standard_normal((3, 4, 8, 7)))


def test_gradients_do_not_pile_up_from_pass_to_pass(rng: np.random.Generator) -> None:
    for case in CASES:
        layer, workspace = layer_of(case, rng), Workspace()
        x = rng.standard_normal((4, 8, 7, 2)).astype(np.float32)
        results = []
        for _ in range(2):
            y, saved = layer.forward(x, workspace)
            dx, gradients = layer.backward(np.ones_like(y), saved, workspace)
            results.append([dx.copy(), *(gradient.copy() for gradient in gradients.values())])
        for first, second in zip(*results, strict=True):
            np.testing.assert_array_equal(first, second, err_msg=case)


@pytest.mark.parametrize("case", CASES)
def test_input_and_slopes_stay_as_they_were(case: str, rng: np.random.Generator) -> None:
    layer, workspace = layer_of(case, rng), Workspace()
    x = rng.standard_normal((4, 8, 7, 2)).astype(np.float32)
    y, saved = layer.forward(x, workspace)
    dy = np.ones_like(y)
    kept = x.copy(), dy.copy(), layer.weight.copy()
    layer.backward(dy, saved, workspace)
    for array, before in zip((x, dy, layer.weight), kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_a_border_is_written_anew_for_every_picture(rng: np.random.Generator) -> None:
    layer, workspace = Conv2D(1, 1, 3, padding=1, padding_mode="reflect", rng=rng), Workspace()
    for _ in range(2):
        x = rng.standard_normal((2, 1, 4, 5)).astype(np.float32)
        y, _ = layer.forward(np.ascontiguousarray(np.moveaxis(x, 0, -1)), workspace)
        np.testing.assert_allclose(np.moveaxis(y, -1, 0), slow_convolution(layer, x), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("mode", "padding", "message"),
    [
        ("reflect", 4, r"\(4, 4, 4, 4\) cannot be made of a picture of 4×9 cells.*reflect, 3 is the most.*8 left"),
        ("reflect", (0, 0, 9, 0), "3 is the most above and below, 8 left and right"),
        ("circular", (0, 10), "circular, 4 is the most above and below, 9 left and right"),
    ],
)
def test_a_border_that_the_picture_cannot_give_is_refused(mode: str, padding: object, message: str) -> None:
    layer = Conv2D(1, 1, 3, padding=padding, padding_mode=mode)
    with pytest.raises(GeometryError, match=message):
        layer.output_shape((1, 4, 9))
    assert Conv2D(1, 1, 3, padding=(3, 8), padding_mode=mode).output_shape((1, 4, 9)) == (1, 8, 23)


def test_an_unknown_border_is_told_the_known_ones() -> None:
    with pytest.raises(GeometryError, match="“mirror”; it can be zeros, reflect, replicate, circular"):
        Conv2D(1, 1, 3, padding_mode="mirror")


def test_same_with_a_stride_is_refused_and_the_numbers_are_told() -> None:
    with pytest.raises(GeometryError, match=r"the stride is \(2, 1\).*numbers, for instance \(2, 2, 1, 1\)"):
        Conv2D(1, 1, (5, 3), (2, 1), "same")
    assert Conv2D(1, 1, (5, 3), (2, 1), (2, 2, 1, 1)).output_shape((1, 8, 8)) == (1, 4, 8)


@pytest.mark.parametrize("case", CASES)
def test_its_settings_make_the_same_layer_again(case: str, rng: np.random.Generator) -> None:
    layer = layer_of(case, rng)
    again = Conv2D(**json.loads(json.dumps(layer.config())))
    assert again.window == layer.window
    assert again.config() == layer.config()


def test_the_worked_example_gives_minus_eight() -> None:
    picture = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float32)
    layer = Conv2D(1, 1, 2, bias=False)
    layer.weight[...] = [[[[1, 0], [0, -1]]]]
    np.testing.assert_array_equal(layer(picture[None, None])[0, 0], [[-4, -4], [-4, -4]])


def test_without_a_generator_the_weights_are_zero() -> None:
    layer = Conv2D(2, 3, 3)
    assert not layer.weight.any()
    assert layer.weight.shape == (3, 2, 3, 3)


def test_multiply_adds_count_every_product() -> None:
    assert Conv2D(1, 6, 5, padding=2).multiply_adds((1, 28, 28)) == 28 * 28 * 6 * 25
    assert Conv2D(4, 8, 3, groups=2).multiply_adds((4, 5, 5)) == 9 * 8 * 2 * 9


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 6, 5), LayerError, "in_channels is 0"),
        ((1, 1.5, 5), LayerError, "out_channels is 1.5"),
        ((3, 6, 5, 1, 0, 1, 2), LayerError, "2 groups do not divide 3 input and 6 output"),
        ((1, 6, 0), GeometryError, "kernel size is 0"),
    ],
)
def test_a_layer_that_cannot_be_says_why(arguments: tuple[int, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Conv2D(*arguments)


def test_the_wrong_number_of_channels_is_told() -> None:
    with pytest.raises(LayerError, match=r"Conv2D\(1 → 6, 5×5\) takes 1 channels, but gets 3"):
        Conv2D(1, 6, 5)(np.zeros((1, 3, 9, 9)))
    with pytest.raises(LayerError, match=r"\(channels, height, width\), but gets \(9,\)"):
        Conv2D(1, 6, 5)(np.zeros((1, 9)))


def test_the_label_names_only_what_is_unusual() -> None:
    assert repr(Conv2D(1, 6, 5, padding=2)) == "Conv2D(1 → 6, 5×5, padding 2)"
    assert repr(Conv2D(2, 2, (1, 3), (1, 2), dilation=2, groups=2)) == (
        "Conv2D(2 → 2, 1×3, stride (1, 2), dilation 2, 2 groups)"
    )
    assert repr(Conv2D(1, 1, 3, padding=1, padding_mode="reflect")) == "Conv2D(1 → 1, 3×3, padding 1, reflect)"
