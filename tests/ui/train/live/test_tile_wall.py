"""A wall that changes all the time paints what has changed, and looks as if it were painted whole."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPaintEvent
from pytestqt.qtbot import QtBot

from cnnviz.ui.painting.colours import activation_scale
from cnnviz.ui.train.live.tile_wall import TileWall


class _Watched(TileWall):
    """Remembers what was exposed."""

    def __init__(self) -> None:
        super().__init__("maps", activation_scale, "map")
        self.exposed: list[QRect] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.exposed.append(event.rect())
        super().paintEvent(event)


@pytest.fixture
def wall(qtbot: QtBot) -> _Watched:
    wall = _Watched()
    qtbot.addWidget(wall)
    wall.resize(240, 200)
    wall.show()
    return wall


def _maps(seed: int, largest: float = 1.0) -> np.ndarray:
    maps = np.random.default_rng(seed).uniform(-largest, largest, (6, 12, 12))
    maps[0, 0, 0] = largest
    return maps


def test_new_numbers_on_the_same_scale_paint_the_tiles_alone(qtbot: QtBot, wall: _Watched) -> None:
    for seed in range(4):
        wall.exposed.clear()
        wall.show_maps(_maps(seed))
        qtbot.waitUntil(lambda: len(wall.exposed) > 0)
    assert all(rect.bottom() < wall.height() - 40 for rect in wall.exposed)


def test_a_wider_scale_is_written_below_the_tiles(qtbot: QtBot, wall: _Watched) -> None:
    wall.show_maps(_maps(0))
    qtbot.waitUntil(lambda: len(wall.exposed) > 0)
    before = wall.screen().grabWindow(wall.winId()).toImage()
    wall.exposed.clear()
    wall.show_maps(_maps(0, largest=40.0))
    qtbot.waitUntil(lambda: wall.rect() in wall.exposed)
    assert wall.limit >= 40
    legend = QRect(0, wall.height() - 40, wall.width(), 40)
    assert wall.screen().grabWindow(wall.winId()).toImage().copy(legend) != before.copy(legend)


def test_what_was_painted_in_parts_looks_as_what_is_painted_whole(qtbot: QtBot, wall: _Watched) -> None:
    for seed in range(3):
        wall.show_maps(_maps(seed))
        wall.exposed.clear()
        qtbot.waitUntil(lambda: len(wall.exposed) > 0)
    in_parts = wall.screen().grabWindow(wall.winId()).toImage()
    assert in_parts.copy(wall.rect()) == wall.grab().toImage().convertToFormat(in_parts.format())
