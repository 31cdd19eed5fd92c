"""The panels on the screen, as large as fits: the pointer reads the same place of all of them at once."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.tiling import TileLayout, best_layout
from cnnviz.ui.inspect.explain.panels import Panel, reading
from cnnviz.ui.painting.explained import CAPTION, paint_panel, paint_place
from cnnviz.ui.theme import theme_of

GAP = 16
FRAME = 2  # pixels around all of them, for the lines around each
Place = tuple[int, int]


class PanelRow(QWidget):
    """`read` carries what is under the pointer ("" where nothing is), `clicked` (row, column) of the picture's grid."""

    read = Signal(str)
    clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._panels: Sequence[Panel] = ()
        self._grid = (1, 1)  # rows and columns that the pointer goes over
        self._hover: Place | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The picture and its explanation"))

    @property
    def panels(self) -> Sequence[Panel]:
        return self._panels

    @property
    def hover(self) -> Place | None:
        """Row and column that are read."""
        return self._hover

    def show_panels(self, panels: Sequence[Panel], grid: tuple[int, int]) -> None:
        """Show these; rows and columns are counted on `grid`, that of the picture."""
        if grid != self._grid:
            self._hover = None
        self._panels, self._grid = panels, grid
        self.setAccessibleDescription(", ".join(f"{panel.title}: {panel.note}" for panel in panels))
        self._tell()
        self.update()

    def areas(self) -> list[QRectF]:
        """Where the images lie, in the middle of the widget."""
        if not self._panels:
            return []
        layout = self._layout()
        left, top = (self.width() - layout.width) // 2, FRAME
        origins = (layout.origin(index) for index in range(layout.count))
        return [QRectF(left + x, top + y, layout.tile_width, layout.tile_height) for x, y in origins]

    def _layout(self) -> TileLayout:
        return best_layout(
            len(self._panels), self._grid, (self.width() - 2 * FRAME, self.height() - 2 * FRAME), GAP, CAPTION
        )

    def place_at(self, point: QPointF) -> Place | None:
        """Row and column of the picture's grid under a point of any panel."""
        rows, columns = self._grid
        for area in self.areas():
            if area.contains(point):
                row = int((point.y() - area.top()) / area.height() * rows)
                return min(row, rows - 1), min(int((point.x() - area.left()) / area.width() * columns), columns - 1)
        return None

    def _read(self, place: Place | None) -> None:
        if place != self._hover:
            self._hover = place
            self._tell()
            self.update()

    def _tell(self) -> None:
        self.read.emit(
            "" if self._hover is None or not self._panels else reading(self._panels, *self._hover, *self._grid)
        )

    def sizeHint(self) -> QSize:
        return QSize(600, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self)
        for area, panel in zip(self.areas(), self._panels, strict=True):
            paint_panel(painter, area, panel.title, panel.note, panel.image, theme)
            if panel.patch is not None:
                paint_place(painter, area, self._grid, panel.patch, theme)
            if self._hover is not None:
                paint_place(painter, area, self._grid, (*self._hover, 1, 1), theme)
        if self.hasFocus() and self._panels:
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._read(self.place_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(place)

    def leaveEvent(self, event: QEvent) -> None:
        self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        key, (rows, columns) = Qt.Key(event.key()), self._grid
        if key in steps and self._panels:
            row, column = self._hover or (rows // 2, columns // 2)
            down, right = steps[key]
            self._read((min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hover is not None:
            self.clicked.emit(self._hover)
        else:
            event.ignore()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self._read(None)
        self.update()
