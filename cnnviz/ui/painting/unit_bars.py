"""The units of a layer as a row of bars on one line of zero: which are on, and which one is followed."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cnnviz.traces.scene import Array
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.theme import Theme

MARK = 7  # pixels of height of the triangle below the unit that is followed
WIDEST_BAR = 14


def paint_units(
    painter: QPainter, area: QRectF, values: Array, followed: int, hovered: int | None, theme: Theme
) -> None:
    """Values (K,) from the lowest to the highest of them, zero included, in as many slots of equal width."""
    chart = area.adjusted(0, 0, 0, -MARK - 1)
    finite = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    scale = chart.height() / (high - low or 1.0)
    zero = chart.top() + high * scale
    slot = area.width() / len(values)
    width = max(1.0, min(WIDEST_BAR, slot - (1 if slot >= 3 else 0)))
    if hovered is not None:
        fill(painter, QRectF(area.left() + hovered * slot, chart.top(), max(1.0, slot), chart.height()), theme.padding)
    for colour, chosen in ((theme.activation_high, finite > 0), (theme.activation_low, finite < 0)):
        for index in np.flatnonzero(chosen).tolist():
            _bar(painter, area.left() + (index + 0.5) * slot, width, zero, finite[index] * scale, colour)
    fill(painter, QRectF(area.left(), zero - 0.5, area.width(), 1), theme.unreached)
    middle = area.left() + (followed + 0.5) * slot
    _bar(painter, middle, max(2.0, width), zero, finite[followed] * scale, theme.kernel)
    _mark(painter, middle, area.bottom(), theme.kernel)


def unit_at(area: QRectF, count: int, x: float, y: float) -> int | None:
    """The unit in whose slot a point lies; None beside them."""
    if not area.contains(x, y):
        return None
    return min(count - 1, math.floor((x - area.left()) / area.width() * count))


def _bar(painter: QPainter, middle: float, width: float, zero: float, height: float, colour: QColor) -> None:
    """A bar of this height above zero, or below it."""
    fill(painter, QRectF(middle - width / 2, min(zero, zero - height), width, abs(height)), colour)


def _mark(painter: QPainter, x: float, y: float, colour: QColor) -> None:
    painter.save()
    painter.setPen(QPen(colour, 1))
    painter.setBrush(colour)
    corners = [QPointF(x, y - MARK + 1), QPointF(x - MARK / 2, y), QPointF(x + MARK / 2, y)]
    painter.drawPolygon(QPolygonF(corners))
    painter.restore()
