"""The heading of a painted panel: its name in the colour of its role, its facts beside it, shortened where it must be."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cnnviz.traces.panels import HEAD, Grid
from cnnviz.ui.fonts import interface_font


def heading_font() -> QFont:
    font = interface_font(12)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def paint_heading(painter: QPainter, grid: Grid, title: str, facts: str, colour: QColor, muted: QColor) -> None:
    """Above a grid, in the room its `head` gives."""
    room = max(grid.head, grid.width)
    area = QRectF(grid.x, grid.y - HEAD, room, HEAD - 4)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    font = heading_font()
    painter.setFont(font)
    painter.setPen(colour)
    title = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(area, left, title)
    used = QFontMetricsF(font).horizontalAdvance(title) + 8
    if not facts or used >= room - 12:
        return
    small = interface_font(11)
    painter.setFont(small)
    painter.setPen(muted)
    text = QFontMetricsF(small).elidedText(facts, Qt.TextElideMode.ElideRight, room - used)
    painter.drawText(area.adjusted(used, 0, 0, 0), left, text)
