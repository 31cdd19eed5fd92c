"""The wall on the screen: hovering reads a number, a click picks it, a double click opens its map; keys do the same."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from cnnviz.traces.tiling import TileLayout
from cnnviz.ui.inspect.maps.wall_content import WallContent, wall_of
from cnnviz.ui.painting.tile_frames import Place as Place
from cnnviz.ui.painting.tile_frames import Span, paint_frames
from cnnviz.ui.painting.tiles import Wall, paint_sheet, paint_wall, wall_image, wall_sheet
from cnnviz.ui.theme import Theme, theme_of

STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TURNS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MapWall(QWidget):
    """Paints one `WallContent` in a layout.

    `hovered` carries the Place under the pointer or the keys, or None; `picked` one that was clicked (or Space),
    `opened` the tile of one clicked twice (or Enter), `turned` -1 or 1 (Page Up, Page Down), `zoomed` -1 or 1.
    """

    hovered = Signal(object)
    picked = Signal(object)
    opened = Signal(int)
    turned = Signal(int)
    zoomed = Signal(int)
    moved = Signal(QRect)  # where the keys went

    def __init__(self) -> None:
        super().__init__()
        self._content: WallContent | None = None
        self._layout = TileLayout(1, 1, 1, 1, 1, 0)
        self._wall: Wall | None = None
        self._image: QImage | None = None
        self._sheet: QImage | None = None
        self._hover: Place | None = None
        self._marked: Sequence[Span] = ()
        self._current: Place = (0, 0, 0)
        self._pointed = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wall(self) -> Wall | None:
        return self._wall

    def hover(self) -> Place | None:
        """The tile, row and column that are read, or None."""
        return self._hover

    def framed(self) -> Sequence[Span]:
        """The cells that are framed."""
        return self._marked

    def current(self) -> Place:
        """Where the keys are."""
        return self._current

    def show_content(self, content: WallContent, layout: TileLayout) -> None:
        moved = self._wall is None or layout != self._layout or content.maps.shape != self._wall.maps.shape
        self._content, self._layout = content, layout
        self._wall = wall_of(content, layout, theme_of(self))
        self._image = self._sheet = None
        count, rows, columns = content.maps.shape
        tile, row, column = self._current
        self._current = (min(tile, count - 1), min(row, rows - 1), min(column, columns - 1))
        if self.size() != QSize(layout.width, layout.height):
            self.setFixedSize(QSize(max(1, layout.width), max(1, layout.height)))
        if moved and (self._pointed or self._hover is not None):
            self._hover_at(self._under_pointer())
        self.update()

    def frame(self, spans: Sequence[Span]) -> None:
        """Frame some cells, or none; the keys go on from the first."""
        if list(spans) != list(self._marked):
            for first, last in (*self._marked, *spans):
                for tile in range(first[0], last[0] + 1):
                    self._touch((tile, 0, 0))
            self._marked = spans
            if spans:
                self._current = spans[0][0]

    def is_pointed_at(self) -> bool:
        """Whether the mouse pointer is on the wall."""
        return self._pointed

    def follow_pointer(self) -> None:
        """Read the cell that lies below the pointer now; layouts on the way may have taken the wall from under it."""
        self._pointed = True
        self._hover_at(self._under_pointer())

    def _under_pointer(self) -> Place | None:
        """The cell that lies below the pointer now; None where the cell was reached with the keys."""
        if self._wall is None or not self._pointed:
            return None
        point = self.mapFromGlobal(QCursor.pos())
        return self._wall.cell_at(point.x(), point.y()) if self.rect().contains(point) else None

    def _hover_at(self, place: Place | None) -> None:
        if place != self._hover:
            for old in (self._hover, place):
                self._touch(old)
            self._hover = place
        self.hovered.emit(place)

    def _touch(self, place: Place | None) -> None:
        """Have the tile of a place painted again: the others stay as they are."""
        if place is not None and self._wall is not None and place[0] < self._layout.count:
            self.update(self._wall.tile(place[0]).adjusted(-4, -4, 4, 4))

    def _walk(self, down: int, across: int) -> None:
        """Go on to the next tile, or in a map alone to the next cell."""
        if self._wall is None:
            return
        tile, row, column = self._current
        if self._layout.count > 1:
            tile += down * self._layout.columns + across
        else:
            row, column = row + down, column + across
        rows, columns = self._wall.maps.shape[1:]
        if 0 <= tile < self._layout.count and 0 <= row < rows and 0 <= column < columns:
            self._touch(self._current)
            self._current, self._pointed = (tile, row, column), False
            self._hover_at(self._current)
            self.moved.emit(self._wall.tile(tile))

    def _paint_marks(self, painter: QPainter, wall: Wall, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() and wall.layout.count > 1 and self._current[0] < wall.layout.count:
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRect(wall.tile(self._current[0]).adjusted(0, 0, -1, -1))
        if self._hover is not None:
            painter.setPen(QPen(theme.text, 1))
            painter.drawRect(wall.tile(self._hover[0]).adjusted(0, 0, -1, -1))
            if min(wall.cell) >= 4:
                painter.drawRect(wall.cell_rect(*self._hover))
        paint_frames(painter, wall, self._marked, theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._wall is None:
            return
        theme = theme_of(self)
        painter = QPainter(self)
        if self._sheet is None and self._image is None:
            self._sheet = wall_sheet(self._wall, theme)
        if self._sheet is not None:
            paint_sheet(painter, self._wall, self._sheet, theme, event.rect())
        else:
            self._image = self._image or wall_image(self._wall)
            paint_wall(painter, self._wall, self._image, theme, event.rect())
        self._paint_marks(painter, self._wall, theme)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._wall is not None:
            self._pointed = True
            self._hover_at(self._wall.cell_at(event.position().x(), event.position().y()))
            self.setCursor(Qt.CursorShape.ArrowCursor if self._hover is None else Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._wall.cell_at(event.position().x(), event.position().y()) if self._wall else None
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._touch(self._current)
            self._current = place
            self.picked.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._wall.cell_at(event.position().x(), event.position().y()) if self._wall else None
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(place[0])

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = False
        self._hover_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif key in STEPS:
            self._walk(*STEPS[key])
        elif key == Qt.Key.Key_Space:
            self.picked.emit(self._current)
        elif key in OPENS:
            self.opened.emit(self._current[0])
        elif key in TURNS:
            self.turned.emit(TURNS[key])
        else:
            event.ignore()

    def focusInEvent(self, event: QEvent) -> None:
        self._touch(self._current)

    def focusOutEvent(self, event: QEvent) -> None:
        self._touch(self._current)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._content is not None:
            self.show_content(self._content, self._layout)
        super().changeEvent(event)
