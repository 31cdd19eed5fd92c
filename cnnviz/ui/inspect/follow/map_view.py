"""The map that a followed number stands in, seen large; of a vector, all its units as bars. Facts stand beside it."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell, Pass
from cnnviz.ui.inspect.follow.facts import facts_of, reading_of
from cnnviz.ui.inspect.follow.picturing import map_tint
from cnnviz.ui.painting.follow_facts import paint_facts
from cnnviz.ui.painting.follow_tiles import Tile, frame_cell, paint_tile
from cnnviz.ui.painting.unit_bars import paint_units, unit_at
from cnnviz.ui.theme import theme_of

SMALLEST, LARGEST = 84, 160
GAP = 12
BARS = 0.5  # of the width, for the units of a vector


class FollowedMap(QWidget):
    """`chosen` carries the Cell of the number that was clicked, or reached with the keys."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Pass | None = None
        self._followed: Followed | None = None
        self._hovered: Cell | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The map of the number"))
        self.setToolTip(tr("Click another number of this map, or reach it with the arrow keys, to follow it."))
        self.set_room(SMALLEST)

    def set_room(self, height: int) -> None:
        """As high as this, within limits."""
        self.setFixedHeight(min(LARGEST, max(SMALLEST, height)))

    def show_followed(self, shown: Pass, followed: Followed) -> None:
        self._shown, self._followed = shown, followed
        if self._hovered is not None and self._hovered.layer != followed.cell.layer:
            self._hovered = None
        self.setAccessibleDescription("; ".join(text for text, _ in facts_of(shown, followed)))
        self.update()

    def hovered(self) -> Cell | None:
        """The number that is read."""
        return self._hovered

    def reading(self) -> str:
        """The number under the pointer, or what to do."""
        if self._hovered is None or self._shown is None:
            return ""
        return reading_of(self._shown, self._hovered)

    def cell_area(self, row: int, column: int) -> QRectF:
        """Where a number of the map lies; of a vector, its `row`-th unit."""
        if self._is_vector():
            area, count = self._map_area(), self._count()
            return QRectF(area.left() + row * area.width() / count, area.top(), area.width() / count, area.height())
        return self._tile().cell(row, column)

    def _is_vector(self) -> bool:
        assert self._shown is not None and self._followed is not None
        return self._shown.layer(self._followed.cell.layer).is_vector

    def _count(self) -> int:
        assert self._shown is not None and self._followed is not None
        return len(self._shown.layer(self._followed.cell.layer).maps)

    def _map_area(self) -> QRectF:
        """The largest rectangle of the map's own shape that there is room for."""
        assert self._shown is not None and self._followed is not None
        high = float(self.height() - 2)
        if self._is_vector():
            return QRectF(1, 1, BARS * self.width(), high)
        _, rows, columns = self._shown.layer(self._followed.cell.layer).maps.shape
        scale = min(high / rows, BARS * self.width() / columns)
        scale = float(int(scale)) if scale >= 4 else scale
        return QRectF(1, 1, round(columns * scale), round(rows * scale))

    def _tile(self) -> Tile:
        assert self._shown is not None and self._followed is not None
        layer = self._shown.layer(self._followed.cell.layer)
        return Tile(self._map_area(), layer.maps[self._followed.cell.channel], map_tint(layer, theme_of(self)))

    def _cell_at(self, x: float, y: float) -> Cell | None:
        if self._followed is None:
            return None
        cell = self._followed.cell
        if self._is_vector():
            unit = unit_at(self._map_area(), self._count(), x, y)
            return None if unit is None else Cell(cell.layer, unit)
        place = self._tile().cell_at(x, y)
        return None if place is None else Cell(cell.layer, cell.channel, *place)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.setCursor(Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None or self._followed is None:
            return
        painter, theme, cell = QPainter(self), theme_of(self), self._followed.cell
        layer, hovered = self._shown.layer(cell.layer), self._hovered
        if self._is_vector():
            unit = None if hovered is None else hovered.channel
            paint_units(painter, self._map_area(), layer.maps[:, 0, 0], cell.channel, unit, theme)
        else:
            tile = self._tile()
            small = tile.area.width() < tile.values.shape[1]  # cells smaller than a pixel are averaged
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, small)
            paint_tile(painter, tile, theme)
            if hovered is not None:
                frame_cell(painter, tile, hovered.row, hovered.column, theme.text, 1)
            frame_cell(painter, tile, cell.row, cell.column, theme.kernel)
        left = self._map_area().right() + GAP
        lines = [*facts_of(self._shown, self._followed), (self.reading(), "reading")]
        paint_facts(painter, QRectF(left, 0, self.width() - left, self.height()), lines, theme)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._cell_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().x(), event.position().y())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps and self._followed is not None and self._shown is not None:
            down, across = steps[key]
            cell = self._followed.cell
            maps = self._shown.layer(cell.layer).maps
            if self._is_vector():
                target = cell._replace(channel=cell.channel + down + across)
            else:
                target = cell._replace(row=cell.row + down, column=cell.column + across)
            if all(0 <= at < length for at, length in zip(target[1:], maps.shape, strict=True)):
                self.chosen.emit(target)
        else:
            event.ignore()
