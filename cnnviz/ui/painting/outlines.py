"""The frames around what a step is about, at true scale: windows with their padding, and the cells they meet."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Outline
from cnnviz.ui.painting.cells import cell_rect, grid_rect, paint_frame, paint_guides
from cnnviz.ui.theme import Theme

SMALL_WINDOW = 12  # pixels; smaller ones get guide lines
REACH = 4  # pixels around a frame that its pen may touch
THIN, THICK = 1.5, 3.0
SMALLEST_TOUCHED = 3  # pixels of a cell that is marked within a dilated window

Grids = Mapping[str, tuple[Grid, ...]]


def role_colour(role: str, theme: Theme) -> QColor:
    """What a role is drawn in."""
    return {"input": theme.input, "kernel": theme.kernel, "output": theme.output}.get(role, theme.text)


def outline_area(grids: Grids, outline: Outline) -> tuple[Grid, QRectF] | None:
    """The grid that an outline lies on, and where it lies, as far as it is seen; None where it is not seen at all."""
    shown = grids.get(outline.panel, ())
    if outline.grid >= len(shown):
        return None
    grid = shown[outline.grid]
    area = cell_rect(grid, outline.row, outline.column, outline.rows, outline.columns).intersected(grid_rect(grid))
    return None if area.isEmpty() else (grid, area)


def paint_outlines(painter: QPainter, grids: Grids, outlines: tuple[Outline, ...], theme: Theme) -> None:
    """All frames of a step, small ones on top."""
    for outline in sorted(outlines, key=lambda outline: -outline.rows * outline.columns):
        found = outline_area(grids, outline)
        if found is None:
            continue
        grid, area = found
        colour = role_colour(outline.role, theme)
        if _is_small(area):
            paint_guides(painter, grid, area, colour)
        if outline.step != (1, 1):
            _paint_touched(painter, grid, outline, colour)
        whole = area == grid_rect(grid)
        paint_frame(painter, area, colour, theme.panel, THIN if whole else THICK)


def paint_peeked(painter: QPainter, grids: Grids, outlines: tuple[Outline, ...], theme: Theme) -> None:
    """The frames of another step, dashed."""
    for outline in outlines:
        found = outline_area(grids, outline)
        if found is None:
            continue
        grid, area = found
        colour = role_colour(outline.role, theme)
        if _is_small(area):
            paint_guides(painter, grid, area, colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.panel, 3.5))
        painter.drawRect(area)
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        painter.drawRect(area)


def touched_areas(grids: Grids, outline: Outline) -> list[QRectF]:
    """All that is painted for an outline: its frame and, where it is small, the guide lines to it."""
    found = outline_area(grids, outline)
    if found is None:
        return []
    grid, area = found
    areas = [area.adjusted(-REACH, -REACH, REACH, REACH)]
    if _is_small(area):
        whole, middle = grid_rect(grid), area.center()
        areas.append(QRectF(whole.left() - 1, middle.y() - 2, whole.width() + 2, 4))
        areas.append(QRectF(middle.x() - 2, whole.top() - 1, 4, whole.height() + 2))
    return areas


def _is_small(area: QRectF) -> bool:
    return min(area.width(), area.height()) < SMALL_WINDOW


def _paint_touched(painter: QPainter, grid: Grid, outline: Outline, colour: QColor) -> None:
    """The cells that a dilated window really meets."""
    if grid.cell < SMALLEST_TOUCHED:
        return
    painter.setPen(QPen(colour, THIN))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rows = _seen(outline.row, outline.rows, outline.step[0], grid.top, grid.rows)
    columns = _seen(outline.column, outline.columns, outline.step[1], grid.left, grid.columns)
    cells = [cell_rect(grid, row, column).adjusted(1, 1, -1, -1) for row in rows for column in columns]
    painter.drawRects(cells)


def _seen(start: int, length: int, step: int, first: int, count: int) -> range:
    """Every `step`-th of `length` cells from `start` that lies among the `count` ones that are seen from `first` on.

    >>> _seen(0, 100, 3, 50, 5)
    range(51, 55, 3)
    """
    begin = start + max(0, -(-(first - start) // step)) * step
    return range(begin, min(start + length, first + count), step)
