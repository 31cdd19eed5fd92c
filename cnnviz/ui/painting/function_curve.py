"""A function of one number as a curve, with the number that was given and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from cnnviz.traces.scene import Array
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.followed_picture import told
from cnnviz.ui.theme import Theme

BELOW, ABOVE, RIGHT = 18, 16, 4  # pixels for the names of the axes
POINT = 4.5


@dataclass(frozen=True, eq=False)
class FunctionCurve:
    """`ys` (N,) over ascending `xs` (N,), both finite; `x` was given and became `y`. The names are of the axes."""

    xs: Array
    ys: Array
    x: float
    y: float
    x_name: str
    y_name: str

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, right, lowest and highest number that can be seen: zero always is."""
        low, high = min(0.0, float(self.ys.min())), max(0.0, float(self.ys.max()))
        margin = 0.08 * ((high - low) or 1.0)
        return float(self.xs[0]), float(self.xs[-1]), low - margin, high + margin


def paint_curve(painter: QPainter, area: QRectF, curve: FunctionCurve, theme: Theme) -> None:
    """Draw it into `area`: axes at zero, the curve, and dashed lines from the point to both axes."""
    chart = area.adjusted(1, ABOVE, -RIGHT, -BELOW)
    place = _place(chart, curve)
    zero, point = place(0.0, 0.0), place(curve.x, curve.y)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.line, 1))
    painter.drawRect(chart)
    painter.setPen(QPen(theme.unreached, 1))
    painter.drawLine(QLineF(chart.left(), zero.y(), chart.right(), zero.y()))
    painter.drawLine(QLineF(zero.x(), chart.top(), zero.x(), chart.bottom()))
    painter.setPen(QPen(theme.input, 1, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(point.x(), chart.bottom(), point.x(), point.y()))
    painter.setPen(QPen(theme.output, 1, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(chart.left(), point.y(), point.x(), point.y()))
    painter.setPen(QPen(theme.text, 2))
    painter.drawPolyline(QPolygonF([place(x, y) for x, y in zip(curve.xs.tolist(), curve.ys.tolist(), strict=True)]))
    painter.setPen(QPen(theme.panel, 1.5))
    painter.setBrush(theme.kernel)
    if np.isfinite([curve.x, curve.y]).all():
        painter.drawEllipse(point, POINT, POINT)
    painter.restore()
    _paint_names(painter, area, chart, curve, theme)


def _place(chart: QRectF, curve: FunctionCurve) -> Callable[[float, float], QPointF]:
    """From numbers to points."""
    left, right, low, high = curve.frame
    across, up = chart.width() / ((right - left) or 1.0), chart.height() / (high - low)
    return lambda x, y: QPointF(chart.left() + (x - left) * across, chart.bottom() - (y - low) * up)


def _paint_names(painter: QPainter, area: QRectF, chart: QRectF, curve: FunctionCurve, theme: Theme) -> None:
    """What comes out above the chart, what goes in below it with the ends of its range."""
    left, right, _, _ = curve.frame
    painter.setFont(interface_font(11))
    painter.setPen(theme.output)
    above = QRectF(area.left(), area.top(), area.width(), ABOVE - 2)
    middle, start, end = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    painter.drawText(above, start | middle, curve.y_name)
    below = QRectF(area.left(), chart.bottom() + 2, chart.right() - area.left(), BELOW - 2)
    painter.setPen(theme.input)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, curve.x_name)
    painter.setFont(number_font(10))
    painter.setPen(theme.muted)
    painter.drawText(below, start | middle, told(left, 2))
    painter.drawText(below, end | middle, told(right, 2))


def sampled(low: float, high: float, count: int = 161) -> Array:
    """Numbers from `low` to `high` with zero among them, where functions have their corners.

    >>> sampled(-1.0, 1.0, 3).tolist()
    [-1.0, 0.0, 1.0]
    """
    return np.unique(np.concatenate([np.linspace(low, high, count), [0.0]]))
