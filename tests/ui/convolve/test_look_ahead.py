"""A zoomed film that plays: what it scrolls to is drawn in idle moments before it comes there."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.engine.convolution import Conv2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.input_gradient_scene import ConvolutionInputGradientScene
from cnnviz.traces.scene import Scene
from cnnviz.ui.convolve.look_ahead import LookAhead, Outlook
from cnnviz.ui.convolve.stage import Stage
from cnnviz.ui.painting.blocks import BlockPainter


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(5).normal(0, 1, shape).astype(np.float32)


def convolution() -> Scene:
    return ConvolutionScene(Conv2D(1, 1, 3, padding=1), numbers(1, 28, 28))


def backward() -> Scene:
    return ConvolutionInputGradientScene(Conv2D(1, 1, 3, padding=1), numbers(1, 28, 28), numbers(1, 28, 28))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cells were drawn at a time."""
    cells: list[int] = []
    paint = BlockPainter.paint

    def noted(self: BlockPainter, painter: object, grid: object, look: object, index: int, values: np.ndarray,
              *arguments: object, **options: object) -> None:  # fmt: skip
        cells.append(values.size)
        paint(self, painter, grid, look, index, values, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(BlockPainter, "paint", noted)
    return cells


def stage_with(qtbot: QtBot, scene: Scene, index: int = 0) -> Stage:
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(860, 470)
    stage.show_scene(scene, scene.frame(index))
    stage.set_zoom(2.0)
    stage.show()
    return stage


def idle() -> None:
    """As long as there is something to do."""
    for _ in range(60):
        QApplication.processEvents()


@pytest.mark.parametrize("make", [convolution, backward])
@pytest.mark.parametrize("step", [1, -1, 28])
def test_a_film_that_plays_scrolls_to_what_is_drawn_already(
    qtbot: QtBot, drawn: list[int], make: Callable[[], Scene], step: int
) -> None:
    scene = make()
    start = 2 if step > 0 else scene.length - 3
    stage, scrolls = stage_with(qtbot, scene, start), 0
    for index in range(start + step, start + 3 * step, step):
        stage.show_frame(scene.frame(index))
        idle()
    for index in range(start + 3 * step, start + (20 if step == 28 else 60) * step, step):
        focus = stage.focus
        drawn.clear()
        stage.show_frame(scene.frame(index))
        stage.grab()
        if stage.focus != focus:
            scrolls += 1
            assert max(drawn) <= 3 * 28  # the rows to which something is added, but no panel
        idle()
    assert scrolls


def test_what_was_foreseen_of_another_scene_is_not_drawn(qtbot: QtBot, drawn: list[int]) -> None:
    first, second = convolution(), convolution()
    stage = stage_with(qtbot, first)
    for index in range(1, 4):
        stage.show_frame(first.frame(index))
    stage.show_scene(second, second.frame(4))  # one on, as all steps before
    stage.grab()
    drawn.clear()
    idle()
    assert all(cells <= 9 for cells in drawn)  # patch and products of the frame that is shown


@pytest.mark.usefixtures("qtbot")
def test_nothing_is_foreseen_of_steps_that_are_not_alike(drawn: list[int]) -> None:
    scene = convolution()
    stage = Stage()
    stage.resize(860, 470)
    stage.show_scene(scene, scene.frame(0))
    stage.set_zoom(2.0)
    ahead = LookAhead(stage)
    drawn.clear()
    for index in (3, 1, 700, 2, 400, 400, 400):
        ahead.follow(Outlook(index, stage.picture(), stage.focus))
        idle()
    assert not drawn
