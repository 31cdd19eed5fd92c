"""The gradient by a convolution's input is shown as the engine computes it, δ after δ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.windows import folded
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.input_gradient_scene import ConvolutionInputGradientScene
from cnnviz.traces.scene import Added, Array, Border, Edit, Frame, Place
from cnnviz.traces.upstream import GradientError
from tests.traces.layers import convolutions, normal
from tests.traces.moments import assert_same, assert_terms_add_up, known_until, shown


def inside(scene: ConvolutionInputGradientScene, frame: Frame) -> Array:
    """What the gradient shows inside its border."""
    picture, panel = shown(scene, "gradient", frame), scene.panel("gradient")
    top, left, height, width, _ = panel.border or Border(0, 0, panel.rows, panel.columns)
    return picture[:, top : top + height, left : left + width]


def engines(layer: Conv2D, image: Array, upstream: Array) -> Array:
    """The gradient by the input as the layer's backward pass gives it."""
    workspace = Workspace()
    _, saved = layer.forward(image[..., None], workspace)
    return np.array(layer.backward(upstream[..., None], saved, workspace)[0][..., 0])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Conv2D, Array, Array]:
    layer, image = draw(convolutions())
    return layer, image, normal(draw, *layer.output_shape(image.shape))


Case = tuple[Conv2D, Array, Array]


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_last_frame_is_the_gradient_of_the_engines_layer(case: Case) -> None:
    scene = ConvolutionInputGradientScene(*case)
    np.testing.assert_array_equal(inside(scene, scene.frame(scene.length - 1)), engines(*case))


@settings(max_examples=80, deadline=None)
@given(cases(), st.data())
def test_any_frame_is_the_engines_gradient_for_the_deltas_so_far(case: Case, data: st.DataObject) -> None:
    layer, image, upstream = case
    scene = ConvolutionInputGradientScene(*case)
    scale = float(np.abs(layer.weight).max() * np.abs(upstream).max() * 10)
    for index in data.draw(st.lists(st.integers(0, scene.length - 1), min_size=1, max_size=5)):
        frame = scene.frame(index)
        assert_terms_add_up(frame)
        padded = shown(scene, "gradient", frame)[..., None]
        # what is not folded back yet is folded here: nothing may be lost on the way
        assert_same(folded(padded, layer.window)[..., 0], engines(layer, image, known_until(upstream, index)), scale)


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_a_part_of_the_gradient_is_that_part_of_the_whole(case: Case, data: st.DataObject) -> None:
    scene = ConvolutionInputGradientScene(*case)
    _, height, width = scene.laid.size
    rows, columns = (slice(*sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n)))),
                           data.draw(st.integers(1, 4))) for n in (height, width))  # fmt: skip
    variant = data.draw(st.integers(0, len(case[2]) - 1))
    whole = scene.values("gradient", variant=variant)
    large = ConvolutionInputGradientScene(*case)
    large.laid.work = 10**9  # as for a large picture: nothing but the part is computed
    assert_same(large.values("gradient", rows, columns, variant), whole[:, rows, columns], float(np.abs(whole).max()))


def test_a_border_that_repeats_is_folded_back_line_by_line() -> None:
    layer = Conv2D(1, 1, 3, padding=1, padding_mode="replicate")
    layer.weight[...] = 1
    scene = ConvolutionInputGradientScene(layer, np.zeros((1, 2, 2), np.float32), np.ones((1, 2, 2), np.float32))
    assert scene.length == 4 + 4  # the δs, and one line on each side
    before, after = (shown(scene, "gradient", scene.frame(index))[0] for index in (3, 7))
    assert (before[0, 0], before.sum(), after[0, 0], after[1:3, 1:3].sum()) == (1, 36, 0, 36)
    assert "column 0 of the border goes to column 1" in scene.frame(4).sum.title
    assert scene.frame(4).variant == -1
    np.testing.assert_array_equal(after, scene.values("gradient", variant=1)[0])


def test_a_border_of_zeros_is_cut_away_and_one_that_repeats_keeps_its_name() -> None:
    borders = []
    for mode in ("zeros", "circular"):
        layer = Conv2D(1, 1, 3, padding=1, padding_mode=mode)
        scene = ConvolutionInputGradientScene(layer, np.zeros((1, 4, 4), np.float32), np.ones((1, 4, 4), np.float32))
        borders.append((scene.panel("gradient").border, scene.length))
    assert borders == [(Border(1, 1, 4, 4, "cut"), 16), (Border(1, 1, 4, 4, "circular"), 20)]


def test_deltas_and_weights_can_be_edited() -> None:
    layer = Conv2D(2, 2, 2)
    layer.weight[...] = np.arange(16, dtype=np.float32).reshape(2, 2, 2, 2)
    scene = ConvolutionInputGradientScene(layer, np.zeros((2, 3, 3), np.float32), np.full((2, 2, 2), 0.5, np.float32))
    frame = scene.frame(4)
    assert scene.edit_at(Place("upstream", 1, 0, 1), frame) == Edit("upstream", (1, 0, 1), 0.5)
    assert scene.edit_at(Place("kernel", 1, 1, 0), frame) == Edit("kernel", (1, 1, 1, 0), 14.0)


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(GradientError, match=r"\(1, 2, 2\), the output \(1, 3, 3\)"):
        ConvolutionInputGradientScene(Conv2D(1, 1, 1), np.zeros((1, 3, 3)), np.zeros((1, 2, 2)))


def test_a_frame_of_a_large_picture_computes_only_the_rows_of_its_windows() -> None:
    layer = Conv2D(3, 2, 3, padding=1)
    layer.weight[...] = np.random.default_rng(0).standard_normal(layer.weight.shape)
    upstream = np.random.default_rng(1).standard_normal((2, 1024, 1024)).astype(np.float32)
    scene = ConvolutionInputGradientScene(layer, np.zeros((3, 1024, 1024), np.float32), upstream)
    scene.laid.computed = None  # the engine is not asked for the whole
    frame = scene.frame(1024 * 1024 + 500 * 1024 + 7)
    added = frame.grown["gradient"]
    assert isinstance(added, Added)
    assert added.values.shape == (3, 3, 1026)
    part = known_until(upstream[:, 490:512], 22 * 1024 + 10 * 1024 + 7)
    expected = engines(layer, np.zeros((3, 22, 1024), np.float32), part)
    assert_same(added.values[..., 1:-1], expected[:, 9:12])


def test_where_it_is_added_is_counted_from_the_pictures_own_first_cell() -> None:
    layer = Conv2D(1, 1, 3, padding=1)
    scene = ConvolutionInputGradientScene(layer, np.zeros((1, 4, 4), np.float32), np.ones((1, 4, 4), np.float32))
    assert scene.frame(0).facts["gradient"][0] == "added from row −1, column −1"
    assert scene.frame(6).facts["gradient"][0] == "added from row 0, column 1"
