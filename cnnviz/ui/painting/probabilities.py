"""Draws class probabilities as bars: the winner stands out, and the true class is named where it is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme

MOST_ROWS, LIKELIEST = 12, 10
TALLEST_ROW = 26
TEXT_WIDTH = 56
NAME_SHARE = 0.4  # of the width; longer names lose their middle
LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Probabilities:
    """`shares` (K,) of the classes `names`; `truth` is the true class where it is known."""

    names: Sequence[str]
    shares: NDArray[np.floating]
    truth: int | None = None


def percent(share: float) -> str:
    """A probability as people read it; what is neither nothing nor everything is not written as if it were.

    >>> percent(0.9987), percent(0.99999), percent(2e-7), percent(0.0)
    ('99.9 %', '>99.9 %', '<0.1 %', '0.0 %')
    """
    if 0 < share < 0.0005:
        return "<0.1 %"
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return f"{number(100 * share, 1)} %"


def shown_classes(shares: NDArray[np.floating]) -> list[int]:
    """The classes that have a row: all in their order, or of more than twelve the ten likeliest, likeliest first.

    >>> shown_classes(np.array([0.2, 0.8])), len(shown_classes(np.ones(1000)))
    ([0, 1], 10)
    """
    if len(shares) <= MOST_ROWS:
        return list(range(len(shares)))
    return [int(index) for index in np.argsort(-shares, kind="stable")[:LIKELIEST]]


def row_height(height: float, rows: int) -> float:
    """The height of each of so many rows in `height` pixels."""
    return min(float(TALLEST_ROW), height / rows)


def paint_probabilities(painter: QPainter, area: QRectF, shown: Probabilities, theme: Theme) -> None:
    """Draw a row for each class, from the top of `area` on."""
    order = shown_classes(shown.shares)
    metrics = QFontMetricsF(interface_font(12))
    widest = max(metrics.horizontalAdvance(shown.names[index]) for index in order) + 2
    height = row_height(area.height(), len(order))
    for row, index in enumerate(order):
        place = QRectF(area.left(), area.top() + row * height, area.width(), height)
        _draw_row(painter, place, shown, index, min(widest, NAME_SHARE * area.width()), theme)


def _draw_row(
    painter: QPainter, area: QRectF, shown: Probabilities, index: int, name_width: float, theme: Theme
) -> None:
    winner = index == int(shown.shares.argmax())
    share = float(shown.shares[index])
    font = interface_font(12)
    font.setWeight(font.Weight.DemiBold if winner else font.Weight.Normal)
    painter.setFont(font)
    painter.setPen(theme.text)
    name = QFontMetricsF(font).elidedText(shown.names[index], Qt.TextElideMode.ElideMiddle, name_width)
    painter.drawText(QRectF(area.left(), area.top(), name_width, area.height()), LEFT_MIDDLE, name)
    tag = tr("true") if index == shown.truth else ""
    tag_width = QFontMetricsF(interface_font(11)).horizontalAdvance(tr("true")) + 6 if shown.truth is not None else 0
    thickness = min(12.0, area.height() - 7)
    track = QRectF(area.left() + name_width + 8, area.center().y() - thickness / 2, 0, thickness)
    track.setRight(area.right() - tag_width - TEXT_WIDTH - 4)
    _draw_bar(painter, track, share, winner, theme)
    painter.setFont(number_font(11, bold=winner))
    painter.setPen(theme.text)
    text = QRectF(track.right() + 4, area.top(), TEXT_WIDTH, area.height())
    painter.drawText(text, RIGHT_MIDDLE, percent(share))
    painter.setFont(interface_font(11))
    painter.setPen(theme.output)
    painter.drawText(QRectF(text.right() + 6, area.top(), max(0.0, tag_width - 6), area.height()), LEFT_MIDDLE, tag)


def _draw_bar(painter: QPainter, track: QRectF, share: float, winner: bool, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.padding)
    painter.drawRoundedRect(track, 2, 2)
    colour = QColor(theme.accent)
    colour.setAlphaF(1.0 if winner else 0.55)
    painter.setBrush(colour)
    width = max(1.0, track.width() * share)
    painter.drawRoundedRect(QRectF(track.left(), track.top(), width, track.height()), 2, 2)
