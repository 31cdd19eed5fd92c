"""What is painted of a convolution lies where the arithmetic says, in the colours that mean it."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.engine.geometry import Window2D
from cnnviz.traces.convolution import ConvolutionSetup, ConvolutionTrace
from cnnviz.traces.grids import Grid
from cnnviz.ui.painting.convolution import ConvolutionPicture
from cnnviz.ui.painting.convolution_links import Place
from cnnviz.ui.theme import DARK, LIGHT, Theme

WIDTH, HEIGHT = 900, 520
Painted = tuple[QImage, ConvolutionPicture]


@pytest.fixture
def paint(qtbot: QtBot) -> Callable[..., Painted]:
    """Paints one frame; needs the application that qtbot starts."""

    def painted(
        index: int, window: Window2D, theme: Theme = LIGHT, size: int = 8, hover: Place | None = None
    ) -> Painted:
        kernel = np.zeros((1, 1, *window.kernel), np.float32)
        kernel[0, 0, 0, 0], kernel[0, 0, -1, -1] = 1, -1
        image = np.tile(np.linspace(0, 1, size, dtype=np.float32), (size, 1))[None]
        trace = ConvolutionTrace(ConvolutionSetup(image, kernel, np.zeros(1, np.float32), window))
        picture = ConvolutionPicture(trace, WIDTH, HEIGHT, theme)
        canvas = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        painter = QPainter(canvas)
        picture.paint(painter, trace.frame(index), hover)
        painter.end()
        return canvas, picture

    return painted


def at(image: QImage, grid: Grid, row: float, column: float) -> QColor:
    """The colour at a place of a grid, in cells."""
    x, y = grid.corner(row, column)
    return image.pixelColor(round(x), round(y))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("window", "index"),
    [
        (Window2D.of(3), 0),
        (Window2D.of(3), 22),
        (Window2D.of((2, 5), stride=(2, 1)), 6),
        (Window2D.of(3, padding=1), 63),
        (Window2D.of(2, dilation=3), 7),
    ],
)
def test_the_frame_of_the_window_has_its_true_place_and_size(
    paint: Callable[..., Painted], theme: Theme, window: Window2D, index: int
) -> None:
    image, picture = paint(index, window, theme)
    grid, (row, column) = picture.panels.inputs[0], picture.trace.frame(index).origin
    rows, columns = window.span
    for y, x in ((0, columns / 2), (rows, columns / 2), (rows / 2, 0), (rows / 2, columns)):
        assert at(image, grid, row + y, column + x) == theme.kernel


def test_the_marked_output_cell_is_the_one_of_the_frame(paint: Callable[..., Painted]) -> None:
    image, picture = paint(22, Window2D.of(3))
    assert at(image, picture.panels.output, 3, 4.5) == LIGHT.output
    assert at(image, picture.panels.output, 4, 4.5) == LIGHT.output


def test_the_output_grows_up_to_the_current_pixel(paint: Callable[..., Painted]) -> None:
    image, picture = paint(8, Window2D.of(3))
    grid = picture.panels.output
    assert at(image, grid, 0.15, 5.15) != LIGHT.empty
    assert at(image, grid, 1.15, 1.15) != LIGHT.empty
    assert at(image, grid, 1.15, 4.15) == LIGHT.empty
    assert at(image, grid, 5.15, 0.15) == LIGHT.empty


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_weight_of_zero_is_the_ground(paint: Callable[..., Painted], theme: Theme) -> None:
    image, picture = paint(0, Window2D.of(3), theme)
    kernel = picture.panels.kernels[0]
    assert at(image, kernel, 1.15, 1.15) == theme.panel
    assert at(image, kernel, 0.15, 0.15) == theme.weight_high
    assert at(image, kernel, 2.15, 2.15) == theme.weight_low


def test_padding_looks_different_from_the_picture(paint: Callable[..., Painted]) -> None:
    image, picture = paint(63, Window2D.of(3, padding=1))
    grid = picture.panels.inputs[0]
    assert at(image, grid, 0.2, 0.2) == LIGHT.padding
    assert at(image, grid, 1.2, 1.2) == QColor(Qt.GlobalColor.black)
    assert at(image, grid, 1.2, 8.2) == QColor(Qt.GlobalColor.white)


def test_padding_looks_the_same_in_the_patch(paint: Callable[..., Painted]) -> None:
    image, picture = paint(0, Window2D.of(3, padding=1), size=60)
    patch = picture.panels.patches[0]
    assert at(image, patch, 0.2, 1.2) == LIGHT.padding
    assert at(image, patch, 1.2, 0.2) == LIGHT.padding
    assert at(image, patch, 1.2, 1.2) == QColor(Qt.GlobalColor.black)


def test_cells_that_no_window_reaches_are_hatched(paint: Callable[..., Painted]) -> None:
    image, picture = paint(0, Window2D.of(3, stride=3), size=8)
    grid = picture.panels.inputs[0]

    def colours(row: float, column: float) -> set[int]:
        x, y = grid.corner(row, column)
        return {image.pixel(round(x) + i, round(y)) for i in range(2, 18)}

    assert len(colours(7.2, 5)) > 1
    assert len(colours(5.2, 5)) == 1


def test_a_hovered_input_cell_lights_the_outputs_it_feeds(paint: Callable[..., Painted]) -> None:
    plain, picture = paint(0, Window2D.of(3))
    lit, _ = paint(0, Window2D.of(3), hover=Place("input", 0, 7, 7))
    grid = picture.panels.output
    assert at(lit, grid, 5.5, 5.5) != at(plain, grid, 5.5, 5.5)
    assert at(lit, grid, 4.5, 4.5) == at(plain, grid, 4.5, 4.5)


def test_a_hovered_weight_lights_all_that_it_meets(paint: Callable[..., Painted]) -> None:
    plain, picture = paint(0, Window2D.of(3, stride=2), size=9)
    lit, _ = paint(0, Window2D.of(3, stride=2), size=9, hover=Place("kernel", 0, 0, 0))
    grid = picture.panels.inputs[0]
    assert at(lit, grid, 4.2, 4.2) != at(plain, grid, 4.2, 4.2)
    assert at(lit, grid, 5.2, 5.2) == at(plain, grid, 5.2, 5.2)


def test_what_is_said_to_change_covers_all_that_changes(paint: Callable[..., Painted]) -> None:
    window = Window2D.of(3, padding=1)
    before, picture = paint(20, window)
    after, _ = paint(37, window)
    region = picture.changed(picture.trace.frame(20), picture.trace.frame(37))
    for y in range(0, HEIGHT, 2):
        for x in range(0, WIDTH, 2):
            if before.pixel(x, y) != after.pixel(x, y):
                assert region.contains(QPoint(x, y))


def test_the_cell_under_a_point_is_found_in_every_panel(paint: Callable[..., Painted]) -> None:
    _, picture = paint(0, Window2D.of(3))
    for part, grid in (("input", picture.panels.inputs[0]), ("kernel", picture.panels.kernels[0]),
                       ("products", picture.panels.products[0]), ("output", picture.panels.output)):  # fmt: skip
        assert picture.place_at(*grid.corner(1.5, 2.5)) == Place(part, 0, 1, 2)
    assert picture.place_at(WIDTH - 1, HEIGHT - 1) is None
