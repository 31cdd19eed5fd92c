"""What is seen of a zoomed panel: it follows the film, and the wheel."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.grids import Grid
from cnnviz.traces.layout_zoom import scrolled
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Place, Scene
from cnnviz.ui.convolve.stage_focus import Focus, Grids, followed, moved


@pytest.fixture
def scene() -> ConvolutionScene:
    return ConvolutionScene(Conv2D(1, 1, 3), np.zeros((1, 20, 20), np.float32))


def part(top: int, left: int, rows: int = 6, columns: int = 6) -> Grid:
    return Grid(0, 0, 20, rows, columns, top=top, left=left)


def film(scene: Scene, share: float) -> list[Grids]:
    """What is seen in each frame of a whole film, if `share` of the rows and columns is."""
    grids: Grids = {
        panel.key: (part(0, 0, round(share * panel.rows), round(share * panel.columns)),)
        for panel in scene.panels if panel.zone != "middle"
    }  # fmt: skip
    focus: Focus = {}
    grids = scrolled(scene.panels, dict(grids), focus)
    seen = []
    for index in range(scene.length):
        focus = followed(grids, scene, scene.frame(index), focus)
        grids = scrolled(scene.panels, dict(grids), focus)
        seen.append(grids)
    return seen


def padded(size: int, stride: int = 1) -> ConvolutionScene:
    layer = Conv2D(1, 1, 3, padding=1, stride=stride)
    return ConvolutionScene(layer, np.zeros((1, size, size), np.float32))


def pooled(size: int) -> PoolingScene:
    return PoolingScene(MaxPool2D(2), np.zeros((1, size, size), np.float32))


def test_a_window_in_sight_moves_nothing(scene: ConvolutionScene) -> None:
    grids = {"input": (part(0, 0),), "output": (part(0, 0),)}
    assert followed(grids, scene, scene.frame(0), {"input": (3, 3)}) == {"input": (3, 3)}


def test_a_window_that_leaves_the_sight_has_its_way_before_it_and_a_margin_behind_it(scene: ConvolutionScene) -> None:
    grids = {"input": (part(0, 0, 10, 10),), "output": (part(0, 0, 18, 18),)}
    focus = followed(grids, scene, scene.frame(8), {})
    assert scrolled(scene.panels, grids, focus)["input"][0] == part(0, 6, 10, 10)


def test_a_window_that_goes_back_has_its_way_before_it_too(scene: ConvolutionScene) -> None:
    grids = {"input": (part(9, 9, 8, 8),), "output": (part(0, 0, 18, 18),)}
    focus = followed(grids, scene, scene.frame(scene.index(0, 9, 8)), {})
    assert scrolled(scene.panels, grids, focus)["input"][0] == part(9, 4, 8, 8)


def test_all_panels_move_together(scene: ConvolutionScene) -> None:
    grids = {"input": (part(0, 0, 10, 10),), "output": (part(0, 0, 9, 9),)}
    focus = followed(grids, scene, scene.frame(8), {})
    after = scrolled(scene.panels, grids, focus)
    assert after["input"][0].left == after["output"][0].left > 0


def test_a_window_larger_than_what_is_seen_is_followed_by_its_corner(scene: ConvolutionScene) -> None:
    grids = {"input": (part(4, 4, 2, 2),), "output": (part(0, 0, 18, 18),)}
    inside = scene.index(0, 4, 4)
    assert followed(grids, scene, scene.frame(inside), {}) == {}
    assert "input" in followed(grids, scene, scene.frame(0), {})


@settings(max_examples=30)
@given(st.sampled_from([padded(9), padded(14, 2), pooled(12), pooled(15)]), st.floats(0.34, 1.0))
def test_what_a_frame_is_about_is_always_in_sight(scene: Scene, share: float) -> None:
    for index, grids in enumerate(film(scene, share)):
        for outline in scene.frame(index).outlines:
            if outline.panel in grids:
                assert grids[outline.panel][0].shows(outline.row, outline.column)
                assert grids[outline.panel][0].shows(
                    outline.row + outline.rows - 1, outline.column + outline.columns - 1
                )


@pytest.mark.parametrize("scene", [padded(28), padded(40, 2), pooled(28), pooled(41)])
@pytest.mark.parametrize(("share", "most"), [(0.55, 2), (0.5, 3), (0.4, 3)])
def test_a_film_scrolls_two_or_three_times_a_row(scene: Scene, share: float, most: int) -> None:
    seen = film(scene, share)
    for first in range(0, scene.length - scene.row_length, scene.row_length):
        assert sum(a != b for a, b in pairwise(seen[first : first + scene.row_length + 1])) <= most


@pytest.mark.parametrize("scene", [padded(28), pooled(28)])
def test_rows_of_a_film_look_at_the_same_parts_again(scene: Scene) -> None:
    """So that what was painted of them can be kept."""
    assert len({tuple((grids[key][0].top, grids[key][0].left) for key in grids) for grids in film(scene, 0.55)}) == 4


@pytest.mark.parametrize(
    ("notches", "across", "expected"), [(1, False, (6, 8)), (-1, False, (8, 8)), (-1, True, (7, 9))]
)
def test_the_wheel_moves_up_and_down_and_with_shift_across(
    notches: float, across: bool, expected: tuple[float, float]
) -> None:
    grids = {"input": (part(4, 5),)}
    assert moved(grids, {}, Place("input", 0, 5, 5), notches, across) == {"input": expected}
