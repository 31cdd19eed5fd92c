"""A plot as a picture or a drawing of its own: with its name, and the names of its lines."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.plots.legend import name_width, paint_name
from cnnviz.ui.train.plots.line import Line
from cnnviz.ui.train.plots.plot import CurvePlot

TOP, EDGE, BETWEEN = 34, 12, 14


class PlotPicture:
    """A plot below its `name` and the names of its lines, as large as it is on the screen and in the same colours.

    It is a Drawable of `cnnviz.ui.export.stills`, with one frame.
    """

    def __init__(self, plot: CurvePlot, name: str, lines: Sequence[Line]) -> None:
        self._plot, self._name, self._lines = plot, name, lines
        self.size = QSize(plot.width() + 2 * EDGE, plot.height() + TOP + EDGE)

    def image(self, index: int = 0, scale: float = 1.0) -> QImage:
        """With `scale` pixels for each pixel of the screen."""
        image = QImage(self.size * scale, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.scale(scale, scale)
        self.paint(painter)
        painter.end()
        return image

    def svg(self, index: int = 0) -> bytes:
        """As shapes and text."""
        from cnnviz.ui.export.drawings import drawing

        return drawing(self.size.width(), self.size.height(), self._name, self._plot.accessibleName(), self.paint)

    def paint(self, painter: QPainter) -> None:
        """Paint it at the origin, `size` large."""
        theme = theme_of(self._plot)
        painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), theme.panel)
        bold = QFont(interface_font(13))
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(theme.text)
        painter.drawText(QRectF(EDGE, 0, 400, TOP), Qt.AlignmentFlag.AlignVCenter, self._name)
        x = EDGE + QFontMetricsF(bold).horizontalAdvance(self._name) + 2 * BETWEEN
        for line in self._lines:
            paint_name(painter, QPointF(x, TOP / 2 - 8), line, theme)
            x += name_width(line) + BETWEEN
        self._plot.paint_plot(painter, QRectF(EDGE, TOP, self._plot.width(), self._plot.height()))
