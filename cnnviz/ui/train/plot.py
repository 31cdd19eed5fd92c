"""A plot of curves over the steps of a run: a grid, two or three lines, and the values under the pointer."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem

from cnnviz.traces.ranges import rounded_up
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.curves import Floats, thin

FIRST_STEPS = 50
MARGIN = 0.03  # room for the last dot and the highest number
MOST_POINTS = 500
FEW_POINTS = 40  # so many are seen one by one

Describe = Callable[[float], Sequence[str]]
"""What the lines say at a step: one text a line, the first the step itself."""


class Line:
    """One curve: where its colour comes from, and how it is drawn."""

    def __init__(
        self,
        colour: Callable[[Theme], QColor],
        width: float = 1,
        faint: bool = False,
        dots: bool = False,
        dot_size: int = 5,
    ):
        self.colour, self.width, self.faint = colour, width, faint
        self.curve = pg.PlotCurveItem(antialias=width > 1)
        self.drawn: tuple[int, bool] = (0, False)  # how many points, on which axis
        self.dotted = False
        self.dots = pg.ScatterPlotItem(size=dot_size, pxMode=True) if dots else None

    def paint_as(self, theme: Theme) -> None:
        colour = QColor(self.colour(theme))
        if self.faint:
            colour.setAlpha(120 if theme.is_dark else 110)
        self.curve.setPen(pg.mkPen(colour, width=self.width))
        if self.dots is not None:
            self.dots.setPen(pg.mkPen(None))
            self.dots.setBrush(pg.mkBrush(colour))

    def set(self, x: Floats, y: Floats) -> None:
        if self.width:
            self.curve.setData(x, y)
        if self.dots is None:
            return
        if self.width and len(x) > FEW_POINTS:
            x, y = x[:0], y[:0]
        if len(x) or self.dotted:
            self.dots.setData(x, y)
            self.dotted = len(x) > 0


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """Curves over steps from 0. The range of steps doubles when it is full: a run is readable from its first step on.

    Series are thinned to what a screen can show before they are drawn; ranges change in jumps, so that the axes are
    seldom drawn anew.
    """

    def __init__(self, lines: Sequence[Line], describe: Describe, name: str) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self._describe = describe
        self._log = False
        self._total = FIRST_STEPS
        self._x_end = 0.0
        self._y_range = (0.0, 0.0)
        self._bar = pg.InfiniteLine(angle=90, movable=False)
        self._bubble = pg.TextItem(anchor=(0, 0))
        self.setAccessibleName(name)
        self._set_up()
        self.recolour()

    def set_log(self, log: bool) -> None:
        """Show powers of ten on the axis upwards; the next `draw` brings the curves along."""
        self._log = log
        self._y_range = (0.0, 0.0)
        self.getAxis("left").setLogMode(y=log)

    def set_total(self, steps: int) -> None:
        """How many steps the whole run has."""
        self._total = max(1, steps)

    def draw(self, series: Sequence[tuple[Floats, Floats]], y_range: tuple[float, float]) -> None:
        """Show `series`, one (x, y) a line, between the two values upwards."""
        most = min(MOST_POINTS, max(100, self.width()))
        last = 0.0
        for line, (x, y) in zip(self._lines, series, strict=True):
            last = max(last, float(x[-1]) if len(x) else 0.0)
            if line.drawn == (len(x), self._log):
                continue  # a series only ever grows
            line.drawn = (len(x), self._log)
            shown_x, shown_y = thin(x, y, most)
            line.set(shown_x, np.log10(np.maximum(shown_y, 1e-12)) if self._log else shown_y)
        self._set_ranges(last, y_range)

    def clear_curves(self) -> None:
        empty = np.empty(0)
        for line in self._lines:
            line.set(empty, empty)
            line.drawn = (0, self._log)
        self._x_end = 0.0
        self._hide_values()

    def recolour(self) -> None:
        """Take the colours of the theme that is shown now."""
        theme = theme_of(self)
        self.setBackground(theme.panel)
        for line in self._lines:
            line.paint_as(theme)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickPen(pg.mkPen(theme.line))
        self._bar.setPen(pg.mkPen(theme.kernel, style=Qt.PenStyle.DashLine))
        self._bubble.setColor(theme.text)
        self._bubble.fill = pg.mkBrush(theme.panel)
        self._bubble.border = pg.mkPen(theme.line)

    def _set_up(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self.setMinimumSize(120, 90)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.disableAutoRange()
        item.showGrid(x=False, y=True, alpha=0.9)
        item.setContentsMargins(0, 8, 14, 0)
        for side, width in (("left", 40), ("bottom", None)):
            axis = self.getAxis(side)
            axis.setZValue(-100)  # the grid lies behind the curves
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setStyle(
                tickFont=number_font(10),
                tickLength=0,
                autoExpandTextSpace=False,
                maxTickLevel=0,
                hideOverlappingLabels=False,
            )
            if width:
                axis.setWidth(width)
        for line in self._lines:
            item.addItem(line.curve)
            if line.dots is not None:
                item.addItem(line.dots)
        self._bubble.setFont(interface_font(11))
        self._bubble.setZValue(10)
        for extra in (self._bar, self._bubble):
            item.addItem(extra, ignoreBounds=True)
            extra.hide()

    def _set_ranges(self, last: float, y_range: tuple[float, float]) -> None:
        end = float(FIRST_STEPS)
        while end < last:
            end *= 2
        end = min(end, max(float(self._total), last, 2.0))
        if end != self._x_end:
            self._x_end = end
            self.setXRange(0, end * (1 + MARGIN), padding=0)
        if y_range != self._y_range:
            self._y_range = y_range
            low, high = (np.log10(value) for value in y_range) if self._log else y_range
            self.setYRange(low, high + MARGIN * (high - low), padding=0)

    def _show_values(self, position: QPointF) -> None:
        view = self.getPlotItem().getViewBox()
        if not view.sceneBoundingRect().contains(position):
            self._hide_values()
            return
        point = view.mapSceneToView(position)
        texts = self._describe(point.x())
        if not texts:
            self._hide_values()
            return
        self._bubble.setText("\n".join(texts))
        right = point.x() > self._x_end / 2
        self._bubble.setAnchor((1.05 if right else -0.05, 0))
        self._bubble.setPos(point.x(), view.viewRange()[1][1])
        self._bar.setPos(point.x())
        self._bar.show()
        self._bubble.show()

    def _hide_values(self) -> None:
        self._bar.hide()
        self._bubble.hide()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._show_values(self.mapToScene(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hide_values()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_bubble"):
            self.recolour()
        super().changeEvent(event)


def loss_range(raw: Floats, smooth: Floats, log: bool) -> tuple[float, float]:
    """What the axis of losses spans: outliers of the start may stick out, what happens now may not.

    >>> loss_range(np.array([2.3, 0.4, 0.3]), np.array([2.3, 1.3, 1.0]), log=False)
    (0.0, 3.0)
    """
    if not len(raw):
        return (0.001, 10.0) if log else (0.0, 2.5)
    if log:
        low = 10.0 ** np.floor(np.log10(max(float(raw.min()), 1e-6)))
        return float(low), rounded_up(max(float(raw.max()), 10 * float(low)))
    recent = smooth[-max(1, len(smooth) // 2) :]
    top = max(float(np.quantile(raw, 0.98)), 1.2 * float(recent.max()))
    return 0.0, rounded_up(top)
