"""A wall kept as one picture looks as the wall painted tile by tile."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.traces.tiling import TileLayout
from cnnviz.ui.painting.colours import activation_scale, magnitude_scale
from cnnviz.ui.painting.tile_sheet import fits_sheet
from cnnviz.ui.painting.tiles import Wall, paint_sheet, paint_wall, wall_image, wall_sheet
from cnnviz.ui.theme import LIGHT

LAYOUTS = [
    TileLayout(5, 3, 2, 20, 20, 4),
    TileLayout(7, 4, 2, 30, 24, 8, caption=16),
    TileLayout(6, 6, 1, 15, 15, 3, group=3, group_gap=20),
    TileLayout(1, 1, 1, 40, 40, 0),
    TileLayout(9, 5, 2, 8, 8, 0),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("grey", [False, True])
def test_tiles_gaps_and_frames_lie_where_they_do_one_by_one(qtbot: QtBot, layout: TileLayout, grey: bool) -> None:
    maps = np.random.default_rng(2).random((layout.count, 5, 5), np.float32)
    count = layout.count
    scale = None if grey else magnitude_scale(LIGHT)
    wall = Wall(maps, np.ones(count), layout, scale, [""] * count, [""] * count)
    images = []
    for sheet in (None, wall_sheet(wall, LIGHT)):
        image = QImage(layout.width, layout.height, QImage.Format.Format_RGB32)
        image.fill(LIGHT.panel)
        painter = QPainter(image)
        if sheet is None:
            paint_wall(painter, wall, wall_image(wall), LIGHT, image.rect())
        else:
            paint_sheet(painter, wall, sheet, LIGHT, image.rect())
        painter.end()
        images.append(image)
    one, other = (np.frombuffer(image.bits(), np.uint32).reshape(layout.height, layout.width) for image in images)
    assert (one == other).mean() > 0.99, "but for pixels in the middle between two cells"


def test_a_wall_that_scrolls_far_is_not_kept_whole() -> None:
    layout = TileLayout(64, 1, 64, 640, 640, 8)
    wall = Wall(np.zeros((64, 2, 2)), np.ones(64), layout, activation_scale(LIGHT), [""] * 64, [""] * 64)
    assert not fits_sheet(layout) and wall_sheet(wall, LIGHT) is None
