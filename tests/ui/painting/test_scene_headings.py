"""Every panel says what it is, and the frame's news stand where they belong."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from cnnviz.engine.convolution import Conv2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.grids import Grid
from cnnviz.traces.layout import arrange
from cnnviz.traces.scene import Scene
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.scene_headings import Heading, SceneHeadings, name_font
from cnnviz.ui.theme import LIGHT


def convolution(channels: int = 1, filters: int = 1, size: int = 12, stride: int = 1) -> Scene:
    image = np.tile(np.linspace(0, 1, size, dtype=np.float32), (channels, size, 1))
    return ConvolutionScene(Conv2D(channels, filters, 3, stride), image)


@pytest.fixture
def headings(qtbot: QtBot) -> Callable[..., list[Heading]]:
    """The headings of a frame, by default at the size of a large stage."""

    def made(scene: Scene, index: int = 0, width: int = 1400, height: int = 780, zoom: float = 1.0) -> list[Heading]:
        return SceneHeadings(scene, arrange(scene.panels, width, height, zoom), LIGHT).of(scene.frame(index))

    return made


def above(found: list[Heading], name: str) -> Heading:
    return next(heading for heading in found if heading.name == name)


def test_each_grid_has_its_name(headings: Callable[..., list[Heading]]) -> None:
    names = [heading.name for heading in headings(convolution(channels=3, filters=2))]
    assert {"Input red", "Input green", "Input blue", "Kernel red", "Output 1", "Output 2"} <= set(names)


def test_size_and_range_stand_beside_the_name(headings: Callable[..., list[Heading]]) -> None:
    assert above(headings(convolution()), "Input").fact.startswith("12 × 12, black 0, white 1")


def test_the_value_stands_above_the_map_that_is_being_filled(headings: Callable[..., list[Heading]]) -> None:
    found = headings(convolution(filters=2), 101)
    assert "pixel (0, 1)" in above(found, "Output 2").fact
    assert "pixel" not in above(found, "Output 1").fact


def test_grids_that_the_frame_is_not_about_are_muted(headings: Callable[..., list[Heading]]) -> None:
    found = headings(convolution(filters=2), 101)
    assert above(found, "Output 2").colour == LIGHT.output
    assert above(found, "Output 1").colour == LIGHT.muted


def test_hatching_is_explained(headings: Callable[..., list[Heading]]) -> None:
    assert "hatched: no window reaches" in above(headings(convolution(size=12, stride=2)), "Input").fact
    assert "hatched" not in above(headings(convolution(size=13, stride=2)), "Input").fact


def test_a_part_of_a_panel_is_named(headings: Callable[..., list[Heading]]) -> None:
    scene = convolution(size=60)
    grids = arrange(scene.panels, 1400, 780, 4.0, {"input": (30, 30)})
    grid = grids["input"][0]
    assert isinstance(grid, Grid)
    found = SceneHeadings(scene, grids, LIGHT).of(scene.frame(0))
    assert f"rows {grid.top}–{grid.top + grid.rows - 1}" in above(found, "Input").fact


@pytest.mark.parametrize("size", [(640, 420), (860, 500), (1400, 780)])
@pytest.mark.parametrize(("channels", "filters"), [(1, 1), (3, 1), (3, 16), (1, 4), (16, 16)])
def test_no_heading_is_wider_than_its_room(
    headings: Callable[..., list[Heading]], size: tuple[int, int], channels: int, filters: int
) -> None:
    names, facts = QFontMetricsF(name_font()), QFontMetricsF(interface_font(11))
    for heading in headings(convolution(channels, filters), 30, *size):
        width = names.horizontalAdvance(heading.name)
        assert heading.name
        assert width + (8 + facts.horizontalAdvance(heading.fact) if heading.fact else 0) <= heading.area.width()


def test_the_longest_facts_that_fit_are_shown(headings: Callable[..., list[Heading]]) -> None:
    wide, narrow = (above(headings(convolution(), 30, width, 420), "Input").fact for width in (1400, 500))
    assert len(wide) > len(narrow) > 0
