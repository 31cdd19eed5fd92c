"""Draws the lines beside the map of a followed number: the number large, the others below it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme

VALUE, LINE = 26, 17  # pixels of height
WHERE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_facts(painter: QPainter, area: QRectF, lines: Sequence[tuple[str, str]], theme: Theme) -> None:
    """Lines of a text and a role each: "value" (large), "plain", "warning", or "reading" (what is pointed at)."""
    top = area.top()
    for text, role in lines:
        height = VALUE if role == "value" else LINE
        font = number_font(18, bold=True) if role == "value" else interface_font(11)
        if role == "reading":
            font = number_font(11)
        colours = {"value": theme.output, "plain": theme.muted, "warning": theme.warning, "reading": theme.text}
        painter.setFont(font)
        painter.setPen(colours[role])
        fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRectF(area.left(), top, area.width(), height), WHERE, fitting)
        top += height
