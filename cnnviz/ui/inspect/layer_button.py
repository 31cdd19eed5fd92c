"""One stop on the way through the network: the name of a layer above the shape of what it gives."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import theme_of

HEIGHT = 40
LONGEST_NAME = 120  # pixels; longer names of layers lose their middle


class LayerButton(QAbstractButton):
    """A layer's name above its shape."""

    def __init__(self, name: str, shape: Sequence[int]) -> None:
        super().__init__()
        self._shape = "×".join(str(length) for length in shape)
        self.setText(name)
        self._name = QFontMetricsF(self._bold()).elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST_NAME)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _bold(self) -> QFont:
        font = interface_font(12)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def minimumSizeHint(self) -> QSize:
        name = QFontMetricsF(self._bold()).horizontalAdvance(self._name)
        shape = QFontMetricsF(interface_font(11)).horizontalAdvance(self._shape)
        return QSize(round(max(name, shape)) + 9, HEIGHT)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() + QSize(8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, dimmed = self.isChecked(), not self.isEnabled()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.accent if chosen or self.hasFocus() else theme.line, 2 if chosen else 1))
        painter.setBrush(theme.accent_soft if chosen else theme.background if self.underMouse() else theme.panel)
        painter.drawRoundedRect(frame, 6, 6)
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(self._bold())
        painter.setPen(theme.unreached if dimmed else theme.accent if chosen else theme.text)
        painter.drawText(QRectF(0, 4, self.width(), 16), middle | Qt.AlignmentFlag.AlignVCenter, self._name)
        painter.setFont(interface_font(11))
        painter.setPen(theme.unreached if dimmed else theme.muted)
        painter.drawText(QRectF(0, 20, self.width(), 15), middle | Qt.AlignmentFlag.AlignVCenter, self._shape)
        painter.end()
