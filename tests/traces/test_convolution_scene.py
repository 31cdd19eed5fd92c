"""A convolution is shown as the engine computes it, frame by frame, whatever its settings."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import PADDING_MODES, GeometryError
from cnnviz.engine.layer import Layer, LayerError
from cnnviz.traces import kernel_scene
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.origin import Origin
from cnnviz.traces.scene import Edit, Place, Scene

Values = npt.NDArray[np.floating[Any]]


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[Conv2D, Values]:
    """A random layer with an image that it takes: groups, rectangles, strides, dilation, any border on any side."""

    def pair(low: int, high: int) -> tuple[int, int]:
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    kernel, stride, dilation, padding = pair(1, 4), pair(1, 3), pair(1, 2), (*pair(0, 2), *pair(0, 2))
    mode = draw(st.sampled_from(PADDING_MODES))
    groups, depth, filters = draw(st.sampled_from((1, 1, 2))), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    least = {"reflect": 3, "circular": 2}.get(mode, 1)
    size = tuple(
        max(least, dilation[axis] * (kernel[axis] - 1) + 1 - sum(padding[2 * axis : 2 * axis + 2])) + extra
        for axis, extra in enumerate(pair(0, 4))
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    layer = Conv2D(
        groups * depth, groups * filters, kernel, stride, padding, dilation, groups,
        bias=draw(st.booleans()), padding_mode=mode, rng=rng,
    )  # fmt: skip
    if layer.bias is not None:
        layer.bias[:] = rng.standard_normal(layer.bias.shape)
    return layer, rng.standard_normal((groups * depth, *size)).astype(np.float32)


ACTIVATIONS: tuple[Layer | None, ...] = (None, ReLU(), LeakyReLU(), ELU(), Tanh())


@settings(max_examples=40, deadline=None)
@given(convolutions(), st.sampled_from(ACTIVATIONS))
def test_the_frames_together_are_the_engines_output_and_their_terms_add_up(
    check_gathered: Callable[[Scene, Values], None], given: tuple[Conv2D, Values], activation: Layer | None
) -> None:
    layer, image = given
    output = layer(image[None])
    expected = output if activation is None else activation(output)
    scene = ConvolutionScene(layer, image, activation=activation)
    check_gathered(scene, expected[0])
    frame = scene.frame(scene.length - 1)
    assert frame.sum.result == output.flat[-1]
    assert len(frame.sum.steps) == (activation is not None)


@settings(max_examples=25, deadline=None)
@given(convolutions())
def test_links_say_who_meets_whom(
    check_windows: Callable[[Scene], None], check_parts: Callable[[Scene], None], given: tuple[Conv2D, Values]
) -> None:
    scene = ConvolutionScene(*given)
    check_windows(scene)
    check_parts(scene)


@settings(max_examples=25, deadline=None)
@given(convolutions())
def test_a_weight_lights_all_that_it_ever_meets_and_outlines_what_it_meets_now(given: tuple[Conv2D, Values]) -> None:
    layer, image = given
    scene = ConvolutionScene(layer, image)
    _, rows, columns = layer.output_shape(image.shape)
    padded = scene.values("input")
    index = scene.length - 1
    frame = scene.frame(index)
    patch, products = frame.parts["patch"], frame.parts["products"]
    for k, ky, kx in np.ndindex(*layer.weight.shape[1:]):
        first, now, *same = scene.links(Place("kernel", k, ky, kx), frame)
        met = {layer.window.origin(oy, ox) for oy, ox in np.ndindex(rows, columns)}
        down, across = ky * layer.window.dilation[0], kx * layer.window.dilation[1]
        assert {(row, column) for row in first.rows for column in first.columns} == {
            (y + down, x + across) for y, x in met
        }
        assert not first.strong and now.strong
        assert {light.panel for light in same} == {"patch", "kernel", "products"}
        value = padded[now.grid, now.rows[0], now.columns[0]]
        assert value == patch[k, ky, kx]
        assert products[k, ky, kx] == value * layer.weight[-1, k, ky, kx]
        from_input = scene.links(Place("input", now.grid, now.rows[0], now.columns[0]), frame)
        assert ("kernel", k, [ky], [kx]) in [
            (light.panel, light.grid, light.rows, light.columns) for light in from_input
        ]


@settings(max_examples=25, deadline=None)
@given(convolutions())
def test_a_large_picture_gives_the_same_numbers_without_computing_the_rest(given: tuple[Conv2D, Values]) -> None:
    layer, image = given
    expected = layer(image[None])[0]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernel_scene, "WHOLE_AT_ONCE", 0)
        scene = ConvolutionScene(layer, image, activation=ReLU())
        tolerance = 1e-5 * float(np.abs(expected).max() + 1)
        for index in range(0, scene.length, 3):
            frame = scene.frame(index)
            assert frame.sum.result == pytest.approx(expected[frame.position], abs=tolerance)
            assert frame.sum.outcome == pytest.approx(max(0, expected[frame.position]), abs=tolerance)
        for step in (1, 2, 5):
            part = scene.values("output", slice(None, None, step), slice(1, None, step))
            np.testing.assert_allclose(part, expected.clip(0)[:, ::step, 1::step], atol=tolerance)


def test_only_the_cells_that_are_asked_for_are_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Conv2D(3, 2, 5, padding=2, rng=np.random.default_rng(3))
    image = np.random.default_rng(4).random((3, 1024, 1024), dtype=np.float32)
    computed = []
    forward = Conv2D.forward

    def counted(self: Conv2D, x: Values, workspace: object) -> Any:
        y, saved = forward(self, x, workspace)  # type: ignore[arg-type]
        computed.append(y.size)
        return y, saved

    monkeypatch.setattr(Conv2D, "forward", counted)
    scene = ConvolutionScene(layer, image)
    scene.frame(scene.length - 1)
    scene.values("output", slice(0, 1024, 8), slice(0, 1024, 8))
    assert sum(computed) < 2 * (200 * 200)
    assert np.shares_memory(scene.values("input", slice(2, 1026), slice(2, 1026)), image)


def test_frames_go_in_reading_order_filter_after_filter() -> None:
    scene = ConvolutionScene(Conv2D(1, 2, 2), np.zeros((1, 3, 4), np.float32))
    assert [scene.frame(index).position for index in range(scene.length)] == list(np.ndindex(2, 2, 3))
    assert (scene.row_length, scene.frame(7).variant) == (3, 1)


def test_a_patch_is_what_lies_under_the_dilated_window() -> None:
    image = np.arange(36, dtype=np.float32).reshape(1, 6, 6)
    scene = ConvolutionScene(Conv2D(1, 1, (2, 3), (1, 2), 1, (2, 1)), image)
    frame = scene.frame(scene.index(0, 1, 1))
    np.testing.assert_array_equal(frame.parts["patch"][0], [[1, 2, 3], [13, 14, 15]])
    assert frame.outlines[0] == ("input", 0, 1, 2, 3, 3, "kernel", (2, 1))


def test_each_group_of_filters_meets_its_own_channels_only() -> None:
    scene = ConvolutionScene(Conv2D(4, 2, 1, groups=2), np.zeros((4, 2, 2), np.float32))
    second = scene.frame(scene.length - 1)
    assert {outline.grid for outline in second.outlines if outline.panel == "input"} == {2, 3}
    assert [group.name for group in second.sum.groups] == ["3", "4"]
    assert second.facts["kernel"] == ("2 of 2 · channels 3 to 4", "2 of 2")
    assert {light.grid for light in scene.links(Place("input", 1, 0, 0), second) if light.panel == "output"} == {0}
    assert scene.index_at(Place("input", 1, 1, 1), second) == 3  # not of the filter that is shown, which never sees it


def test_a_turned_kernel_is_edited_where_it_was_set() -> None:
    layer = Conv2D(1, 2, (2, 3))
    layer.weight[...] = np.arange(12).reshape(2, 1, 2, 3)
    scene = ConvolutionScene(layer, np.zeros((1, 4, 4), np.float32), turned=True)
    frame = scene.frame(scene.length - 1)
    assert scene.edit_at(Place("kernel", 0, 0, 0), frame) == Edit("kernel", (1, 0, 1, 2), 6.0)
    straight = ConvolutionScene(layer, np.zeros((1, 4, 4), np.float32))
    assert straight.edit_at(Place("kernel", 0, 0, 1), frame) == Edit("kernel", (1, 0, 0, 1), 7.0)


def test_a_cell_of_the_picture_can_be_changed_but_none_of_its_border() -> None:
    image = np.arange(4, dtype=np.float32).reshape(1, 2, 2)
    scene = ConvolutionScene(Conv2D(1, 1, 3, padding=1, padding_mode="reflect"), image)
    frame = scene.frame(0)
    assert scene.edit_at(Place("input", 0, 1, 2), frame) == Edit("image", (0, 0, 1), 1.0)
    assert scene.edit_at(Place("input", 0, 0, 2), frame) is None
    assert scene.edit_at(Place("output", 0, 0, 0), frame) is None
    assert scene.describe(Place("input", 0, 0, 2), frame).startswith("Padding: repeats (1, 1), 3.0000")


def test_colours_have_names_and_a_picture_says_what_black_and_white_are() -> None:
    colour = ConvolutionScene(Conv2D(3, 1, 3, padding=1), np.full((3, 5, 5), 2, np.float32)).panel("input")
    assert colour.names == ("red", "green", "blue")
    assert colour.facts[0] == "5 × 5, dark 0, bright 2 · padded to 7 × 7"
    grey = ConvolutionScene(Conv2D(1, 1, 3), np.full((1, 5, 5), -1, np.float32)).panel("input")
    assert (grey.names, grey.facts[0], grey.low, grey.high) == ((), "5 × 5, black −1, white 1", -1.0, 1.0)
    values, origin = np.full((3, 5, 5), -3, np.float32), Origin(is_maps=True)
    maps = ConvolutionScene(Conv2D(3, 1, 3), values, origin=origin).panel("input")
    assert (maps.names, maps.scale, maps.high) == (("1", "2", "3"), "maps", 3.0)


@pytest.mark.parametrize(
    ("row", "column", "told", "untold"),
    [
        (1, 1, "lit: the outputs that it feeds. Double-click to change it", "no window"),
        (0, 1, "Padding: always 0; lit: the outputs that it feeds", "Double-click"),
        (6, 1, "= 1.0000; no window reaches it. Double-click to change it", "lit"),
    ],
)
def test_no_more_is_promised_of_a_cell_than_is_so(row: int, column: int, told: str, untold: str) -> None:
    layer = Conv2D(1, 1, 3, stride=3, padding=(1, 0, 1, 0))
    scene = ConvolutionScene(layer, np.ones((1, 6, 6), np.float32))
    text = scene.describe(Place("input", 0, row, column), scene.frame(0))
    assert told in text and untold not in text


def test_products_need_no_more_digits_than_their_largest() -> None:
    layer = Conv2D(1, 1, 3, padding=0)
    layer.weight[...] = 9
    products = ConvolutionScene(layer, np.full((1, 5, 5), 0.7, np.float32)).panel("products")
    assert products.high == 9 and "±9" in products.facts[0]


def test_settings_that_cannot_work_are_refused_with_the_engines_words() -> None:
    with pytest.raises(GeometryError, match="does not fit"):
        ConvolutionScene(Conv2D(1, 1, 5), np.zeros((1, 3, 3), np.float32))
    with pytest.raises(LayerError, match="2 channels"):
        ConvolutionScene(Conv2D(2, 1, 1), np.zeros((1, 3, 3), np.float32))
