"""What is seen of a zoomed panel: it follows the film, and the wheel."""

import numpy as np
import pytest

from cnnviz.engine.convolution import Conv2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Place
from cnnviz.ui.convolve.stage_focus import followed, moved


@pytest.fixture
def scene() -> ConvolutionScene:
    return ConvolutionScene(Conv2D(1, 1, 3), np.zeros((1, 20, 20), np.float32))


def part(top: int, left: int, rows: int = 6, columns: int = 6) -> Grid:
    return Grid(0, 0, 20, rows, columns, top=top, left=left)


def test_a_window_in_sight_moves_nothing(scene: ConvolutionScene) -> None:
    grids = {"input": (part(0, 0),), "output": (part(0, 0),)}
    assert followed(grids, scene, scene.frame(0), {"input": (3, 3)}) == {"input": (3, 3)}


def test_a_window_that_leaves_the_sight_becomes_its_middle(scene: ConvolutionScene) -> None:
    grids = {"input": (part(0, 0),), "output": (part(0, 0, 18, 18),)}
    assert followed(grids, scene, scene.frame(4), {}) == {"input": (1.5, 5.5)}


def test_a_window_larger_than_what_is_seen_is_followed_by_its_corner(scene: ConvolutionScene) -> None:
    grids = {"input": (part(4, 4, 2, 2),), "output": (part(0, 0, 18, 18),)}
    inside = scene.index(0, 4, 4)
    assert followed(grids, scene, scene.frame(inside), {}) == {}
    assert "input" in followed(grids, scene, scene.frame(0), {})


@pytest.mark.parametrize(
    ("notches", "across", "expected"), [(1, False, (6, 8)), (-1, False, (8, 8)), (-1, True, (7, 9))]
)
def test_the_wheel_moves_up_and_down_and_with_shift_across(
    notches: float, across: bool, expected: tuple[float, float]
) -> None:
    grids = {"input": (part(4, 5),)}
    assert moved(grids, {}, Place("input", 0, 5, 5), notches, across) == {"input": expected}
