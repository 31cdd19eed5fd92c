"""A stage of the preprocessing as a small picture that can be pressed."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from cnnviz.ui.theme import theme_of

SMALL, LARGE = 36, 56
AROUND = 6  # pixels around the picture for the frame


class Thumbnail(QAbstractButton):
    """The one that is seen large is framed. `pointed` says whether the pointer is over it."""

    pointed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setCheckable(True)
        self.set_side(SMALL)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_side(self, side: int) -> None:
        """Be a square of so many pixels."""
        self.setFixedSize(side, side)

    def image(self) -> QImage:
        return self._image

    def show_image(self, image: QImage) -> None:
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        width, height = max(1, self._image.width()), max(1, self._image.height())
        scale = (self.width() - AROUND) / max(width, height)
        area = QRectF(0, 0, max(2.0, width * scale), max(2.0, height * scale))
        area.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(area, self._image)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRect(area)
        if self.isChecked() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.accent, 2 if self.isChecked() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()
