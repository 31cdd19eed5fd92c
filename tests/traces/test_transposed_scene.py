"""A transposed convolution is shown as the engine computes it, cell after cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.traces.scene import Array, Border, Edit, Frame, Place
from cnnviz.traces.transposed_scene import TransposedScene
from tests.traces.layers import transposed_convolutions
from tests.traces.moments import assert_same, assert_terms_add_up, known_until, shown


def cropped(scene: TransposedScene, frame: Frame) -> Array:
    """What the output shows inside its border."""
    picture, panel = shown(scene, "output", frame), scene.panel("output")
    top, left, height, width, _ = panel.border or Border(0, 0, panel.rows, panel.columns)
    return picture[:, top : top + height, left : left + width]


@settings(max_examples=60, deadline=None)
@given(transposed_convolutions())
def test_the_last_frame_is_the_output_of_the_engines_layer(case: tuple[ConvTranspose2D, Array]) -> None:
    layer, image = case
    scene = TransposedScene(layer, image)
    np.testing.assert_array_equal(cropped(scene, scene.frame(scene.length - 1)), layer(image[None])[0])


@settings(max_examples=60, deadline=None)
@given(transposed_convolutions(), st.data())
def test_any_frame_is_the_engines_output_for_the_cells_so_far(
    case: tuple[ConvTranspose2D, Array], data: st.DataObject
) -> None:
    layer, image = case
    scene = TransposedScene(layer, image)
    scale = float(np.abs(layer.weight).max() * np.abs(image).max() * 10)
    for index in data.draw(st.lists(st.integers(0, scene.length - 1), min_size=1, max_size=5)):
        frame = scene.frame(index)
        assert_terms_add_up(frame)
        assert_same(cropped(scene, frame), layer(known_until(image, index)[None])[0], scale)


@settings(max_examples=40, deadline=None)
@given(transposed_convolutions(), st.data())
def test_a_click_on_an_input_cell_leads_to_its_frame(case: tuple[ConvTranspose2D, Array], data: st.DataObject) -> None:
    layer, image = case
    scene = TransposedScene(layer, image)
    index = data.draw(st.integers(0, scene.length - 1))
    frame = scene.frame(index)
    outline = frame.outlines[0]
    assert scene.index_at(Place("input", outline.grid, outline.row, outline.column), frame) == index
    assert frame.sum.result == image[outline.grid, outline.row, outline.column]


@settings(max_examples=40, deadline=None)
@given(transposed_convolutions(), st.data())
def test_the_cells_that_light_up_are_those_that_a_cell_adds_to(
    case: tuple[ConvTranspose2D, Array], data: st.DataObject
) -> None:
    layer, image = case
    scene = TransposedScene(layer, image)
    place = Place("input", *(data.draw(st.integers(0, n - 1)) for n in image.shape))
    only = np.zeros_like(image)
    only[place[1:]] = 1
    layer.weight[...], layer.bias[...] = 1, 0
    touched = np.zeros(scene.laid.size, bool)
    for lit in scene.links(place, scene.frame(0)):
        if lit.panel == "output":
            touched[lit.grid, np.asarray(lit.rows)[:, None], np.asarray(lit.columns)] = True
    np.testing.assert_array_equal(touched, TransposedScene(layer, only).values("output", variant=len(image) - 1) != 0)


def test_a_weight_is_found_in_the_kernel_as_it_was_set() -> None:
    layer = ConvTranspose2D(4, 6, (1, 2), groups=2)  # the scenario's kernel: (6, 2, 1, 2)
    layer.weight[...] = np.arange(layer.weight.size, dtype=np.float32).reshape(layer.weight.shape)
    scene = TransposedScene(layer, np.ones((4, 1, 1), np.float32), turned=True)
    frame = scene.frame(3)  # channel 3, the second of group 1
    assert scene.edit_at(Place("kernel", 2, 0, 0), frame) == Edit("kernel", (5, 1, 0, 1), layer.weight[3, 2, 0, 0])
    assert scene.edit_at(Place("input", 3, 0, 0), frame) == Edit("image", (3, 0, 0), 1.0)
    assert scene.edit_at(Place("output", 0, 0, 0), frame) is None


def test_every_output_starts_at_its_bias_and_says_so() -> None:
    layer = ConvTranspose2D(1, 1, 2)
    layer.bias[...] = 0.5
    scene = TransposedScene(layer, np.zeros((1, 2, 2), np.float32))
    np.testing.assert_array_equal(scene.values("output", variant=-1), np.full((1, 3, 3), 0.5))
    np.testing.assert_array_equal(shown(scene, "output", scene.frame(0)), np.full((1, 3, 3), 0.5))
    assert "starts at the bias, 0.5" in scene.panel("output").facts[0]


def test_padding_is_shown_as_a_border_that_is_cut_away() -> None:
    layer = ConvTranspose2D(1, 1, 3, stride=2, padding=(1, 0, 1, 1), output_padding=1)
    scene = TransposedScene(layer, np.ones((1, 2, 2), np.float32))
    output = scene.panel("output")
    assert (output.rows, output.columns) == (6, 6)
    assert output.border == Border(1, 1, 5, 4, "cut")
    assert "cut away" in scene.describe(Place("output", 0, 0, 0), scene.frame(0))


def test_a_cell_is_described_with_what_it_holds_in_that_frame() -> None:
    layer = ConvTranspose2D(1, 1, 1, bias=False)
    layer.weight[...] = 2
    scene = TransposedScene(layer, np.array([[[1.0, 3.0]]], np.float32))
    texts = [scene.describe(Place("output", 0, 0, 1), scene.frame(index)) for index in (0, 1)]
    assert ["0.0000 so far" in texts[0], "6.0000 so far" in texts[1]] == [True, True]


def test_there_is_no_frame_after_the_last() -> None:
    scene = TransposedScene(ConvTranspose2D(1, 1, 1), np.zeros((1, 2, 2), np.float32))
    with pytest.raises(IndexError):
        scene.frame(scene.length)
