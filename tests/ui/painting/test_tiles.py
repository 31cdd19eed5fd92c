"""A wall of maps shows every map where the layout says, with words and lines for what colour cannot tell."""

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.traces.tiling import TileLayout
from cnnviz.ui.painting.colours import activation_scale
from cnnviz.ui.painting.tiles import Wall, number_size, paint_wall, wall_image
from cnnviz.ui.theme import DARK, LIGHT, Theme


def wall_of(maps: np.ndarray, layout: TileLayout, limits: list[float], grey: bool = False, marks: tuple = ()) -> Wall:
    count = len(maps)
    return Wall(
        maps, np.array(limits), layout, None if grey else activation_scale(LIGHT),
        [str(index) for index in range(count)], marks or [""] * count,
    )  # fmt: skip


def painted(wall: Wall, theme: Theme = LIGHT, exposed: QRect | None = None) -> QImage:
    image = QImage(wall.layout.width, wall.layout.height, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    painter = QPainter(image)
    paint_wall(painter, wall, wall_image(wall), theme, exposed or image.rect())
    painter.end()
    return image


def test_every_cell_has_the_colour_of_its_value(qtbot: QtBot) -> None:
    maps = np.array([[[1.0, 0.0], [0.0, -1.0]], [[0.0, 1.0], [-1.0, 0.0]]])
    image = painted(wall_of(maps, TileLayout(2, 2, 1, 20, 20, 4), [1.0, 1.0]))
    high, low, zero = LIGHT.activation_high.name(), LIGHT.activation_low.name(), LIGHT.panel.name()
    assert image.pixelColor(5, 5).name() == high
    assert image.pixelColor(15, 15).name() == low
    assert image.pixelColor(15, 5).name() == zero
    assert image.pixelColor(24 + 15, 5).name() == high
    assert image.pixelColor(24 + 5, 15).name() == low


def test_each_map_has_its_own_range_if_asked(qtbot: QtBot) -> None:
    maps = np.array([[[1.0]], [[10.0]]]) * np.ones((2, 3, 3))
    image = painted(wall_of(maps, TileLayout(2, 2, 1, 21, 21, 4), [1.0, 10.0]))
    assert image.pixelColor(5, 5) == image.pixelColor(30, 5) == LIGHT.activation_high


def test_the_picture_is_grey(qtbot: QtBot) -> None:
    image = painted(wall_of(np.full((1, 3, 3), 0.5), TileLayout(1, 1, 1, 21, 21, 4), [1.0], grey=True))
    assert image.pixelColor(5, 5).name() == "#808080"


def test_a_marked_map_is_crossed_out(qtbot: QtBot) -> None:
    layout = TileLayout(2, 2, 1, 41, 41, 4, caption=16)
    image = painted(wall_of(np.zeros((2, 4, 4)), layout, [1.0, 1.0], marks=("all zero", "")))
    assert image.pixelColor(20, 20).name() != LIGHT.panel.name()
    assert image.pixelColor(45 + 20, 20).name() == LIGHT.panel.name()


def test_only_rows_that_show_are_painted(qtbot: QtBot) -> None:
    wall = wall_of(np.ones((2, 2, 2)), TileLayout(2, 1, 2, 20, 20, 10), [1.0, 1.0])
    image = painted(wall, exposed=QRect(0, 0, 20, 20))
    assert image.pixelColor(10, 10) == LIGHT.activation_high
    assert image.pixelColor(10, 40) == LIGHT.panel


def test_numbers_stand_in_cells_that_have_room_for_them() -> None:
    maps = np.full((1, 4, 4), -1.23)
    assert number_size(wall_of(maps, TileLayout(1, 1, 1, 400, 400, 0), [1.0])) >= 12
    assert number_size(wall_of(maps, TileLayout(1, 1, 1, 60, 60, 0), [1.0])) == 0


def test_units_of_a_layer_carry_their_number_and_value(qtbot: QtBot) -> None:
    wall = wall_of(np.array([[[0.5]], [[0.0]]]), TileLayout(2, 2, 1, 60, 60, 4), [1.0, 1.0])
    image = painted(wall)
    ground = image.pixelColor(3, 56)
    inked = sum(image.pixelColor(x, y) != ground for x in range(2, 58) for y in range(2, 58))
    assert inked > 60, "index and value"


def test_a_point_finds_its_map_row_and_column() -> None:
    wall = wall_of(np.zeros((2, 2, 4)), TileLayout(2, 2, 1, 40, 20, 4), [1.0, 1.0])
    assert wall.cell_at(0, 0) == (0, 0, 0)
    assert wall.cell_at(39, 19) == (0, 1, 3)
    assert wall.cell_at(44, 12) == (1, 1, 0)
    assert wall.cell_at(41, 5) is None


def test_dark_and_light_differ_in_the_ground(qtbot: QtBot) -> None:
    wall = wall_of(np.zeros((1, 2, 2)), TileLayout(1, 1, 1, 20, 20, 0), [1.0])
    dark = Wall(wall.maps, wall.limits, wall.layout, activation_scale(DARK), wall.captions, wall.marks)
    assert painted(dark, DARK).pixelColor(5, 5) == DARK.panel
    assert painted(wall, LIGHT).pixelColor(5, 5) == LIGHT.panel


def test_a_cell_smaller_than_half_a_pixel_counts_as_much_as_its_neighbours(qtbot: QtBot) -> None:
    maps = np.zeros((1, 60, 60))
    maps[:, :, ::2] = 1.0
    image = painted(wall_of(maps, TileLayout(1, 1, 1, 20, 20, 0), [1.0], grey=True))
    inside = {image.pixelColor(x, y).red() for x in range(2, 18) for y in range(2, 18)}
    assert inside <= {85, 170}, "each pixel is the mean of three columns"


def test_only_tiles_that_a_rectangle_touches_are_painted(qtbot: QtBot) -> None:
    wall = wall_of(np.ones((3, 2, 2)), TileLayout(3, 3, 1, 20, 20, 10), [1.0] * 3)
    image = painted(wall, exposed=QRect(30, 0, 10, 10))
    shown = [image.pixelColor(30 * index + 10, 10) == LIGHT.activation_high for index in range(3)]
    assert shown == [False, True, False]
