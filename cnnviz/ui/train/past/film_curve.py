"""Draws the loss of a run with a cursor where the film is: a plot without a widget."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cnnviz.numbers import count, trimmed
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme
from cnnviz.ui.train.past.film import Curve, LossCurves

LEFT, BOTTOM, TOP = 34.0, 16.0, 6.0
LEVELS = 4  # lines across
DOT = 3.5


def paint_loss(painter: QPainter, area: QRectF, curves: LossCurves, step: int, last: int, theme: Theme) -> None:
    """Draw the whole run from step 0 to `last` into `area`, and mark `step`."""
    plot = area.adjusted(LEFT, TOP, -DOT, -BOTTOM)
    _draw_grid(painter, plot, curves.top, last, theme)
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
        painter.drawPolyline(_polygon(curve, plot, curves.top, last))
    x = plot.left() + plot.width() * step / max(1, last)
    painter.setPen(QPen(theme.kernel, 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    painter.restore()
    _draw_names(painter, plot, theme)


def _polygon(curve: Curve, plot: QRectF, top: float, last: int) -> QPolygonF:
    x = plot.left() + curve[0] / max(1, last) * plot.width()
    y = plot.bottom() - curve[1].clip(0, 1.02 * top) / top * plot.height()
    return QPolygonF([QPointF(float(across), float(down)) for across, down in zip(x, y, strict=True)])


def _draw_grid(painter: QPainter, plot: QRectF, top: float, last: int, theme: Theme) -> None:
    painter.setFont(number_font(10))
    for level in range(LEVELS + 1):
        y = plot.bottom() - plot.height() * level / LEVELS
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setPen(theme.muted)
        place = QRectF(plot.left() - LEFT, y - 7, LEFT - 6, 14)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, trimmed(top * level / LEVELS, 3))
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
