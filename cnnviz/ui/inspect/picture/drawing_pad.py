"""A sheet of paper to draw on: pen and eraser, undo and redo, clear."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.data.preprocessing_frame import Box
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.picture_field import box_area, paint_frame
from cnnviz.ui.theme import theme_of

SIDE = 280
MOST_UNDO = 60
PEN_WIDTH, THINNEST, THICKEST = 22, 4, 80  # in pixels of the sheet
RUBBER_TIMES = 1.6  # wider than the pen


class DrawingPad(QWidget):
    """`drawing` is sent while the pen moves, `drawn` after every stroke, undo, redo and clear."""

    drawing = Signal()
    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMouseTracking(True)
        self.setToolTip(tr("Draw with the left button; the right button erases"))
        self.setAccessibleName(tr("Drawing pad"))
        self.erasing = False
        self.pen_width = PEN_WIDTH
        self._sheet = blank_sheet()
        self._before: list[QImage] = []
        self._after: list[QImage] = []
        self._pointer: QPointF | None = None
        self._box: Box | None = None
        self._last: QPointF | None = None
        self._rubber = False

    def pixels(self) -> NDArray[np.uint8]:
        """The sheet: uint8 (280, 280), dark ink on white paper."""
        rows = np.frombuffer(self._sheet.constBits(), np.uint8).reshape(SIDE, self._sheet.bytesPerLine())
        return rows[:, :SIDE].copy()

    def is_empty(self) -> bool:
        return bool((self.pixels() == 255).all())

    def box(self) -> Box | None:
        """The part that is framed."""
        return self._box

    def set_pen(self, erasing: bool, width: int) -> None:
        """Draw with a pen, or erase; `width` in pixels of the sheet."""
        self.erasing, self.pen_width = erasing, width

    def show_box(self, box: Box | None) -> None:
        """Frame a part of the sheet, in its pixels."""
        if box != self._box:
            self._box = box
            self.update()

    def can_undo(self) -> bool:
        return bool(self._before)

    def undo(self) -> None:
        """Take back the last stroke or clear."""
        if self._before:
            self._after.append(self._sheet)
            self._sheet = self._before.pop()
            self.update()
            self.drawn.emit()

    def can_redo(self) -> bool:
        return bool(self._after)

    def redo(self) -> None:
        """Bring back what was taken back last."""
        if self._after:
            self._before.append(self._sheet)
            self._sheet = self._after.pop()
            self.update()
            self.drawn.emit()

    def clear(self) -> None:
        """A fresh sheet; can be undone."""
        if not self.is_empty():
            self._remember()
            self._sheet = blank_sheet()
            self.update()
            self.drawn.emit()

    def _remember(self) -> None:
        self._before.append(self._sheet.copy())
        del self._before[:-MOST_UNDO]
        self._after.clear()

    def _area(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, 0, side, side)

    def _on_sheet(self, point: QPointF) -> QPointF:
        area = self._area()
        return (point - area.topLeft()) * (SIDE / max(1.0, area.width()))

    def _width(self, rubber: bool) -> float:
        return self.pen_width * (RUBBER_TIMES if rubber else 1.0)

    def _paint_pen(self, painter: QPainter, area: QRectF, pointer: QPointF) -> None:
        """A ring as wide as the pen, where it would draw."""
        across = self._width(self.erasing) * area.width() / SIDE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        painter.setPen(QPen(theme_of(self).accent, 1))
        painter.drawEllipse(pointer, across / 2, across / 2)

    def _draw_to(self, point: QPointF) -> None:
        start = self._last if self._last is not None else point
        painter = QPainter(self._sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = Qt.GlobalColor.white if self._rubber else Qt.GlobalColor.black
        painter.setPen(QPen(colour, self._width(self._rubber), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if start == point:
            painter.drawPoint(point)
        else:
            painter.drawLine(start, point)
        painter.end()
        self._last = point
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) or self._last is not None:
            return
        self._remember()
        self._rubber = self.erasing or event.button() == Qt.MouseButton.RightButton
        self._draw_to(self._on_sheet(event.position()))
        self.drawing.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._last is not None:
            self._draw_to(self._on_sheet(event.position()))
            self.drawing.emit()
        else:
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._last = None
            self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self._area()
        painter.drawImage(area, self._sheet)
        painter.setPen(QPen(theme_of(self).accent, 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        if not self._before and self.is_empty():
            painter.setFont(interface_font(13))
            painter.setPen(Qt.GlobalColor.gray)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, tr("Draw a digit here"))
        elif self._box is not None:
            painter.setClipRect(area)
            paint_frame(painter, box_area(area, SIDE, SIDE, self._box), theme_of(self))
        if self._pointer is not None:
            self._paint_pen(painter, area, self._pointer)
        painter.end()


def blank_sheet() -> QImage:
    """White paper."""
    sheet = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    sheet.fill(255)
    return sheet
