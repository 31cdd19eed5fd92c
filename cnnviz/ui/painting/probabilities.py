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


@dataclass(frozen=True)
class _Row:
    """Where a row lies, and what it says; `name_width` is that of the name in plain letters."""

    place: QRectF
    name: str
    name_width: float
    share: float
    wins: bool
    is_true: bool


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
    rows = _rows(area, shown)
    tag_font, tag = interface_font(11), 0.0
    if shown.truth is not None:
        tag = QFontMetricsF(tag_font).horizontalAdvance(tr("true")) + 6
    name_width = min(max(row.name_width for row in rows) + 2, NAME_SHARE * area.width())
    right = area.right() - tag - TEXT_WIDTH  # where the numbers begin
    for row in rows:
        _draw_bar(painter, row, area.left() + name_width + 8, right - 4, theme)
    painter.setPen(theme.text)
    for wins in (False, True):  # a font at a time
        alike = [row for row in rows if row.wins is wins]
        _draw_names(painter, alike, name_width, wins)
        painter.setFont(number_font(11, bold=wins))
        for row in alike:
            place = QRectF(right, row.place.top(), TEXT_WIDTH, row.place.height())
            painter.drawText(place, RIGHT_MIDDLE, percent(row.share))
    painter.setFont(tag_font)
    painter.setPen(theme.output)
    for row in rows:
        if row.is_true:
            place = QRectF(right + TEXT_WIDTH + 6, row.place.top(), max(0.0, tag - 6), row.place.height())
            painter.drawText(place, LEFT_MIDDLE, tr("true"))


def _rows(area: QRectF, shown: Probabilities) -> list[_Row]:
    order, winner = shown_classes(shown.shares), int(shown.shares.argmax())
    metrics, height = QFontMetricsF(interface_font(12)), row_height(area.height(), len(order))
    return [
        _Row(
            QRectF(area.left(), area.top() + row * height, area.width(), height),
            shown.names[index],
            metrics.horizontalAdvance(shown.names[index]),
            float(shown.shares[index]),
            index == winner,
            index == shown.truth,
        )
        for row, index in enumerate(order)
    ]


def _draw_names(painter: QPainter, rows: Sequence[_Row], width: float, wins: bool) -> None:
    font = interface_font(12)
    font.setWeight(font.Weight.DemiBold if wins else font.Weight.Normal)
    painter.setFont(font)
    for row in rows:
        name = row.name
        if wins or row.name_width > width:
            name = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QRectF(row.place.left(), row.place.top(), width, row.place.height()), LEFT_MIDDLE, name)


def _draw_bar(painter: QPainter, row: _Row, left: float, right: float, theme: Theme) -> None:
    thickness = min(12.0, row.place.height() - 7)
    track = QRectF(left, row.place.center().y() - thickness / 2, right - left, thickness)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.padding)
    painter.drawRoundedRect(track, 2, 2)
    colour = QColor(theme.accent)
    colour.setAlphaF(1.0 if row.wins else 0.55)
    painter.setBrush(colour)
    width = max(1.0, track.width() * row.share)
    painter.drawRoundedRect(QRectF(track.left(), track.top(), width, track.height()), 2, 2)
