"""One stage of the preprocessing seen large, every pixel a square."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.ui.painting.colours import rgb_image
from cnnviz.ui.theme import theme_of


def picture_image(pixels: np.ndarray) -> QImage:
    """uint8 (H, W) or (H, W, 3) as a QImage."""
    if pixels.ndim == 3:
        return rgb_image(pixels)
    height, width = pixels.shape
    rows = np.ascontiguousarray(pixels).tobytes()
    return QImage(rows, width, height, width, QImage.Format.Format_Grayscale8).copy()


class StageView(QWidget):
    """Keeps the picture's proportions and fills what room there is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Picture"))

    def image(self) -> QImage:
        return self._image

    def show_image(self, image: QImage) -> None:
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def _area(self) -> QRectF:
        width, height = max(1, self._image.width()), max(1, self._image.height())
        scale = min(self.width() / width, self.height() / height)
        return QRectF((self.width() - width * scale) / 2, 0, max(1.0, width * scale), max(1.0, height * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        area = self._area()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, area.width() < self._image.width())
        painter.drawImage(area, self._image)
        painter.setPen(QPen(theme_of(self).line, 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.end()
