"""A tile shows each number in its colour, padding as something else, and the winner of a maximum framed."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.ui.painting.colours import activation_scale
from cnnviz.ui.painting.follow_tiles import Tile, Tint, frame_cell, paint_tile
from cnnviz.ui.theme import LIGHT

SIGNED = Tint(1.0, activation_scale(LIGHT))


def painted(tile: Tile, vector: bool = False, framed: tuple[int, int] | None = None) -> QImage:
    image = QImage(120, 120, QImage.Format.Format_RGB32)
    image.fill(LIGHT.panel)
    painter = QPainter(image)
    paint_tile(painter, tile, LIGHT, vector)
    if framed is not None:
        frame_cell(painter, tile, *framed, LIGHT.output, 3)
    painter.end()
    return image


def tile_of(values: list[list[float]], inside: list[list[bool]] | None = None, tint: Tint = SIGNED) -> Tile:
    flags = None if inside is None else np.array(inside)
    return Tile(QRectF(10, 10, 20 * len(values[0]), 20 * len(values)), np.array(values), tint, flags)


def test_every_number_has_its_colour_also_in_a_drawing_of_shapes(qtbot: QtBot) -> None:
    tile = tile_of([[1.0, 0.0], [-1.0, 1.0]])
    for image in (painted(tile), painted(tile, vector=True)):
        assert image.pixelColor(13, 13) == LIGHT.activation_high
        assert image.pixelColor(33, 13) == LIGHT.panel
        assert image.pixelColor(13, 33) == LIGHT.activation_low


def test_a_picture_is_grey(qtbot: QtBot) -> None:
    image = painted(tile_of([[0.5, 1.0], [0.0, 0.5]], tint=Tint(1.0, None)))
    assert image.pixelColor(13, 13).name() == "#808080"
    assert image.pixelColor(33, 13).name() == "#ffffff"


def test_padding_is_hatched_on_a_ground_of_its_own(qtbot: QtBot) -> None:
    inside, outside = (
        {painted(tile_of([[0.0, 0.0], [0.0, 0.0]], flags)).pixelColor(x, y).name() for x in range(12, 28)
         for y in range(12, 28)}
        for flags in ([[True, True], [True, True]], [[False, True], [True, True]])
    )  # fmt: skip
    assert LIGHT.panel.name() in inside
    assert LIGHT.panel.name() not in outside
    assert {LIGHT.padding.name(), LIGHT.unreached.name()} <= outside


def test_padding_that_mirrors_the_map_keeps_its_numbers(qtbot: QtBot) -> None:
    image = painted(tile_of([[1.0, 1.0], [1.0, 1.0]], [[False, True], [True, True]]))
    names = {image.pixelColor(x, y).name() for x in range(12, 28) for y in range(12, 28)}
    assert {LIGHT.activation_high.name(), LIGHT.unreached.name()} <= names


def test_padding_of_a_maximum_is_no_colour_at_all(qtbot: QtBot) -> None:
    image = painted(tile_of([[-np.inf, 1.0], [0.5, 0.5]], [[False, True], [True, True]]))
    assert LIGHT.activation_low not in [image.pixelColor(x, 13) for x in range(12, 28)]


def test_a_frame_surrounds_the_number_it_is_about(qtbot: QtBot) -> None:
    image = painted(tile_of([[0.0, 0.0], [0.0, 0.0]]), framed=(1, 0))
    colours = [image.pixelColor(11, y) for y in range(12, 48)]
    assert LIGHT.output in colours[20:]
    assert LIGHT.output not in colours[:14]


def test_numbers_are_written_only_where_they_can_be_read(qtbot: QtBot) -> None:
    values = np.array([[0.25, -0.5], [0.75, 1.0]])
    assert Tile(QRectF(0, 0, 100, 100), values, SIGNED).number_size >= 8
    assert Tile(QRectF(0, 0, 40, 40), values, SIGNED).number_size == 0


def test_numbers_are_written_short_where_cells_are_narrow(qtbot: QtBot) -> None:
    values = np.array([[0.34, -0.34, -1.01], [0.0, -0.04, 9.96], [-0.999, 12.3, 0.5]])
    wide, narrow = (Tile(QRectF(0, 0, side, side), values, SIGNED) for side in (120, 72))
    written = [[[tile.text(row, column) for column in range(3)] for row in range(3)] for tile in (wide, narrow)]
    assert written[0] == [["0.34", "−0.34", "−1.01"], ["0", "−0.04", "9.96"], ["−1.00", "12.30", "0.50"]]
    assert written[1] == [[".34", "−.34", "−1.0"], ["0", "−.04", "9.96"], ["−1.0", "12.3", ".50"]]
    assert wide.number_size > narrow.number_size >= 8
    assert Tile(QRectF(0, 0, 48, 48), abs(values) / 20, SIGNED).number_size == 0, "its kernel would have none"


def test_what_lies_under_a_point_is_found(qtbot: QtBot) -> None:
    tile = tile_of([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert tile.cell_at(60, 35) == (1, 2)
    assert tile.cell_at(5, 35) is None
    assert tile.cell(1, 2).contains(60, 35)
