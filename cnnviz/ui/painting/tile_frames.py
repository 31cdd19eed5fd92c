"""Frames around cells of a wall: the number that is followed, the weights that made it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from cnnviz.ui.painting.tiles import Wall
from cnnviz.ui.theme import Theme

Place = tuple[int, int, int]
"""A tile, and a row and a column of its map."""
Span = tuple[Place, Place]
"""Cells: the first and the last, of one tile or of several that follow one another."""
SMALLEST_SEEN = 6  # pixels of the frame around a cell that is smaller


def paint_frames(painter: QPainter, wall: Wall, spans: Sequence[Span], theme: Theme) -> None:
    """A frame around each of the `spans` that the wall shows, and around the tile it lies in."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for first, last in spans:
        for area in _framed(wall, first, last):
            painter.setPen(QPen(theme.kernel, 2))
            painter.drawRect(_seen(area))
        if first[0] == last[0] < wall.layout.count:
            painter.setPen(QPen(theme.kernel, 1))
            painter.drawRect(wall.tile(first[0]).adjusted(0, 0, -1, -1))


def _framed(wall: Wall, first: Place, last: Place) -> list[QRectF]:
    """The frame around cells; around each tile of several that do not stand in one row."""
    if last[0] >= wall.layout.count:
        return []
    if wall.layout.origin(first[0])[1] == wall.layout.origin(last[0])[1]:
        return [wall.cell_rect(*first).united(wall.cell_rect(*last))]
    return [QRectF(wall.tile(tile)) for tile in range(first[0], last[0] + 1)]


def _seen(cell: QRectF) -> QRectF:
    """A frame around a cell that can be seen however small the cell is."""
    more = max(0.0, SMALLEST_SEEN - cell.width()) / 2, max(0.0, SMALLEST_SEEN - cell.height()) / 2
    return cell.adjusted(-more[0], -more[1], more[0], more[1])
