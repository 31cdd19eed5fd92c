"""A plot of curves over the steps of a run: a grid, two or three lines, and the values under the pointer."""

from collections.abc import Callable, Sequence
from itertools import cycle

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem

from cnnviz.history.curves import Floats, thin
from cnnviz.traces.ranges import rounded_up
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme, theme_of

FIRST_STEPS = 50
GAP = 6  # pixels between the pointer and what it says
MARGIN = 0.03  # room for the last dot and the highest number
MOST_POINTS = 500
FEW_POINTS = 40  # so many are seen one by one
MOST_MARKS = 12  # more ends of epochs than these would be a second grid

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


class _UnitAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis upwards that writes its unit behind each number."""

    def __init__(self, unit: str) -> None:
        super().__init__("left")
        self._unit = unit

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [text + self._unit for text in super().tickStrings(values, scale, spacing)]


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """Curves over steps from 0. The range of steps doubles when it is full: a run is readable from its first step on.

    Series are thinned to what a screen can show before they are drawn; ranges change in jumps, so that the axes are
    seldom drawn anew.
    """

    def __init__(self, lines: Sequence[Line], describe: Describe, name: str, unit: str = "") -> None:
        super().__init__(axisItems={"left": _UnitAxis(unit)})
        self._lines = tuple(lines)
        self._describe = describe
        self._log = False
        self._total = FIRST_STEPS
        self._x_end = 0.0
        self._y_range = (0.0, 0.0)
        self._steps_per_epoch = 0
        self._pointer: QPointF | None = None
        self._marks = pg.PlotCurveItem(connect="pairs")
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

    def set_total(self, steps: int, steps_per_epoch: int = 0) -> None:
        """How many steps the whole run has, and after how many of them an epoch ends (0: not known)."""
        self._total, self._steps_per_epoch = max(1, steps), steps_per_epoch

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
        if self._pointer is not None:  # the step under a pointer that rests is another one on another axis
            self._show_values(self._pointer)

    def clear_curves(self) -> None:
        empty = np.empty(0)
        for line in self._lines:
            line.set(empty, empty)
            line.drawn = (0, self._log)
        self._x_end = 0.0
        self._marks.setData(empty, empty)
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
        self._marks.setPen(pg.mkPen(theme.line))
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
        self._marks.setZValue(-50)
        item.addItem(self._marks, ignoreBounds=True)
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
        if (end, y_range) == (self._x_end, self._y_range):
            return
        if end != self._x_end:
            self._x_end = end
            self.setXRange(0, end * (1 + MARGIN), padding=0)
        low, high = (float(np.log10(value)) for value in y_range) if self._log else y_range
        if y_range != self._y_range:
            self._y_range = y_range
            self.setYRange(low, high + MARGIN * (high - low), padding=0)
        ends = epoch_ends(self._steps_per_epoch, end)
        self._marks.setData(np.repeat(ends, 2), np.tile((low, high), len(ends)))

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
        room = view.sceneBoundingRect()
        self._bubble.setAnchor(
            (_anchor(position.x() - room.left(), self._bubble.boundingRect().width(), room.width()), 0)
        )
        self._bubble.setPos(point.x(), view.viewRange()[1][1])
        self._bar.setPos(point.x())
        self._bar.show()
        self._bubble.show()

    def _hide_values(self) -> None:
        self._bar.hide()
        self._bubble.hide()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = QPointF(self.mapToScene(event.position().toPoint()))
        self._show_values(self._pointer)
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_bubble"):
            self._pointer = None
            self._hide_values()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._hide_values()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_bubble"):
            self.recolour()
        super().changeEvent(event)


def _anchor(pointer: float, width: float, room: float) -> float:
    """Where on a bubble of `width` pixels the pointer lies, so that all of it stays within `room`: 0 at its left end.

    >>> _anchor(10, 50, 200), _anchor(190, 50, 200), _anchor(40, 80, 100)
    (-0.12, 1.12, 0.25)
    """
    left = pointer + GAP if pointer + GAP + width <= room else pointer - GAP - width
    left = left if left >= 0 else max(0.0, room - width)
    return (pointer - left) / width


def epoch_ends(steps_per_epoch: int, last: float) -> NDArray[np.int64]:
    """The steps up to `last` at which epochs end, where they are few enough to be marked: else every 2nd, 5th, 10th …

    >>> epoch_ends(100, 350), epoch_ends(10, 400)
    (array([100, 200, 300]), array([ 50, 100, 150, 200, 250, 300, 350, 400]))
    """
    if steps_per_epoch < 1:
        return np.empty(0, np.int64)
    by, factors = steps_per_epoch, cycle((2, 2.5, 2))
    while last // by > MOST_MARKS:
        by = round(by * next(factors))
    return by * np.arange(1, int(last // by) + 1)


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
