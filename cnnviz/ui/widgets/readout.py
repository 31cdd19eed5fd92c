"""A text that changes many times a second.

A QLabel asks the whole window for a new layout whenever its text changes, which costs more than painting a frame; this
keeps its size and only paints.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.ui.theme import Theme, theme_of


class Readout(QWidget):
    """One line in the font given; `room` characters wide, or as wide as there is place where `room` is 0.

    It has the colour of text, unless it is `muted` or has a `colour` of its own.
    """

    def __init__(
        self,
        font: QFont,
        room: int = 0,
        muted: bool = False,
        right: bool = False,
        colour: Callable[[Theme], QColor] | None = None,
    ) -> None:
        super().__init__()
        self._colour = colour
        self.setFont(font)
        self._text = ""
        self._muted = muted
        self._side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        policy = QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy if room else QSizePolicy.Policy.Expanding, policy)
        self._font = font
        self.set_room(room)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def set_room(self, room: int) -> None:
        """Keep place for that many digits."""
        width = QFontMetricsF(self._font).horizontalAdvance("0" * room)
        self._hint = QSize(math.ceil(width) + 1, round(QFontMetricsF(self._font).height()) + 2)
        if room:
            self.setFixedWidth(self._hint.width())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return self._hint

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setFont(self._font)
        plain = theme.muted if self._muted else theme.text
        painter.setPen(self._colour(theme) if self._colour is not None else plain)
        text = QFontMetricsF(self._font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(self.rect()), self._side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
