"""A plot of curves over the steps of a run: axes, lines, what happened, and the values under the pointer."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsView

from cnnviz.history.curves import Floats, thin
from cnnviz.ui.fonts import number_font
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.plots.axes import StepAxis, ValueAxis
from cnnviz.ui.train.plots.hover import Hover
from cnnviz.ui.train.plots.line import Line
from cnnviz.ui.train.plots.plot_marks import Mark, PlotMarks
from cnnviz.ui.train.plots.scales import LINEAR, Scale

FIRST_STEPS = 50
MARGIN = 0.03  # room for the last dot and the highest number
MOST_POINTS = 600
REACH = 6  # pixels around the pointer in which what happened is told

Describe = Callable[[float], Sequence[str]]
"""What the lines say at a step: one text a line, the first the step itself."""


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """Curves over steps from 0. The range of steps doubles when it is full: a run is readable from its first step on.

    `describe` tells what the bubble says at a step; `unit` is written behind the numbers upwards. A person who clicks
    or drags asks with `cursor_moved` for that step, and with `menu_wanted` (a place on the screen) for a menu.

    Many lines of a kind come from `line.nth_line(index, name)`, which tells them apart by colour and dashes;
    `legend.Legend(plot.lines)` names them. Several finished runs on the same axes:

        plot = CurvePlot([nth_line(n, run.setup.name) for n, run in enumerate(runs)], describe, tr("Loss"))
        plot.set_total(max(run.step for run in runs))
        plot.draw([(run.loss.x, run.loss.y) for run in runs], (0.0, 2.5))
    """

    cursor_moved = Signal(float)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, lines: Sequence[Line], describe: Describe, name: str, unit: str = "", steps: StepAxis | None = None
    ) -> None:
        self.values, self.steps = ValueAxis(unit), steps or StepAxis()
        super().__init__(axisItems={"left": self.values, "bottom": self.steps})
        self.lines: tuple[Line, ...] = ()
        self.marks, self.hover = PlotMarks(), Hover()
        self._describe = describe
        self._scale = LINEAR
        self._total, self._steps_per_epoch, self._by_epoch = FIRST_STEPS, 0, False
        self._x_end, self._y_range = 0.0, (0.0, 0.0)
        self._pointer: QPointF | None = None
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self.setAccessibleName(name)
        self._set_up()
        self.set_lines(lines)

    @property
    def cursor(self) -> float | None:
        """The step at which the cursor of the time machine stands, if it is shown."""
        return float(self._cursor.value()) if self._cursor.isVisible() else None

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Draw these lines from now on, with nothing in them yet."""
        item = self.getPlotItem()
        for line in self.lines:
            item.removeItem(line.curve)
            if line.dots is not None:
                item.removeItem(line.dots)
        self.lines = tuple(lines)
        for line in self.lines:
            item.addItem(line.curve)
            if line.dots is not None:
                item.addItem(line.dots)
        self.recolour()

    def set_scale(self, scale: Scale) -> None:
        """Lay values out by another scale; the next `set_ranges` brings the range along."""
        self._scale = scale
        self._y_range = (0.0, 0.0)
        self.values.set_scale(scale)
        for line in self.lines:
            line.draw(scale)

    def set_total(self, steps: int, steps_per_epoch: int = 0) -> None:
        """How many steps the whole run has, and after how many of them an epoch ends (0: not known)."""
        self._total, self._steps_per_epoch = max(1, steps), steps_per_epoch
        self.set_by_epoch(self._by_epoch)

    def set_by_epoch(self, by_epoch: bool) -> None:
        """Write epochs below instead of steps, where it is known how long they are."""
        self._by_epoch = by_epoch
        self.steps.set_epochs(self._steps_per_epoch if by_epoch else 0)

    def set_grid(self, shown: bool) -> None:
        self.getPlotItem().showGrid(x=False, y=shown, alpha=0.9)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Mark what happened, with the next `set_ranges`."""
        self.marks.set_marks(marks)
        self._x_end = 0.0

    def set_line(self, index: int, x: Floats, y: Floats) -> None:
        """Draw the points (N,), a few hundred at most, as line `index`."""
        self.lines[index].set(x, y, self._scale)

    def set_ranges(self, last: float, y_range: tuple[float, float]) -> None:
        """Span the steps up to `last`, or more, and the two values upwards."""
        end = float(FIRST_STEPS)
        while end < last:
            end *= 2
        end = min(end, max(float(self._total), last, 2.0))
        if (end, y_range) != (self._x_end, self._y_range):
            low, high = (float(place) for place in self._scale.place(np.array(y_range)))
            if end != self._x_end:
                self.setXRange(0, end * (1 + MARGIN), padding=0)
            if y_range != self._y_range:
                self.setYRange(low, high + MARGIN * (high - low), padding=0)
            self._x_end, self._y_range = end, y_range
            self.marks.draw(self._steps_per_epoch, end, low, high)
        if self._pointer is not None:  # the step under a pointer that rests is another one on another axis
            self._show_values(self._pointer)

    def draw(self, series: Sequence[tuple[Floats, Floats]], y_range: tuple[float, float]) -> None:
        """Show `series` of any length, one (x, y) a line, between the two values upwards."""
        for index, (x, y) in enumerate(series):
            self.set_line(index, *thin(x, y, MOST_POINTS))
        self.set_ranges(max((float(x[-1]) for x, _ in series if len(x)), default=0.0), y_range)

    def show_cursor(self, step: float | None) -> None:
        """Stand the cursor of the time machine at a step; None takes it away."""
        self._cursor.setVisible(step is not None)
        if step is not None:
            self._cursor.setPos(step)

    def clear_curves(self) -> None:
        """Show no points, no marks and no cursor."""
        for index in range(len(self.lines)):
            self.set_line(index, np.empty(0), np.empty(0))
        self.marks.set_marks(())
        self._x_end = 0.0
        self.show_cursor(None)
        self.hover.hide()

    def paint_plot(self, painter: QPainter, target: QRectF) -> None:
        """Paint it as it is shown, without what the pointer brings, on any device."""
        self.hover.hide()
        self._draw_shapes(True)  # a kept picture would be pixels in a drawing
        self.render(painter, target, self.viewport().rect())
        self._draw_shapes(False)

    def _draw_shapes(self, only: bool) -> None:
        """Draw shapes and text only; or keep pictures of what stays, which is faster."""
        kept = QGraphicsItem.CacheMode.NoCache if only else QGraphicsItem.CacheMode.DeviceCoordinateCache
        for axis in (self.values, self.steps):
            axis.setCacheMode(kept)
        for dots in (self.marks.signs, *(line.dots for line in self.lines if line.dots is not None)):
            dots.setExportMode(only, {"antialias": True, "resolutionScale": 1.0})

    def recolour(self) -> None:
        """Take the colours of the theme that is shown now."""
        theme = theme_of(self)
        self.setBackground(theme.panel)
        for line in self.lines:
            line.paint_as(theme)
        for axis in (self.values, self.steps):
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickPen(pg.mkPen(theme.line))
        self.marks.recolour(theme)
        self.hover.recolour(theme)
        self._cursor.setPen(pg.mkPen(theme.kernel, width=2, style=Qt.PenStyle.DashLine))

    def _set_up(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumSize(120, 90)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)  # a curve changes all over
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing shines through its ground
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.disableAutoRange()
        item.setContentsMargins(0, 8, 18, 0)
        for axis in (self.values, self.steps):
            axis.setZValue(-100)  # the grid lies behind the curves
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setStyle(
                tickFont=number_font(10), tickLength=0, autoExpandTextSpace=False, hideOverlappingLabels=False
            )
        self.values.setWidth(44)
        self.steps.setStyle(tickTextOffset=6)
        self.set_grid(True)
        self._cursor.setZValue(7)
        self._cursor.hide()
        for extra in (*self.marks.items, self._cursor, *self.hover.items):
            item.addItem(extra, ignoreBounds=True)

    def _step_at(self, position: QPointF) -> float | None:
        """The step below a place of the scene, if it lies on the plot."""
        view = self.getPlotItem().getViewBox()
        return float(view.mapSceneToView(position).x()) if view.sceneBoundingRect().contains(position) else None

    def _show_values(self, position: QPointF) -> None:
        step = self._step_at(position)
        view = self.getPlotItem().getViewBox()
        texts = list(self._describe(step)) if step is not None else []
        if step is not None and texts:
            texts += self.marks.near(step, REACH * view.viewPixelSize()[0])
            self.hover.show(view, position, texts)
        else:
            self.hover.hide()

    def _ask_for(self, event: QMouseEvent) -> None:
        step = self._step_at(QPointF(self.mapToScene(event.position().toPoint())))
        if step is not None:
            self.cursor_moved.emit(max(0.0, step))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask_for(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = QPointF(self.mapToScene(event.position().toPoint()))
        self._show_values(self._pointer)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask_for(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "hover"):
            self._pointer = None
            self.hover.hide()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.hover.hide()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "hover"):
            self.recolour()
        super().changeEvent(event)
