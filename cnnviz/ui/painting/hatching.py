"""Hatching: cells that no window reaches, or that are thrown away."""

import math
from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Border, Flags
from cnnviz.ui.painting.cells import cell_rect
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.device import device_cells, draw_pixels, premultiplied

GAP = 7  # pixels between two lines, across
VEIL = 70  # of 255
MOST_AREAS = 40  # that are drawn one by one


def hatch(painter: QPainter, grid: Grid, rows: Flags, columns: Flags, colour: QColor, ratio: float) -> None:
    """Veil and hatch the cells that are seen of a grid, but for those whose row and column are both flagged."""
    parts = _parts(grid, rows, columns)
    if len(parts) > MOST_AREAS or grid.cell % 1:  # other cells are not cut at whole pixels
        _hatch_part(painter, grid, rows, columns, colour, ratio)
        return
    for part in parts:
        nothing = np.zeros(part.rows, np.bool_), np.zeros(part.columns, np.bool_)
        _hatch_part(painter, part, *nothing, colour, ratio)


def _parts(grid: Grid, rows: Flags, columns: Flags) -> list[Grid]:
    """The cells whose row or column is not flagged, as rectangles that do not overlap."""
    areas = [(start, 0, length, grid.columns) for start, length in runs(rows)]
    areas += [(y, x, high, wide) for x, wide in runs(columns) for y, high in runs(~rows)]
    return [
        Grid(*grid.corner(grid.top + y, grid.left + x), grid.cell, high, wide, top=grid.top + y, left=grid.left + x)
        for y, x, high, wide in areas
    ]


def _hatch_part(painter: QPainter, grid: Grid, rows: Flags, columns: Flags, colour: QColor, ratio: float) -> None:
    veil = QColor(colour)
    veil.setAlpha(VEIL)
    top, down = device_cells(grid.y, grid.cell, grid.rows, ratio)
    left, across = device_cells(grid.x, grid.cell, grid.columns, ratio)
    distances = np.arange(top, top + len(down))[:, None] + np.arange(left, left + len(across))
    lines = distances % round(GAP * ratio) < max(1, round(ratio))
    hatched = np.where(lines, premultiplied(colour), premultiplied(veil))
    pixels = np.where(rows[down][:, None] & columns[across], np.uint32(0), hatched)
    draw_pixels(painter, pixels, QPointF(left / ratio, top / ratio), ratio)


def hatch_shapes(painter: QPainter, grid: Grid, rows: Flags, columns: Flags, colour: QColor, ratio: float) -> None:
    """The same as shapes, where they are few."""
    areas = [cell_rect(grid, grid.top + start, grid.left, length, grid.columns) for start, length in runs(rows)]
    areas += [cell_rect(grid, grid.top, grid.left + start, grid.rows, length) for start, length in runs(columns)]
    if len(areas) > MOST_AREAS:
        hatch(painter, grid, rows, columns, colour, ratio)
        return
    region = QRegion()
    for area in areas:
        region += area.toRect()
    veil = QColor(colour)
    veil.setAlpha(VEIL)
    rectangles = [QRectF(part) for part in cast("Iterable[QRect]", region)]  # the stubs do not know that it is iterable
    for rectangle in rectangles:
        fill(painter, rectangle, veil)
    painter.setPen(QPen(colour, 1))
    painter.drawLines([line for rectangle in rectangles for line in _diagonals(rectangle)])


def within(border: Border, grid: Grid) -> tuple[Flags, Flags]:
    """Which of the rows and columns that are seen of a grid belong to the picture."""
    rows, columns = grid.top + np.arange(grid.rows), grid.left + np.arange(grid.columns)
    down = (rows >= border.top) & (rows < border.top + border.height)
    return down, (columns >= border.left) & (columns < border.left + border.width)


def _diagonals(area: QRectF) -> list[QLineF]:
    """The lines x + y = a multiple of `GAP`, as far as they lie in an area."""
    left, top, right, bottom = area.left(), area.top(), area.right() - 1, area.bottom() - 1
    lines = []
    for distance in range(math.ceil((left + top) / GAP) * GAP, math.floor(right + bottom) + 1, GAP):
        low, high = max(left, distance - bottom), min(right, distance - top)
        if high > low:
            lines.append(QLineF(low, distance - low, high, distance - high))
    return lines


def runs(flags: Sequence[bool] | Flags) -> list[tuple[int, int]]:
    """(start, length) of every run of flags that are off.

    >>> runs([True, False, False, True, False])
    [(1, 2), (4, 1)]
    """
    ends = np.flatnonzero(np.diff(np.concatenate([[True], np.asarray(flags, np.bool_), [True]]))).tolist()
    return [(start, stop - start) for start, stop in zip(ends[::2], ends[1::2], strict=True)]
