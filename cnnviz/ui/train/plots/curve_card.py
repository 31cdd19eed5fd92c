"""A card with a plot of a run: its latest number in the heading, a menu, and a sentence until there is something."""

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QPushButton

from cnnviz.history.record import RunRecord
from cnnviz.numbers import count, trimmed
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme
from cnnviz.ui.train.plots.legend import Legend
from cnnviz.ui.train.plots.line import Line
from cnnviz.ui.train.plots.mark_words import marks_of
from cnnviz.ui.train.plots.plot import CurvePlot
from cnnviz.ui.train.plots.plot_look import PlotLook
from cnnviz.ui.train.plots.plot_menu import PlotMenu
from cnnviz.ui.train.plots.plot_values import Column
from cnnviz.ui.train.plots.scales import LINEAR, Scale
from cnnviz.ui.widgets.card import MARGIN, Card
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.readout import Readout
from cnnviz.ui.widgets.until_filled import UntilFilled

HEADING = 26
EXPLAINED = 600  # pixels from which on there is room for an explanation


class CurveCard(Card):
    """Shows the lines of one kind of number of a RunRecord; draws only what is new, and only while it can be seen.

    Cards that are given the same `look` are as smooth as each other. `cursor_moved` carries the step that a person
    clicked on or dragged to.
    """

    cursor_moved = Signal(float)
    smooths = True  # whether it has a mean to draw

    def __init__(self, heading: str, empty: str, colour: Callable[[Theme], QColor], look: PlotLook | None) -> None:
        super().__init__(heading, " ")
        self.name = heading
        self.look = look or PlotLook(self)
        self.look.changed.connect(self._take_look)
        self.record: RunRecord | None = None
        self.scale = LINEAR
        self._scales: tuple[Scale, Scale] = (LINEAR, LINEAR)
        self._drawn: tuple[int, ...] = ()
        self._smoothing = self.look.smoothing
        self._range = (0.0, 0.0)
        lines = self._make_lines()
        self.plot = CurvePlot(lines, self._describe, heading, self._unit())
        self.plot.cursor_moved.connect(self._ask_for)
        self.legend = Legend(line for line in lines if line.name)
        self.value = Readout(number_font(12, bold=True), room=8, right=True, colour=colour)
        self.menu = PlotMenu(self, self)
        self.axis = QPushButton()
        self.more = QPushButton("⋯")
        self.notice = Notice()
        self.place = UntilFilled(self.plot, empty)
        self._lay_out()

    def start(self, record: RunRecord) -> None:
        """From now on show this run; forget the one before."""
        self.record = record
        self._begin(record)
        self._drawn, self._range = (), (0.0, 0.0)
        self.plot.clear_curves()
        self.value.set_text("")
        self.place.set_filled(False)

    def refresh(self) -> bool:
        """Draw what was added since the last time; whether there was something to draw."""
        if self.record is None or not self.isVisible():
            return False
        state = self._state(self.record)
        if state == self._drawn or not any(state):
            return False
        self._drawn = state
        self._draw(self.record)
        return True

    def show_cursor(self, step: float | None) -> None:
        """Stand the cursor of the time machine at a step, and say the numbers of that step; None is now."""
        self.plot.show_cursor(step)
        self._show_value()

    def set_scale(self, scale: Scale) -> None:
        """Lay the values out by another scale."""
        self.scale = scale
        self.plot.set_scale(scale)
        self._range = (0.0, 0.0)
        self._show_axis()
        self._redraw()

    @abstractmethod
    def columns(self) -> list[Column]:
        """The values of all lines, in full, for copying."""

    @abstractmethod
    def _make_lines(self) -> list[Line]:
        """The lines of the plot, in the order in which `_take` sets them."""

    def _unit(self) -> str:
        return ""

    @abstractmethod
    def _begin(self, record: RunRecord) -> None:
        """Begin with the series of another run."""

    @abstractmethod
    def _take(self) -> tuple[float, float]:
        """Set the lines that have grown; the range of values that is to be seen."""

    @abstractmethod
    def _texts(self, step: float) -> list[str]:
        """What the lines say at a step."""

    @abstractmethod
    def _value_at(self, step: float) -> str:
        """The number in the heading at a step."""

    def _state(self, record: RunRecord) -> tuple[int, ...]:
        """Numbers that tell whether there is something to draw."""
        return len(record.loss), len(record.evaluations), len(record.changes), record.early_stop is not None

    def _draw(self, record: RunRecord) -> None:
        self.place.set_filled(True)
        if record.last is not None:
            self.plot.set_total(record.last.total_steps, record.last.steps_per_epoch)
        marks = marks_of(record)
        if marks != self.plot.marks.marks:
            self.plot.set_marks(marks)
        self._range = steady(self._range, self._take())
        self.plot.set_ranges(record.step, self._range)
        self._show_value()

    def _show_value(self) -> None:
        if self.record is not None:
            cursor = self.plot.cursor
            self.value.set_text(self._value_at(math.inf if cursor is None else cursor))

    def _describe(self, step: float) -> Sequence[str]:
        record = self.record
        if record is None or not len(record.loss):
            return ()
        step = record.loss.x[record.loss.nearest(step) or 0]
        first = tr("step {step}", step=count(int(step)))
        if record.last is not None:
            epoch = trimmed(step / record.last.steps_per_epoch, 2)
            first = tr("step {step} · epoch {epoch}", step=count(int(step)), epoch=epoch)
        return [first, *self._texts(step)]

    def _redraw(self) -> None:
        self._drawn = ()
        self.refresh()

    def _take_look(self) -> None:
        self.plot.set_grid(self.look.grid)
        self.plot.set_by_epoch(self.look.by_epoch)
        if self._smoothing != self.look.smoothing and self.record is not None:
            self._begin(self.record)
        self._smoothing = self.look.smoothing
        self._fit(self.width())
        self._redraw()

    def _ask_for(self, step: float) -> None:
        if self.record is not None and self.record.step:
            self.cursor_moved.emit(min(step, float(self.record.step)))

    def _explanation(self) -> str:
        return tr("per step")

    def _lay_out(self) -> None:
        self.heading.setFixedHeight(HEADING)
        for button in (self.axis, self.more):
            button.setProperty("role", "flat")
        self.axis.setFont(interface_font(11))
        self.axis.clicked.connect(lambda: self.set_scale(self._scales[self.scale is self._scales[0]]))
        self.more.setToolTip(tr("Axis, smoothing, grid; save and copy"))
        self.more.setAccessibleName(tr("More about this plot"))
        self.more.clicked.connect(lambda: self.menu.open_at(self.more.mapToGlobal(QPoint(0, self.more.height()))))
        self.plot.menu_wanted.connect(self.menu.open_at)
        for widget in (self.legend, self.axis, self.value, self.more):
            self.heading.add(widget)
        self.notice.clear()
        self.body.addWidget(self.notice)
        self.body.addWidget(self.place, 1)

    def _set_scales(self, linear: Scale, log: Scale, help_text: str) -> None:
        """The two scales that a person chooses from, and what the second is good for."""
        self._scales = (linear, log)
        self.axis.setToolTip(help_text)
        self._show_axis()

    @property
    def scales(self) -> tuple[Scale, Scale]:
        """The linear scale and the other one."""
        return self._scales

    def _show_axis(self) -> None:
        words = tr("log") if self.scale is self._scales[1] else tr("linear")
        self.axis.setText(words)
        self.axis.setAccessibleName(tr("Axis of {plot}: {scale}", plot=self.name, scale=words))

    def _fit(self, width: int) -> None:
        """Leave out of the heading what is the least needed, where all of it has no room."""
        self.heading.set_explanation(self._explanation() if width >= EXPLAINED else "")
        gap = self.heading.spacing
        room = width - 2 * MARGIN - self.heading.text_width() - gap
        for widget in (self.more, self.value, self.legend, self.axis):  # the axis is in the menu, too
            widget.ensurePolished()
            room -= widget.sizeHint().width() + gap
            widget.setVisible(room >= 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())


def steady(before: tuple[float, float], now: tuple[float, float]) -> tuple[float, float]:
    """The range to draw: a wider one at once, a narrower one only where much room is left, so that axes rest.

    >>> steady((0, 2), (0, 1.5)), steady((0, 2), (0, 1)), steady((0, 2), (0, 3))
    ((0, 2), (0, 1), (0, 3))
    """
    (low, high), (new_low, new_high) = before, now
    fits = low <= new_low and new_high <= high
    return before if fits and new_high - new_low > 0.7 * (high - low) else now
