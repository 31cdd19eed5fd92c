"""Texts on the screen that come again and again are laid out once: signs, words, the weights of a kernel."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

MOST_TEXTS = 2000  # that are remembered


class Texts:
    """Writes texts in one font. The layout of what is written a second time is kept, and the width of all."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetricsF(font)
        self._ascent = self.metrics.ascent()
        self._known: dict[str, QStaticText | None] = {}
        self._widths: dict[str, float] = {}

    def write(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Write a text that begins at `x` and stands on `y`, as `drawText` does, pixel by pixel."""
        painter.setFont(self.font)
        kept = self._laid_out(text) if painter.device().devicePixelRatioF() == 1 else None  # else it is rounded apart
        if kept is None:
            painter.drawText(QPointF(x, y), text)
        else:
            painter.drawStaticText(QPointF(x, y - self._ascent), kept)

    def width(self, text: str) -> float:
        """How wide a text is."""
        kept = self._widths.get(text)
        if kept is None:
            if len(self._widths) >= MOST_TEXTS:
                self._widths.clear()
            kept = self._widths[text] = self.metrics.horizontalAdvance(text)
        return kept

    def fitting(self, text: str, width: float) -> str:
        """The text, without its end where it would be wider than `width`."""
        if self.width(text) <= width:
            return text
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _laid_out(self, text: str) -> QStaticText | None:
        """The layout of a text; None when it is written for the first time: numbers may never come again."""
        if text not in self._known:
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            self._known[text] = None
            return None
        kept = self._known[text]
        if kept is None:
            kept = self._known[text] = QStaticText(text)
            kept.setTextFormat(Qt.TextFormat.PlainText)
            kept.prepare(QTransform(), self.font)
        return kept
