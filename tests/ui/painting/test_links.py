"""What is linked to a cell is seen: as a frame around neighbours, however small their cells are."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Lit
from cnnviz.ui.painting.links import paint_links
from cnnviz.ui.theme import LIGHT


def painted(grid: Grid, lit: Lit) -> QImage:
    image = QImage(120, 120, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_links(painter, {"output": (grid,)}, [lit], LIGHT, 1.0)
    painter.end()
    return image


def framed(image: QImage) -> int:
    """How many pixels have the colour of the frame itself, not of a tint."""
    return sum(QColor(image.pixel(x, y)) == LIGHT.input for x in range(120) for y in range(120))


def test_neighbours_that_are_meant_have_one_frame_and_no_lines_between_them() -> None:
    grid = Grid(10, 10, 20, 5, 5)
    image = painted(grid, Lit("output", 0, range(1, 4), range(1, 4), "input"))
    assert QColor(image.pixel(30, 60)) == LIGHT.input == QColor(image.pixel(90, 60))
    assert QColor(image.pixel(50, 60)) == QColor(image.pixel(60, 60))


def test_cells_apart_have_a_frame_each() -> None:
    one = framed(painted(Grid(10, 10, 20, 5, 5), Lit("output", 0, [0], [0], "input")))
    assert framed(painted(Grid(10, 10, 20, 5, 5), Lit("output", 0, [0, 2], [0, 2], "input"))) == 4 * one > 0


def test_a_few_cells_of_a_large_picture_are_found() -> None:
    grid = Grid(10, 10, 0.1, 1000, 1000)
    assert framed(painted(grid, Lit("output", 0, range(500, 503), range(500, 503), "input"))) >= 8


def test_what_is_only_tinted_has_no_frame() -> None:
    assert not framed(painted(Grid(10, 10, 20, 5, 5), Lit("output", 0, [1], [1], "input", strong=False)))
