"""Grids of numbers: where their cells lie, how the numbers in them are written, lines and frames."""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.numbers import MINUS, number, trimmed
from cnnviz.traces.grids import Grid
from cnnviz.traces.ranges import exact_decimals

Values = npt.NDArray[np.floating[Any]]
DIGIT_WIDTH = 0.6  # of the number font, in units of its size
SMALLEST_FONT = 8
ROOMY_FONT = 11  # what decimals that are not needed must leave
MARGIN = 4  # left free in a cell, both sides together
MOST_DECIMALS = 6
NOT_FINITE = {math.inf: "∞", -math.inf: f"{MINUS}∞"}
GRID_FROM = 7  # cells from this size on are separated by lines


class NumberPlan(NamedTuple):
    """How the numbers of a grid are written so that the widest fits its cell, in which there is room for `characters`.

    Trimmed ones (weights) never claim to be zero when they are not.
    """

    decimals: int
    pixels: float
    trimmed: bool = False
    characters: int = 0

    def text(self, value: float) -> str:
        if not math.isfinite(value):
            return NOT_FINITE.get(value, "NaN")
        if not self.trimmed:
            return number(value, self.decimals)
        text = trimmed(value, self.decimals)
        return small_number(value, self.characters) if text == "0" and value else text


def small_number(value: float, characters: int) -> str:
    """One digit of a number near zero, written in at most so many characters if that can be.

    >>> [small_number(0.0004, room) for room in (6, 5, 4, 2)]
    ['0.0004', '.0004', '4e−4', '≈0']
    """
    digits, power = f"{value:.0e}".split("e")
    plain = number(value, -int(power))
    short = f"{digits}e{int(power)}".replace("-", MINUS)
    return next((text for text in (plain, plain.replace("0.", ".", 1), short) if len(text) <= characters), "≈0")


def plan_numbers(values: Values, cell: float, most: int = 2, trim: bool = False) -> NumberPlan | None:
    """As many decimals (`most`, or as few as say it all) as fit legibly into cells of `cell` pixels; or None."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return None
    return plan_range(float(finite.min()), float(finite.max()), exact_decimals(finite), cell, most, trim)


def plan_range(
    low: float, high: float, exact: int | None, cell: float, most: int, trim: bool = False
) -> NumberPlan | None:
    """The plan for all numbers from `low` to `high`, which `exact` decimals say in full (None: none do).

    There are more decimals than `most` where fewer would say nothing but zero or would leave out the last one.
    """
    largest = max(abs(low), abs(high))
    least_decimals = 0 if exact == 0 else 1
    while least_decimals < MOST_DECIMALS and 0 < largest < 0.95 * 10.0**-least_decimals:
        least_decimals += 1
    for decimals in range(max(most, least_decimals) if exact is None else exact, least_decimals - 1, -1):
        characters = max(len(number(high, decimals)), len(number(low, decimals)), 2)
        room = (cell - max(MARGIN, cell / 7)) / DIGIT_WIDTH
        pixels = min(0.38 * cell, room / characters, 20.0)
        least = SMALLEST_FONT if decimals <= 1 or decimals == least_decimals or trim else ROOMY_FONT
        if pixels >= least:
            return NumberPlan(decimals, pixels, trim, math.floor(room / math.floor(pixels)))
    return None


def grid_rect(grid: Grid) -> QRectF:
    return QRectF(grid.x, grid.y, grid.width, grid.height)


def cell_rect(grid: Grid, row: float, column: float, rows: float = 1, columns: float = 1) -> QRectF:
    """The rectangle of some cells of a grid."""
    left, top = grid.corner(row, column)
    return QRectF(left, top, columns * grid.cell, rows * grid.cell)


def paint_lines(painter: QPainter, grid: Grid, line: QColor) -> None:
    """The lines between the cells, and around them."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, 1))
    if grid.cell < GRID_FROM:
        painter.drawRect(grid_rect(grid))
        return
    right, bottom = grid.x + grid.width, grid.y + grid.height
    lines = [QLineF(grid.x + i * grid.cell, grid.y, grid.x + i * grid.cell, bottom) for i in range(grid.columns + 1)]
    lines += [QLineF(grid.x, grid.y + i * grid.cell, right, grid.y + i * grid.cell) for i in range(grid.rows + 1)]
    painter.drawLines(lines)


def paint_frame(painter: QPainter, area: QRectF, colour: QColor, halo: QColor, width: float = 2.5) -> None:
    """A frame that stands out on any picture: the colour, with a thin rim of `halo`."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen_colour, pen_width in ((halo, width + 2), (colour, width)):
        pen = QPen(pen_colour, pen_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(area)


def paint_guides(painter: QPainter, grid: Grid, area: QRectF, colour: QColor) -> None:
    """Thin lines from the rim of a grid to a small frame, so that it is found on a large picture."""
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
    whole, middle = grid_rect(grid), area.center()
    painter.drawLines(
        [
            QLineF(QPointF(whole.left(), middle.y()), QPointF(area.left(), middle.y())),
            QLineF(QPointF(area.right(), middle.y()), QPointF(whole.right(), middle.y())),
            QLineF(QPointF(middle.x(), whole.top()), QPointF(middle.x(), area.top())),
            QLineF(QPointF(middle.x(), area.bottom()), QPointF(middle.x(), whole.bottom())),
        ]
    )
