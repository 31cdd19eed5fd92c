"""The heading of a painted panel: its name in the colour of its role, its facts beside it, shortened to fit."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cnnviz.traces.grids import HEAD, Grid
from cnnviz.ui.fonts import interface_font


def heading_font() -> QFont:
    font = interface_font(12)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def paint_heading(
    painter: QPainter, grid: Grid, title: str, facts: Sequence[str], colour: QColor, muted: QColor
) -> None:
    """Above a grid, in the room its `head` gives: the first of `facts` that fits, from the longest to the shortest."""
    room = max(grid.head, grid.width)
    area = QRectF(grid.x, grid.y - HEAD, room, HEAD - 4)
    font = heading_font()
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetricsF(font)
    title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(area, _LEFT, title)
    used = metrics.horizontalAdvance(title) + 8
    small = interface_font(11)
    widths = QFontMetricsF(small)
    fitting = next((text for text in facts if widths.horizontalAdvance(text) <= room - used), "")
    painter.setFont(small)
    painter.setPen(muted)
    painter.drawText(area.adjusted(used, 0, 0, 0), _LEFT, fitting)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
