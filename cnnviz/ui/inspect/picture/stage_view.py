"""One stage of the preprocessing seen large, every pixel a square that can be pointed at."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.data.preprocessing_frame import Box
from cnnviz.text import tr
from cnnviz.ui.painting.colours import rgb_image
from cnnviz.ui.painting.picture_field import box_area, paint_frame, paint_padding, picture_area
from cnnviz.ui.theme import theme_of

ARROWS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Place = tuple[int, int]


def picture_image(pixels: np.ndarray) -> QImage:
    """uint8 (H, W) or (H, W, 3) as a QImage."""
    if pixels.ndim == 3:
        return rgb_image(pixels)
    height, width = pixels.shape
    rows = np.ascontiguousarray(pixels).tobytes()
    return QImage(rows, width, height, width, QImage.Format.Format_Grayscale8).copy()


def values_image(values: np.ndarray) -> QImage:
    """Values (C, H, W) from 0 to 1, grey or red, green and blue, as a QImage; what lies beyond is cut."""
    pixels = np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)
    return picture_image(pixels[0] if len(pixels) == 1 else np.moveaxis(pixels, 0, -1))


class StageView(QWidget):
    """Keeps the picture's proportions and fills what room there is.

    `pointed` carries the (row, column) of the pixel under the pointer or the keys, or None; `chosen` the one that was
    clicked, or where Return was pressed.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._box: Box | None = None
        self._padded = False
        self._place: Place | None = None
        self._by_keys = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Picture"))
        self.setToolTip(tr("Click a pixel to follow it; the arrow keys and Return do the same"))

    def image(self) -> QImage:
        return self._image

    def box(self) -> Box | None:
        """The part that is framed, in pixels of the picture."""
        return self._box

    def show_image(self, image: QImage) -> None:
        if image.size() != self._image.size():
            self._place = None
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def show_box(self, box: Box | None, padded: bool = False) -> None:
        """Frame a part of the picture; where it is `padded`, what lies outside is drawn as padding."""
        if (box, padded) != (self._box, self._padded):
            self._box, self._padded = box, padded
            self.update()

    def pixel_at(self, point: QPointF) -> Place | None:
        """The pixel below a point of the widget."""
        area = self.picture_area()
        if self._image.isNull() or not area.contains(point):
            return None
        row = int((point.y() - area.top()) / area.height() * self._image.height())
        column = int((point.x() - area.left()) / area.width() * self._image.width())
        return min(row, self._image.height() - 1), min(column, self._image.width() - 1)

    def pixel_rect(self, row: int, column: int) -> QRectF:
        """Where a pixel is drawn."""
        return box_area(self.picture_area(), self._image.width(), self._image.height(), Box(row, column, 1, 1))

    def picture_area(self) -> QRectF:
        """Where the picture is drawn."""
        width, height = max(1, self._image.width()), max(1, self._image.height())
        return picture_area(QRectF(self.rect()), width, height, self._box if self._padded else None)

    def _point_at(self, place: Place | None, by_keys: bool = False) -> None:
        if place != self._place or by_keys != self._by_keys:
            self._place, self._by_keys = place, by_keys
            self.setCursor(Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor)
            self.update()
            self.pointed.emit(place)

    def _paint(self, painter: QPainter) -> None:
        theme, area = theme_of(self), self.picture_area()
        width, height = self._image.width(), self._image.height()
        framed = None if self._box is None else box_area(area, width, height, self._box)
        if framed is not None and self._padded:
            paint_padding(painter, framed, theme)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, area.width() < width)
        painter.drawImage(area, self._image)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if framed is not None:
            painter.setClipRect(QRectF(self.rect()))
            paint_frame(painter, framed, theme)
        if self._place is not None and (self._by_keys or area.width() >= 3 * width):
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRect(self.pixel_rect(*self._place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.pixel_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.pixel_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.chosen.emit(place)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._point_at(self.pixel_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS and not self._image.isNull():
            row, column = self._place or (self._image.height() // 2, self._image.width() // 2)
            down, across = ARROWS[key]
            row, column = row + down, column + across
            place = min(max(row, 0), self._image.height() - 1), min(max(column, 0), self._image.width() - 1)
            self._point_at(place, by_keys=True)
        elif key in ENTERS and self._place is not None:
            self.chosen.emit(self._place)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        self._paint(painter)
        if self.hasFocus() and self._place is None:
            painter.setPen(QPen(theme_of(self).accent, 1))
            painter.drawRect(self.picture_area().adjusted(0, 0, -1, -1))
        painter.end()
