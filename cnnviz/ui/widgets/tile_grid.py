"""Many small tiles in rows that scroll, painted where they are seen: ten thousand of them cost no more than thirty."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnnviz.traces.tiling import TileLayout, fixed_layout
from cnnviz.ui.theme import theme_of

GAP = 6


class TileGrid(QWidget):
    """Tiles of one size; what is in them is drawn by `paint_tile`.

    `hovered` carries the number of the tile under the pointer or the keys, or None; `chosen` that of a clicked one (or
    Enter), `opened` that of one clicked twice (or Enter on the chosen one), `moved` where the keys went.
    """

    hovered = Signal(object)
    chosen = Signal(int)
    opened = Signal(int)
    moved = Signal(QRect)

    def __init__(self) -> None:
        super().__init__()
        self._layout = TileLayout(0, 1, 0, 1, 1, 0)
        self._hover: int | None = None
        self._current = 0
        self._selected: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @abstractmethod
    def paint_tile(self, painter: QPainter, area: QRect, index: int) -> None:
        """Draw tile `index` into `area`."""

    @property
    def count(self) -> int:
        return self._layout.count

    @property
    def selected(self) -> int | None:
        """The chosen tile."""
        return self._selected

    def tile(self, index: int) -> QRect:
        """Where a tile lies."""
        return QRect(*self._layout.origin(index), self._layout.tile_width, self._layout.tile_height)

    def arrange(self, count: int, tile: QSize, width: int) -> None:
        """Lay `count` tiles of one size out in rows of `width` pixels; what is left over makes them wider."""
        columns = max(1, (width + GAP) // (tile.width() + GAP))
        across = max(tile.width(), (width + GAP) // columns - GAP)
        layout = fixed_layout(count, (tile.height(), across), width, across, GAP)
        if layout != self._layout:
            self._layout = layout
            self._hover = None
            self._current = min(self._current, max(0, count - 1))
            self.setFixedSize(QSize(max(1, width), max(1, layout.height)))
        self.update()

    def select(self, index: int | None) -> None:
        """Choose a tile without sending `chosen`."""
        self._selected = index
        self._current = self._current if index is None else index
        self.update()

    def _index_at(self, event: QMouseEvent) -> int | None:
        return self._layout.index_at(event.position().x(), event.position().y())

    def _hover_at(self, index: int | None) -> None:
        if index != self._hover:
            self._hover = index
            self.update()
            self.hovered.emit(index)

    def _choose(self, index: int) -> None:
        self.select(index)
        self.chosen.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = theme_of(self)
        for index in self._layout.rows_between(event.rect().top(), event.rect().bottom()):
            area = self.tile(index)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_soft if index == self._selected else theme.background)
            painter.drawRoundedRect(area, 4, 4)
            self.paint_tile(painter, area, index)
            keyed = self.hasFocus() and index == self._current
            if keyed or index in (self._selected, self._hover):
                painter.setPen(QPen(theme.accent if keyed or index == self._selected else theme.muted, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(0, 0, -1, -1), 4, 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_at(self._index_at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event)
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event)
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._layout.columns, Qt.Key.Key_Down: self._layout.columns,
            Qt.Key.Key_Home: -self._current, Qt.Key.Key_End: self.count - 1 - self._current,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if not self.count:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._current == self._selected:
                self.opened.emit(self._current)
            else:
                self._choose(self._current)
        elif key in steps:
            if 0 <= self._current + steps[key] < self.count:
                self._current += steps[key]
            self._hover_at(self._current)
            self.moved.emit(self.tile(self._current))
            self.update()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hover_at(None)
        self.update()


class TileArea(QScrollArea):
    """Scrolls a grid; `resized` carries the width that its tiles may take."""

    resized = Signal(int)

    def __init__(self, grid: TileGrid) -> None:
        super().__init__()
        self.setWidget(grid)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        grid.setAutoFillBackground(False)
        grid.moved.connect(self.show_place)

    @property
    def room(self) -> int:
        """Pixels beside the scroll bar."""
        return self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()

    def show_place(self, place: QRect) -> None:
        """Scroll until it is seen whole."""
        middle = place.center()
        self.ensureVisible(middle.x(), middle.y(), 0, place.height() // 2 + GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.room)
