"""The picture that goes in, moved: it is dragged to be shifted, and the wheel turns it."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.engine.arrays import Array
from cnnviz.text import tr
from cnnviz.ui.inspect.picture.stage_view import values_image
from cnnviz.ui.theme import theme_of


class MovedPicture(QWidget):
    """`dragged` carries pixels to the right and down since the button went down, `begun` that it did."""

    begun = Signal()
    dragged = Signal(float, float)
    turned = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._start: QPointF | None = None
        self.setMinimumSize(96, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("The moved picture"))
        self.setToolTip(tr("Drag the picture to shift it; the wheel turns it"))

    def show_values(self, values: Array) -> None:
        """`values` (C, H, W), from 0 to 1."""
        self._image = values_image(values)
        self.update()

    def _area(self) -> QRectF:
        width, height = max(1, self._image.width()), max(1, self._image.height())
        scale = min(self.width() / width, self.height() / height)
        return QRectF((self.width() - width * scale) / 2, 0, width * scale, height * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self._area()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, area.width() < self._image.width())
        painter.drawImage(area, self._image)
        painter.setPen(QPen(theme_of(self).line, 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = event.position()
            self.begun.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            way = (event.position() - self._start) * (self._image.width() / max(1.0, self._area().width()))
            self.dragged.emit(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._start = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.turned.emit(5.0 if event.angleDelta().y() > 0 else -5.0)
        event.accept()
