"""One curve of a plot: where its colour comes from, how it is drawn, and what it is called."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from cnnviz.history.curves import Floats
from cnnviz.ui.theme import Theme
from cnnviz.ui.train.plots.scales import Scale

FEW_POINTS = 40  # so many are seen one by one
SOLID = Qt.PenStyle.SolidLine
DASHES = (SOLID, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
NOTHING = np.empty(0)


class Line:
    """A curve. `width` 0 draws only its dots; `dash` is the style of its pen; `name` is for legends.

    Dots of `dot_size` pixels are drawn where `dots`: with a curve below them all while they are few, then none, or some
    of them where a curve is to be known by them (`keep_dots`).
    """

    def __init__(
        self,
        colour: Callable[[Theme], QColor],
        width: float = 1,
        faint: bool = False,
        dots: bool = False,
        dot_size: int = 5,
        dash: Qt.PenStyle = SOLID,
        name: str = "",
        keep_dots: bool = False,
    ) -> None:
        self.colour, self.width, self.faint, self.dash, self.name = colour, width, faint, dash, name
        self.dot_size = dot_size if dots else 0
        self.shown = True
        self.curve = pg.PlotCurveItem(antialias=True)
        if dash is SOLID and width > 1:  # as one path, a thick and noisy curve takes Qt many times as long
            self.curve.setSegmentedLineMode("on")
        self.dots = pg.ScatterPlotItem(size=dot_size, pxMode=True) if dots else None
        self.keep_dots = keep_dots
        self._dotted = False
        self._points: tuple[Floats, Floats] = (NOTHING, NOTHING)

    def pen(self, theme: Theme) -> QPen:
        """What the curve is drawn with; also that of its sample in a legend."""
        pen = QPen(self.ink(theme), self.width, self.dash)
        pen.setCosmetic(True)
        return pen

    def ink(self, theme: Theme) -> QColor:
        """Its colour in `theme`; a faint one lies half way to the ground, for one that shines through paints slowly."""
        colour = self.colour(theme)
        if not self.faint:
            return QColor(colour)
        ground = theme.panel
        return QColor(
            (colour.red() + ground.red()) // 2,
            (colour.green() + ground.green()) // 2,
            (colour.blue() + ground.blue()) // 2,
        )

    def paint_as(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.curve.setPen(self.pen(theme))
        if self.dots is not None:
            self.dots.setPen(pg.mkPen(None))
            self.dots.setBrush(pg.mkBrush(self.ink(theme)))

    def set(self, x: Floats, y: Floats, scale: Scale) -> None:
        """Draw the points (N,) by `scale`; they are remembered for another one."""
        self._points = (x, y)
        self.draw(scale)

    def draw(self, scale: Scale) -> None:
        """Draw the points that were set, by `scale`; none of them where the line is not `shown`."""
        x, y = self._points if self.shown else (NOTHING, NOTHING)
        y = scale.place(y)
        if self.width:
            self.curve.setData(x, y)
        if self.dots is None:
            return
        if self.width and len(x) > FEW_POINTS:
            by = -(-len(x) // FEW_POINTS)
            x, y = (x[::by], y[::by]) if self.keep_dots else (NOTHING, NOTHING)
        if len(x) or self._dotted:
            self.dots.setData(x, y)
            self._dotted = len(x) > 0


def nth_line(index: int, name: str, width: float = 1, dots: bool = False) -> Line:
    """Line `index` (from 0) of many: any twenty in a row differ in their colour or their dashes, next ones in both.

    Dashes wider than a pixel are for curves that rest: Qt takes 3 to 80 ms for 600 points of them, by their noise.
    """
    return Line(lambda theme: theme.lines[index % len(theme.lines)], width, dots=dots, name=name,
                dash=DASHES[index % len(DASHES)])  # fmt: skip
