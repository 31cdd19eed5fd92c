"""The gradient by a pooling's input is shown as the engine computes it, δ after δ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.pooling_gradient_scene import PoolingGradientScene
from cnnviz.traces.scene import Added, Array, Border, Edit, Frame, Outline, Place
from cnnviz.traces.upstream import GradientError
from tests.traces.layers import normal, poolings
from tests.traces.moments import assert_same, assert_terms_add_up, known_until, shown

Case = tuple[Pool2D, Array, Array]


def inside(scene: PoolingGradientScene, frame: Frame) -> Array:
    """What the gradient shows inside its border."""
    picture, panel = shown(scene, "gradient", frame), scene.panel("gradient")
    top, left, height, width, _ = panel.border or Border(0, 0, panel.rows, panel.columns)
    return picture[:, top : top + height, left : left + width]


def engines(layer: Pool2D, image: Array, upstream: Array) -> Array:
    """The gradient by the input as the layer's backward pass gives it."""
    workspace = Workspace()
    _, saved = layer.forward(image[..., None], workspace)
    return np.array(layer.backward(upstream[..., None], saved, workspace)[0][..., 0])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    layer, image = draw(poolings())
    return layer, image, normal(draw, *layer.output_shape(image.shape))


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_last_frame_is_the_gradient_of_the_engines_layer(case: Case) -> None:
    scene = PoolingGradientScene(*case)
    np.testing.assert_array_equal(inside(scene, scene.frame(scene.length - 1)), engines(*case))


@settings(max_examples=80, deadline=None)
@given(cases(), st.data())
def test_any_frame_is_the_engines_gradient_for_the_deltas_so_far(case: Case, data: st.DataObject) -> None:
    layer, image, upstream = case
    scene = PoolingGradientScene(*case)
    scale = float(np.abs(upstream).max()) * 10
    for index in data.draw(st.lists(st.integers(0, scene.length - 1), min_size=1, max_size=5)):
        frame = scene.frame(index)
        assert_terms_add_up(frame)
        assert_same(inside(scene, frame), engines(layer, image, known_until(upstream, index)), scale)


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_a_part_of_the_gradient_is_that_part_of_the_whole(case: Case, data: st.DataObject) -> None:
    scene, large = PoolingGradientScene(*case), PoolingGradientScene(*case)
    large._parts.work = 10**9  # as for a large picture: nothing but the part is computed
    _, height, width = large._parts.size
    rows, columns = (slice(*sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n)))),
                           data.draw(st.integers(1, 4))) for n in (height, width))  # fmt: skip
    variant = data.draw(st.integers(0, len(case[2]) - 1))
    whole = scene.values("gradient", variant=variant)
    assert_same(large.values("gradient", rows, columns, variant), whole[:, rows, columns], float(np.abs(whole).max()))


def test_the_first_of_equal_numbers_gets_all_and_is_outlined() -> None:
    image = np.array([[[1, 5, 0, 0], [5, 2, 0, 0]]], np.float32)
    scene = PoolingGradientScene(MaxPool2D(2), image, np.array([[[3, 4]]], np.float32))
    frame = scene.frame(0)
    np.testing.assert_array_equal(frame.parts["shares"][0], [[0, 3], [0, 0]])
    assert frame.sum.winner == 1
    assert Outline("input", 0, 0, 1, 1, 1, "output") in frame.outlines
    np.testing.assert_array_equal(shown(scene, "gradient", frame)[0], [[0, 3, 0, 0], [0, 0, 0, 0]])


@pytest.mark.parametrize("values", [(np.nan, 1, 2, 3), (1, np.nan, 2, 0), (2, 2, 2, 2), (0, 3, 3, 1)])
def test_numbers_that_are_none_go_where_they_go_in_the_engine(values: tuple[float, ...]) -> None:
    case = MaxPool2D(2), np.array(values, np.float32).reshape(1, 2, 2), np.ones((1, 1, 1), np.float32)
    scene = PoolingGradientScene(*case)
    np.testing.assert_array_equal(scene.frame(0).parts["shares"], engines(*case))


def test_a_mean_shares_out_evenly_and_says_by_how_many() -> None:
    layer = AvgPool2D(2, padding=(1, 0, 0, 0), count_include_pad=False)
    scene = PoolingGradientScene(layer, np.zeros((1, 3, 2), np.float32), np.array([[[3], [4]]], np.float32))
    frames = [scene.frame(index) for index in (0, 1)]
    assert [frame.sum.divisor for frame in frames] == [2, 4]
    np.testing.assert_array_equal(frames[0].parts["shares"][0], np.full((2, 2), 1.5))
    assert "/ 4 each" in frames[1].facts["shares"][0]
    assert [panel.key for panel in scene.panels] == ["upstream", "shares", "gradient"]


def test_the_window_that_a_number_won_is_where_a_click_on_it_leads() -> None:
    image = np.arange(16, dtype=np.float32).reshape(1, 4, 4)
    scene = PoolingGradientScene(MaxPool2D(2), image, np.ones((1, 2, 2), np.float32))
    frame = scene.frame(0)
    assert scene.index_at(Place("input", 0, 3, 3), frame) == 3
    assert scene.index_at(Place("gradient", 0, 0, 3), frame) == 1
    assert scene.index_at(Place("upstream", 0, 1, 0), frame) == 2
    assert scene.edit_at(Place("upstream", 0, 1, 0), frame) == Edit("upstream", (0, 1, 0), 1.0)
    assert scene.edit_at(Place("input", 0, 1, 2), frame) == Edit("image", (0, 1, 2), 6.0)


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(GradientError, match="both must be the same"):
        PoolingGradientScene(MaxPool2D(2), np.zeros((1, 4, 4)), np.zeros((1, 3, 3)))


@pytest.mark.parametrize("layer", [MaxPool2D(3, 2, 1), AvgPool2D(3, 2, 1)], ids=str)
def test_a_frame_of_a_large_picture_computes_only_the_rows_of_its_windows(layer: Pool2D) -> None:
    rng = np.random.default_rng(0)
    image = rng.standard_normal((3, 1024, 1024)).astype(np.float32)
    upstream = rng.standard_normal((3, 512, 512)).astype(np.float32)
    scene = PoolingGradientScene(layer, image, upstream)
    scene._parts.computed = None  # the engine is not asked for the whole
    added = scene.frame(2 * 512 * 512 + 300 * 512 + 11).grown["gradient"]
    assert isinstance(added, Added)
    assert added.values.shape == (3, 3, 1026)
    # the engine on the rows around: 20 rows of windows, whose own padding is far from those that are looked at
    part = engines(layer, image[:, 580:620], known_until(upstream[:, 290:310], 2 * 20 * 512 + 10 * 512 + 11))
    assert_same(added.values[..., 1:-1], part[:, 19:22])
