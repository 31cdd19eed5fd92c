"""The wall of maps on the screen: hovering reads a value, a click or Enter chooses a map, keys walk over the tiles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnnviz.traces.tiling import TileLayout, best_layout, fixed_layout
from cnnviz.ui.painting.colours import activation_scale, weight_scale
from cnnviz.ui.painting.tiles import Wall, paint_wall, wall_image
from cnnviz.ui.theme import theme_of

CAPTION = 16
NARROWEST_CAPTION = 26
GROUP_GAP = 20


@dataclass(frozen=True, eq=False)
class WallContent:
    """Maps (K, H, W) and how they are to be shown; `colours` is "activations", "weights" or "grey"."""

    maps: NDArray[np.floating]
    limits: NDArray[np.floating]
    colours: str = "activations"
    captions: Sequence[str] = ()
    marks: Sequence[str] = ()
    decimals: int = 2
    group: int = 1
    captioned: bool = True


class MapWall(QWidget):
    """Paints one `WallContent` in a layout; `hovered` carries (map, row, column) or None, `chosen` a map."""

    hovered = Signal(object)
    chosen = Signal(int)
    zoomed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._content: WallContent | None = None
        self._layout = TileLayout(1, 1, 1, 1, 1, 0)
        self._wall: Wall | None = None
        self._image = QImage()
        self._hover: tuple[int, int, int] | None = None
        self._pointed = False
        self._current = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wall(self) -> Wall | None:
        return self._wall

    def hover(self) -> tuple[int, int, int] | None:
        """The map, row and column that are read, or None."""
        return self._hover

    def is_pointed_at(self) -> bool:
        """Whether the mouse pointer is on the wall."""
        return self._pointed

    def follow_pointer(self) -> None:
        """Read the cell that lies below the pointer now; layouts on the way may have taken the wall from under it."""
        self._pointed = True
        self._hover_at(self._under_pointer())

    def current(self) -> int:
        """The tile that the keys are on."""
        return self._current

    def show_content(self, content: WallContent, layout: TileLayout) -> None:
        moved = self._wall is None or layout != self._layout or content.maps.shape != self._wall.maps.shape
        theme = theme_of(self)
        scales = {"activations": activation_scale(theme), "weights": weight_scale(theme), "grey": None}
        self._content, self._layout = content, layout
        self._wall = Wall(
            content.maps, content.limits, layout, scales[content.colours], content.captions, content.marks,
            content.decimals, content.group,
        )  # fmt: skip
        self._image = wall_image(self._wall)
        self._current = min(self._current, layout.count - 1)
        if self.size() != QSize(layout.width, layout.height):
            self.setFixedSize(QSize(max(1, layout.width), max(1, layout.height)))
        if moved and (self._pointed or self._hover is not None):
            self._hover_at(self._under_pointer())
        self.update()

    def _under_pointer(self) -> tuple[int, int, int] | None:
        """The cell that lies below the pointer now; None where the cell was reached with the keys."""
        if self._wall is None or not self._pointed:
            return None
        point = self.mapFromGlobal(QCursor.pos())
        return self._wall.cell_at(point.x(), point.y()) if self.rect().contains(point) else None

    def _hover_at(self, cell: tuple[int, int, int] | None) -> None:
        if cell != self._hover:
            self._hover = cell
            self.update()
        self.hovered.emit(cell)

    def _choose(self, index: int) -> None:
        self._current = index
        self.update()
        self.chosen.emit(index)

    def _paint_marks(self, painter: QPainter, wall: Wall) -> None:
        theme = theme_of(self)
        if self.hasFocus() and wall.layout.count > 1:
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRect(wall.tile(self._current).adjusted(0, 0, -1, -1))
        if self._hover is not None:
            index, row, column = self._hover
            painter.setPen(QPen(theme.text, 1))
            painter.drawRect(wall.tile(index).adjusted(0, 0, -1, -1))
            if min(wall.cell) >= 4:
                painter.setPen(QPen(theme.kernel, 2))
                painter.drawRect(wall.cell_rect(index, row, column))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._wall is None:
            return
        painter = QPainter(self)
        paint_wall(painter, self._wall, self._image, theme_of(self), event.rect())
        self._paint_marks(painter, self._wall)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._wall is not None:
            self._pointed = True
            self._hover_at(self._wall.cell_at(event.position().x(), event.position().y()))
            over = self._hover is not None and self._layout.count > 1
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._wall.cell_at(event.position().x(), event.position().y()) if self._wall else None
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(cell[0])

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = False
        self._hover_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._layout.columns, Qt.Key.Key_Down: self._layout.columns,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._wall is not None:
            self._choose(self._current)
        elif key in steps and self._layout.count > 1:
            target = self._current + steps[key]
            if 0 <= target < self._layout.count:
                self._current, self._pointed = target, False
                self.update()
                self._hover_at((target, 0, 0))
        else:
            event.ignore()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._content is not None:
            self.show_content(self._content, self._layout)
        super().changeEvent(event)


class WallArea(QScrollArea):
    """Gives a wall the largest tiles that fit, or tiles of a chosen width and a scroll bar."""

    fitted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.wall = MapWall()
        self._content: WallContent | None = None
        self._tile_width: int | None = None
        self.setWidget(self.wall)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.wall.setAutoFillBackground(False)

    def content(self) -> WallContent | None:
        return self._content

    def show_content(self, content: WallContent, tile_width: int | None = None) -> None:
        """Show `content` in tiles of `tile_width` pixels, or (None) in the largest that fit."""
        self._content, self._tile_width = content, tile_width
        self._arrange()

    def _arrange(self) -> None:
        if self._content is None:
            return
        layout = self._layout_for(self._content, self.maximumViewportSize(), self._tile_width)
        self.wall.show_content(self._content, layout)
        self.fitted.emit(layout.tile_width)

    def width_for(self, content: WallContent, room: QSize) -> int:
        """How wide the wall of `content` would be in `room`, with the largest tiles that fit."""
        return self._layout_for(content, room, None).width

    def _layout_for(self, content: WallContent, area: QSize, tile_width: int | None) -> TileLayout:
        count, size = len(content.maps), (content.maps.shape[1], content.maps.shape[2])
        vector = size == (1, 1)
        gap = 4 if vector or count > 64 else 8
        caption = 0 if vector or not content.captioned else CAPTION
        bar = self.verticalScrollBar().sizeHint().width()
        if tile_width is not None:
            caption = caption if tile_width >= NARROWEST_CAPTION else 0
            return fixed_layout(count, size, area.width() - bar, tile_width, gap, caption)
        room = area.width(), area.height()
        group_gap = GROUP_GAP if content.group > 1 else 0
        layout = best_layout(count, size, room, gap, caption, content.group, group_gap)
        if caption and layout.tile_width < NARROWEST_CAPTION:
            gap, caption = gap // 2, 0
            layout = best_layout(count, size, room, gap, caption, content.group, group_gap)
        if layout.height > area.height():
            room = area.width() - bar, area.height()
            return best_layout(count, size, room, gap, caption, content.group, group_gap)
        return layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # they go from map to map, not sideways
        else:
            super().keyPressEvent(event)
