"""Draws how well each layer follows a movement: a bar for every layer, from not at all to exactly."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from cnnviz.numbers import number
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme

ROW, SHORTEST_ROW = 22.0, 14.0
NUMBER = 46
LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_agreements(painter: QPainter, area: QRectF, values: Mapping[str, float], chosen: str, theme: Theme) -> None:
    """A row for each of `values` (correlations, NaN where there is none), the `chosen` layer's in the accent colour."""
    height = row_height(area.height(), len(values))
    font = interface_font(12 if height >= 18 else 11)
    names = 0.38 * area.width()
    for row, (name, value) in enumerate(values.items()):
        place = QRectF(area.left(), area.top() + row * height, area.width(), height)
        painter.setFont(font)
        painter.setPen(theme.accent if name == chosen else theme.text)
        text = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideMiddle, names)
        painter.drawText(place, LEFT_MIDDLE, text)
        _draw_bar(painter, place.adjusted(names + 8, 0, -NUMBER - 4, 0), value, name == chosen, theme)
        painter.setFont(number_font(11, bold=name == chosen))
        painter.setPen(theme.text)
        painter.drawText(place, RIGHT_MIDDLE, agreement_text(value))


def agreement_text(value: float) -> str:
    """A correlation as it is read; what is not quite 1 is not written as if it were.

    >>> agreement_text(1.0), agreement_text(0.9997), agreement_text(-0.25), agreement_text(float("nan"))
    ('1.00', '>0.99', '−0.25', '–')
    """
    if math.isnan(value):
        return "–"
    if 0.995 <= value < 0.99999:
        return ">0.99"
    return number(value, 2)


def row_height(height: float, rows: int) -> float:
    """The height of each of so many rows in `height` pixels."""
    return max(SHORTEST_ROW, min(ROW, height / max(1, rows)))


def _draw_bar(painter: QPainter, place: QRectF, value: float, is_chosen: bool, theme: Theme) -> None:
    thickness = min(10.0, place.height() - 6)
    track = QRectF(place.left(), place.center().y() - thickness / 2, place.width(), thickness)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.padding)
    painter.drawRoundedRect(track, 2, 2)
    if math.isnan(value) or value <= 0:
        return
    colour = QColor(theme.accent)
    colour.setAlphaF(1.0 if is_chosen else 0.6)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(track.left(), track.top(), max(1.0, track.width() * value), thickness), 2, 2)
