"""Hatching: cells that no window reaches, or that are thrown away. Drawn as lines, so that it is one in a file too."""

import math
from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import QLineF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from cnnviz.traces.grids import Grid
from cnnviz.ui.painting.cells import cell_rect, grid_rect
from cnnviz.ui.painting.colours import fill

GAP = 7  # pixels between two lines, across
SMALLEST = 4.0  # pixels of an area that is hatched; what is smaller is veiled only
VEIL = 70  # of 255


def hatch(painter: QPainter, areas: Sequence[QRectF], colour: QColor) -> None:
    """Veil areas and draw diagonal lines in them, which go on from one area to the next."""
    veil = QColor(colour)
    veil.setAlpha(VEIL)
    region = QRegion()
    for area in areas:
        region += area.toRect()
    rectangles = list(cast("Iterable[QRect]", region))  # Qt's stubs do not know that it is iterable
    for rectangle in rectangles:
        fill(painter, QRectF(rectangle), veil)
    painter.setPen(QPen(colour, 1))
    for rectangle in rectangles:
        if min(rectangle.width(), rectangle.height()) >= SMALLEST:
            painter.drawLines(_diagonals(QRectF(rectangle)))


def _diagonals(area: QRectF) -> list[QLineF]:
    """The lines x + y = a multiple of `GAP`, as far as they lie in an area."""
    left, top, right, bottom = area.left(), area.top(), area.right() - 1, area.bottom() - 1
    lines = []
    for distance in range(math.ceil((left + top) / GAP) * GAP, math.floor(right + bottom) + 1, GAP):
        low, high = max(left, distance - bottom), min(right, distance - top)
        if high > low:
            lines.append(QLineF(low, distance - low, high, distance - high))
    return lines


def unreached_areas(grid: Grid, rows: Sequence[bool], columns: Sequence[bool]) -> list[QRectF]:
    """The whole rows and columns whose flag is off; the flags are those of the part of the grid that is seen."""
    areas = [cell_rect(grid, grid.top + start, grid.left, length, grid.columns) for start, length in runs(rows)]
    return areas + [cell_rect(grid, grid.top, grid.left + start, grid.rows, length) for start, length in runs(columns)]


def outside_areas(grid: Grid, inside: QRectF) -> list[QRectF]:
    """What of a grid lies above, below, left and right of a rectangle in it."""
    whole = grid_rect(grid)
    inner = inside.intersected(whole)
    if inner.isEmpty():
        return [whole]
    corners = (
        (whole.left(), whole.top(), whole.right(), inner.top()),
        (whole.left(), inner.bottom(), whole.right(), whole.bottom()),
        (whole.left(), inner.top(), inner.left(), inner.bottom()),
        (inner.right(), inner.top(), whole.right(), inner.bottom()),
    )
    areas = [QRectF(left, top, right - left, bottom - top) for left, top, right, bottom in corners]
    return [area for area in areas if area.width() > 0 and area.height() > 0]


def runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """(start, length) of every run of flags that are off.

    >>> runs([True, False, False, True, False])
    [(1, 2), (4, 1)]
    """
    found: list[tuple[int, int]] = []
    for index, flag in enumerate(flags):
        if flag:
            continue
        if found and sum(found[-1]) == index:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((index, 1))
    return found
