"""A few lines of text in a height that never changes; what does not fit is told by the tooltip."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import theme_of

TEXT_SIZE = 11


class NoteLines(QWidget):
    """Muted text, broken into `lines` lines; the last one is shortened where there is more."""

    def __init__(self, name: str, lines: int = 2) -> None:
        super().__init__()
        self._text = ""
        self._lines = lines
        self.setFont(interface_font(TEXT_SIZE))
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(text)
            self.setToolTip(text)
            self.update()

    def set_lines(self, lines: int) -> None:
        """Take the height of so many lines."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(60, self._lines * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme_of(self).muted)
        metrics = self.fontMetrics()
        step, layout = metrics.lineSpacing(), QTextLayout(self._text, self.font())
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        for index in range(self._lines):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.width())
            rest = self._text[line.textStart() :]
            if index == self._lines - 1 and line.textLength() < len(rest):
                shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, self.width())
                painter.drawText(QPointF(0, index * step + metrics.ascent()), shown)
            else:
                line.draw(painter, QPointF(0, index * step))
        layout.endLayout()
        painter.end()
