"""Draws how often which numbers occur: bars over an axis with its ends and zero."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.numbers import trimmed
from cnnviz.traces.histogram import Histogram
from cnnviz.ui.fonts import number_font
from cnnviz.ui.theme import Theme

AXIS = 16  # pixels below the bars, for the numbers
BAR_STRENGTH = 0.55
ENDS = Qt.AlignmentFlag.AlignVCenter


def bars_area(area: QRectF) -> QRectF:
    """Where the bars stand in `area`."""
    return area.adjusted(0, 2, 0, -AXIS)


def paint_histogram(painter: QPainter, area: QRectF, shown: Histogram, theme: Theme, value: float | None) -> None:
    """Draw the bars into `area`, the tallest as high as there is room; `value` is marked with a line."""
    room = bars_area(area)
    width, most = room.width() / len(shown.counts), max(1, int(shown.counts.max()))
    colour = QColor(theme.accent)
    colour.setAlphaF(BAR_STRENGTH)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for index, count in enumerate(shown.counts):
        if count:
            height = max(1.0, room.height() * float(count) / most)
            left = room.left() + index * width
            painter.drawRect(QRectF(left, room.bottom() - height, max(1.0, width - 1), height))
    painter.setPen(QPen(theme.unreached, 1))
    painter.drawLine(room.bottomLeft(), room.bottomRight())
    _draw_axis(painter, room, shown, theme)
    if value is not None and shown.edges[0] <= value <= shown.edges[-1]:
        painter.setPen(QPen(theme.kernel, 2))
        x = _x(room, shown, value)
        painter.drawLine(int(x), int(room.top()), int(x), int(room.bottom()))


def _draw_axis(painter: QPainter, room: QRectF, shown: Histogram, theme: Theme) -> None:
    low, high = float(shown.edges[0]), float(shown.edges[-1])
    below = QRectF(room.left(), room.bottom() + 2, room.width(), AXIS - 2)
    painter.setFont(number_font(10))
    painter.setPen(theme.muted)
    decimals = int(np.clip(2 - np.floor(np.log10(max(high - low, 1e-12))), 0, 6))
    painter.drawText(below, ENDS | Qt.AlignmentFlag.AlignLeft, trimmed(low, decimals))
    painter.drawText(below, ENDS | Qt.AlignmentFlag.AlignRight, trimmed(high, decimals))
    if low < 0 < high:
        zero = _x(room, shown, 0.0)
        painter.drawLine(int(zero), int(room.bottom()), int(zero), int(room.bottom()) + 3)
        painter.drawText(QRectF(zero - 20, below.top(), 40, below.height()), Qt.AlignmentFlag.AlignCenter, "0")


def _x(room: QRectF, shown: Histogram, value: float) -> float:
    low, high = float(shown.edges[0]), float(shown.edges[-1])
    return room.left() + room.width() * (value - low) / (high - low)
