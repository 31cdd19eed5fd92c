"""Grids of numbers: coloured cells, the numbers in them where they can be read, frames and hatching on top."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen

from cnnviz.numbers import MINUS, number
from cnnviz.numbers import telling_decimals as telling_decimals
from cnnviz.numbers import trimmed as trimmed
from cnnviz.traces.grids import Grid
from cnnviz.traces.ranges import exact_decimals as exact_decimals
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.colours import text_on

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


def paint_cells(painter: QPainter, grid: Grid, image: QImage, line: QColor) -> None:
    """One pixel of `image` per cell, and lines between the cells where they are large enough."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, grid.cell < 1)
    painter.drawImage(grid_rect(grid), image)
    paint_lines(painter, grid, line)


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


def paint_numbers(painter: QPainter, grid: Grid, values: Values, image: QImage, plan: NumberPlan | None) -> None:
    """The numbers of `values` (rows, columns) in black or white, whichever reads better on the cell's colour."""
    if plan is None:
        return
    font = number_font(int(plan.pixels))
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    digit, down = metrics.horizontalAdvance("0"), (grid.cell + metrics.ascent() - metrics.descent()) / 2
    pens: dict[int, QColor] = {}
    for row, line in enumerate(values.tolist()):
        y = round(grid.y + row * grid.cell + down)
        for column, value in enumerate(line):
            ground = image.pixel(column, row)
            if ground not in pens:
                pens[ground] = text_on(QColor(ground))
            painter.setPen(pens[ground])
            text = plan.text(value)
            painter.drawText(round(grid.x + (column + 0.5) * grid.cell - len(text) * digit / 2), y, text)


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


def paint_hatching(
    painter: QPainter, grid: Grid, rows: Sequence[bool], columns: Sequence[bool], colour: QColor
) -> None:
    """Hatch the rows and columns whose flag is off."""
    pen = QPen(colour, 1.2)
    areas = [cell_rect(grid, start, 0, length, grid.columns) for start, length in _runs(rows)]
    areas += [cell_rect(grid, 0, start, grid.rows, length) for start, length in _runs(columns)]
    veil = QColor(colour)
    veil.setAlpha(70)
    painter.setPen(pen)
    for area in areas:
        painter.fillRect(area, veil)
        painter.fillRect(area, QBrush(colour, Qt.BrushStyle.BDiagPattern))


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """(start, length) of every run of flags that are off.

    >>> _runs([True, False, False, True, False])
    [(1, 2), (4, 1)]
    """
    runs: list[tuple[int, int]] = []
    for index, flag in enumerate(flags):
        if flag:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs
