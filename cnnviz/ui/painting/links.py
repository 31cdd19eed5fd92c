"""What belongs to the cell under the pointer, lit up in every panel."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Flags, Lit
from cnnviz.ui.painting.cells import cell_rect, paint_frame
from cnnviz.ui.painting.device import Indices, device_cells, draw_pixels, premultiplied
from cnnviz.ui.painting.outlines import THIN, Grids, role_colour
from cnnviz.ui.theme import Theme

TINT = 70  # of 255
LEAST_FRAME = 4.0  # pixels; a smaller one would be a dot that nobody finds on a large picture
MOST_OUTLINED = 400  # cells; more of them are a tint that says as much
MOST_MARKED = 64  # cells that are drawn one by one; more are a picture laid over the grid


def paint_links(painter: QPainter, grids: Grids, lit: Sequence[Lit], theme: Theme, ratio: float) -> None:
    """Tint all cells that are lit, and frame those that are meant most: neighbours together."""
    for light in lit:
        shown = grids.get(light.panel, ())
        if light.grid < len(shown):
            _paint_light(painter, shown[light.grid], light, theme, ratio)


def _paint_light(painter: QPainter, grid: Grid, light: Lit, theme: Theme, ratio: float) -> None:
    colour = role_colour(light.role, theme)
    rows, columns = _seen(light.rows, grid.top, grid.rows), _seen(light.columns, grid.left, grid.columns)
    tint = QColor(colour)
    tint.setAlpha(TINT)
    count = int(rows.sum()) * int(columns.sum())
    if count > MOST_MARKED:
        _paint_tint(painter, grid, rows, columns, tint, ratio)
    if count > (MOST_OUTLINED if light.strong else MOST_MARKED):
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    places = [(row, column) for row in np.flatnonzero(rows).tolist() for column in np.flatnonzero(columns).tolist()]
    areas = [_visible(cell_rect(grid, grid.top + row, grid.left + column)) for row, column in places]
    if count <= MOST_MARKED:
        painter.drawRects(areas)
    if light.strong:
        for area in _blocks(grid, rows, columns):
            paint_frame(painter, area, colour, theme.panel, THIN)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _visible(area: QRectF, least: float = 2.0) -> QRectF:
    """An area that is at least as large as one can see."""
    return QRectF(area.x(), area.y(), max(area.width(), least), max(area.height(), least))


def _blocks(grid: Grid, rows: Flags, columns: Flags) -> list[QRectF]:
    """The areas of lit cells that are neighbours, as large as one can find."""
    return [
        _visible(cell_rect(grid, grid.top + top, grid.left + left, height, width), LEAST_FRAME)
        for top, height in _runs(rows)
        for left, width in _runs(columns)
    ]


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Where flags that are on follow each other: (first, count).

    >>> _runs(np.array([True, True, False, True]))
    [(0, 2), (3, 1)]
    """
    turns = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8))).tolist()
    return [(first, last - first) for first, last in zip(turns[::2], turns[1::2], strict=True)]


def _paint_tint(painter: QPainter, grid: Grid, rows: Flags, columns: Flags, tint: QColor, ratio: float) -> None:
    """A see-through picture, made for the pixels of the device, however many cells there are."""
    top, down = device_cells(grid.y, grid.cell, grid.rows, ratio)
    left, across = device_cells(grid.x, grid.cell, grid.columns, ratio)
    pixels = np.where(_covered(rows, down)[:, None] & _covered(columns, across), premultiplied(tint), np.uint32(0))
    draw_pixels(painter, pixels, QPointF(left / ratio, top / ratio), ratio)


def _covered(flags: Flags, cells: Indices) -> Flags:
    """Which pixels, each at one of `cells`, show a lit cell; where pixels skip cells, those between count too."""
    lit = np.concatenate([[0], np.cumsum(flags)])
    following = np.append(cells[1:], min(cells[-1] + 1, len(flags))) if cells.size else cells
    covered: Flags = lit[np.maximum(following, cells + 1)] > lit[cells]
    return covered


def _seen(cells: Sequence[int], first: int, count: int) -> Flags:
    """Flags of the `count` cells from `first` on: which of them are among `cells`."""
    flags = np.zeros(count, dtype=np.bool_)
    chosen = np.asarray(cells, dtype=np.intp)
    inside = chosen[(chosen >= first) & (chosen < first + count)]
    flags[inside - first] = True
    return flags
