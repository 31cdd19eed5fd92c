"""Draws probabilities over one number that was swept: a curve for each class that matters, and where one is now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from cnnviz.numbers import number
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import Theme

MOST_CURVES = 5
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 22, 20  # pixels around the curves: percentages, names, numbers
DASHES: tuple[list[float], ...] = ([], [5, 3], [1.5, 2.5], [7, 2, 1.5, 2], [3, 3])


@dataclass(frozen=True, eq=False)
class SweepCurves:
    """`shares` (n, K) of the classes `names` over `values` (n,) from `low` to `high`; `now` is where one is.

    `unit` stands behind the numbers below ("°", " px"). `winner` (of the picture as it was) always has a curve.
    """

    names: Sequence[str]
    values: NDArray[np.floating]
    shares: NDArray[np.floating]
    low: float
    high: float
    now: float
    winner: int
    unit: str = ""


def curves_of(swept: SweepCurves) -> list[int]:
    """The classes that have a curve: the winner first, then those that come highest anywhere.

    >>> shares = np.array([[0.9, 0.1, 0.0], [0.2, 0.3, 0.5]])
    >>> curves_of(SweepCurves("abc", np.arange(2.0), shares, 0, 1, 0, 1))
    [1, 0, 2]
    """
    if not len(swept.shares):
        return [swept.winner]
    highest = swept.shares.max(axis=0)
    others = [int(index) for index in np.argsort(-highest, kind="stable") if index != swept.winner]
    return [swept.winner, *(index for index in others if highest[index] >= 0.02)][:MOST_CURVES]


def paint_sweep(painter: QPainter, area: QRectF, swept: SweepCurves, theme: Theme) -> None:
    """Draw axes, curves, the line where one is now, and above them which curve is which class."""
    room = area.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
    painter.setFont(interface_font(11))
    _draw_axes(painter, room, swept, theme)
    classes = curves_of(swept)
    for place, index in enumerate(classes):
        painter.setPen(_pen(place, theme))
        points = [
            QPointF(x_of(room, swept, float(value)), room.bottom() - float(share) * room.height())
            for value, share in zip(swept.values, swept.shares[:, index], strict=False)
        ]
        painter.drawPolyline(QPolygonF(points))
    x = x_of(room, swept, swept.now)
    painter.setPen(QPen(theme.kernel, 2))
    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
    _draw_names(painter, area, [swept.names[index] for index in classes], theme)


def x_of(room: QRectF, swept: SweepCurves, value: float) -> float:
    """Where a value stands, from the left of `room` to its right."""
    return room.left() + (value - swept.low) / (swept.high - swept.low) * room.width()


def value_at(area: QRectF, swept: SweepCurves, x: float) -> float:
    """The value below a point, kept within the range."""
    room = area.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
    share = (x - room.left()) / max(1.0, room.width())
    return swept.low + min(1.0, max(0.0, share)) * (swept.high - swept.low)


def _pen(place: int, theme: Theme) -> QPen:
    pen = QPen(theme.lines[place % len(theme.lines)], 2 if place == 0 else 1.5)
    if DASHES[place]:
        pen.setDashPattern(DASHES[place])
    return pen


def _draw_axes(painter: QPainter, room: QRectF, swept: SweepCurves, theme: Theme) -> None:
    metrics = QFontMetricsF(painter.font())
    for share in (0.0, 0.5, 1.0):
        y = round(room.bottom() - share * room.height()) + 0.5
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setPen(theme.muted)
        place = QRectF(room.left() - LEFT, y - 8, LEFT - 6, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{round(100 * share)} %")
    for step in range(5):
        value = swept.low + (swept.high - swept.low) * step / 4
        text = number(value, 0 if value == round(value) else 2) + swept.unit
        width = metrics.horizontalAdvance(text) + 4
        left = min(max(x_of(room, swept, value) - width / 2, room.left() - LEFT), room.right() + RIGHT - width)
        painter.drawText(QRectF(left, room.bottom() + 3, width, 16), Qt.AlignmentFlag.AlignCenter, text)


def _draw_names(painter: QPainter, area: QRectF, names: Sequence[str], theme: Theme) -> None:
    metrics, x = QFontMetricsF(painter.font()), area.left() + LEFT
    for place, name in enumerate(names):
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, 110)
        width = metrics.horizontalAdvance(text)
        if x + 26 + width > area.right():
            break
        painter.setPen(_pen(place, theme))
        painter.drawLine(QPointF(x, area.top() + 9), QPointF(x + 20, area.top() + 9))
        painter.setPen(theme.text)
        painter.drawText(QRectF(x + 26, area.top(), width + 2, 18), Qt.AlignmentFlag.AlignVCenter, text)
        x += 26 + width + 16
