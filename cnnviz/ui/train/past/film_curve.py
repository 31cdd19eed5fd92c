"""Draws the loss of a run with a cursor where the film is: a plot without a widget."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme
from cnnviz.ui.train.past.film import Curve, LossCurves
from cnnviz.ui.train.plots.scales import LOG

LEFT, BOTTOM, TOP = 34.0, 16.0, 6.0
LEVEL = 36.0  # pixels between two lines across
Ends = tuple[float, float]
DOT = 3.5


def paint_loss(painter: QPainter, area: QRectF, curves: LossCurves, step: int, last: int, theme: Theme) -> None:
    """Draw the whole run from step 0 to `last` into `area`, and mark `step`."""
    plot = area.adjusted(LEFT, TOP, -DOT, -BOTTOM)
    low, high = (float(place) for place in LOG.place(np.array(curves.span)))
    _draw_grid(painter, plot, (low, high), last, theme)
    painter.save()
    painter.setClipRect(plot.adjusted(-DOT, -DOT, DOT, 0))
    faint = QColor(theme.input)
    faint.setAlphaF(0.4)
    for curve, colour, width in (
        (curves.batches, faint, 1.0),
        (curves.validation, theme.output, 1.5),
        (curves.smooth, theme.input, 2.0),
    ):
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(_polygon(curve, plot, (low, high), last))
    x = plot.left() + plot.width() * step / max(1, last)
    painter.setPen(QPen(theme.kernel, 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    painter.restore()
    _draw_names(painter, plot, theme)


def _polygon(curve: Curve, plot: QRectF, ends: Ends, last: int) -> QPolygonF:
    x = plot.left() + curve[0] / max(1, last) * plot.width()
    share = (LOG.place(curve[1]) - ends[0]) / (ends[1] - ends[0])
    y = plot.bottom() - share.clip(-0.02, 1.02) * plot.height()
    return QPolygonF([QPointF(float(across), float(down)) for across, down in zip(x, y, strict=True)])


def _draw_grid(painter: QPainter, plot: QRectF, ends: Ends, last: int, theme: Theme) -> None:
    painter.setFont(number_font(10))
    for level, text in LOG.ticks(*ends, max(2, int(plot.height() / LEVEL))):
        y = plot.bottom() - plot.height() * (level - ends[0]) / (ends[1] - ends[0])
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setPen(theme.muted)
        place = QRectF(plot.left() - LEFT, y - 7, LEFT - 6, 14)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, text)
    painter.setFont(interface_font(10))
    for share, side in ((0.0, Qt.AlignmentFlag.AlignLeft), (0.5, Qt.AlignmentFlag.AlignHCenter),
                        (1.0, Qt.AlignmentFlag.AlignRight)):  # fmt: skip
        x = plot.left() + share * plot.width()
        shift = {0.0: 0.0, 0.5: -50.0, 1.0: -100.0}[share]
        words = tr("step {step}", step=count(round(share * last)))
        painter.drawText(QRectF(x + shift, plot.bottom() + 3, 100, 13), side, words)


def _draw_names(painter: QPainter, plot: QRectF, theme: Theme) -> None:
    """Which line is which, in the empty corner of a falling curve."""
    painter.setFont(interface_font(11))
    right = Qt.AlignmentFlag.AlignRight
    painter.setPen(theme.input)
    painter.drawText(QRectF(plot.right() - 124, plot.top() + 2, 120, 15), right, tr("training"))
    painter.setPen(theme.output)
    painter.drawText(QRectF(plot.right() - 124, plot.top() + 17, 120, 15), right, tr("validation"))
