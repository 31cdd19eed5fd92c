"""Is it learning? The loss and the accuracy, step after step, each with its latest number in the heading."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QResizeEvent

from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.history.curves import Floats, RunningMean, Series
from cnnviz.numbers import count, number
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.fonts import number_font
from cnnviz.ui.train.empty import UntilFilled
from cnnviz.ui.train.plot import CurvePlot, Line, loss_range
from cnnviz.ui.widgets.bars import percent
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.segmented import Segmented

HEADING, ROOMY = 26, 300
AXES = (
    Choice("linear", mark("linear"), mark("Equal steps upwards are equal differences")),
    Choice("log", mark("log"), mark("Equal steps upwards are equal factors: shows small losses")),
)


class _CurveCard(Card):
    """A plot that is drawn anew only when something was added and somebody can see it."""

    def __init__(self, heading: str, explanation: str, role: str, empty: str) -> None:
        super().__init__(heading, explanation)
        self._explanation = explanation
        self.heading.setFixedHeight(HEADING)
        self.value = label("", role)
        self.value.setFont(number_font(12, bold=True))
        self.plot = self._make_plot()
        self.place = UntilFilled(self.plot, empty)
        self.body.addWidget(self.place, 1)
        self._changed = False

    def _fit_heading(self, width: int) -> None:
        """Leave out of the heading what is the least needed, where all of it has no room."""
        self.heading.set_explanation(self._explanation if width >= ROOMY else "")

    def _make_plot(self) -> CurvePlot:
        raise TypeError("a card of its own kind makes its plot")

    def refresh(self) -> bool:
        """Draw what was added since the last time; whether there was something to draw."""
        if not (self._changed and self.isVisible()):
            return False
        self._changed = False
        self._draw()
        return True

    def _draw(self) -> None:
        raise TypeError("a card of its own kind draws its plot")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_heading(event.size().width())


class LossCard(_CurveCard):
    """Loss of every batch, and its running mean."""

    def __init__(self) -> None:
        self.raw, self.smooth = Series(), Series()
        self._mean = RunningMean()
        super().__init__(
            tr("Loss"),
            tr("per step, raw and smoothed"),
            "input",
            tr("The loss of every step appears here: the further down, the better the guesses. Press Start."),
        )
        self.heading.setToolTip(
            tr("Thin: each batch. Thick: their running mean, in which the last 20 steps count most. Upright: epochs")
        )
        self.axis = Segmented(AXES)
        self.axis.changed.connect(self._set_axis)
        self.axis.setMinimumWidth(self.axis.sizeHint().width())
        self.axis.setAccessibleName(tr("Axis of the loss"))
        self.heading.add(self.axis)
        self.heading.add(self.value)

    def add(self, step: StepReport) -> None:
        self.raw.add(step.step, step.loss)
        self.smooth.add(step.step, self._mean.add(step.loss))
        self._changed = True

    def start(self, total_steps: int, steps_per_epoch: int = 0) -> None:
        """A new run begins."""
        self.raw, self.smooth, self._mean = Series(), Series(), RunningMean()
        self.plot.clear_curves()
        self.plot.set_total(total_steps, steps_per_epoch)
        self.value.clear()
        self.place.set_filled(False)
        self._changed = False

    def _make_plot(self) -> CurvePlot:
        lines = (Line(lambda t: t.input, faint=True), Line(lambda t: t.input, 2, dots=True))
        return CurvePlot(lines, self._describe, tr("Loss over the steps"))

    def _draw(self) -> None:
        self.place.set_filled(True)
        self.value.setText(number(float(self.smooth.y[-1]), 3))
        log = self.axis.value() == "log"
        self.plot.draw(
            ((self.raw.x, self.raw.y), (self.smooth.x, self.smooth.y)), loss_range(self.raw.y, self.smooth.y, log)
        )

    def _set_axis(self, kind: str) -> None:
        self.plot.set_log(kind == "log")
        self._changed = len(self.raw) > 0
        self.refresh()

    def _describe(self, step: float) -> Sequence[str]:
        index = self.raw.nearest(step)
        if index is None:
            return ()
        return (
            tr("step {step}", step=count(int(self.raw.x[index]))),
            tr("loss {value}", value=number(float(self.raw.y[index]), 4)),
            tr("smoothed {value}", value=number(float(self.smooth.y[index]), 4)),
        )


class AccuracyCard(_CurveCard):
    """Accuracy on the validation pictures, and the running mean of the batches'."""

    _part: int  # so many validation pictures are scored within an epoch
    _latest: float

    def __init__(self) -> None:
        self._start()
        super().__init__(
            tr("Accuracy"),
            "",
            "output",
            tr("How many guesses are right, on the pictures learnt from and on pictures kept apart. Press Start."),
        )
        validation, training = label(tr("validation"), "output"), label(tr("training"), "input")
        validation.setToolTip(
            tr("Pictures never learnt from: a part of them within an epoch (line), all of them at its end (large dots)")
        )
        training.setToolTip(tr("The batches learnt from, before each step: their running mean"))
        self.heading.add(validation)
        self.heading.add(training)
        self.heading.add(self.value)

    def add_step(self, step: StepReport) -> None:
        self.batches.add(step.step, 100 * self._mean.add(step.accuracy))
        self._changed = True

    def add_evaluation(self, report: EvaluationReport) -> None:
        if report.part == "validation" and np.isfinite(report.accuracy):
            if not self._part:
                self._part = report.pictures
            series = self.validation if report.pictures <= self._part else self.whole
            series.add(report.step, 100 * report.accuracy)
            self._latest = report.accuracy
            self._changed = True

    def start(self, total_steps: int, steps_per_epoch: int = 0) -> None:
        """A new run begins."""
        self._start()
        self.plot.clear_curves()
        self.plot.set_total(total_steps, steps_per_epoch)
        self.value.clear()
        self.place.set_filled(False)
        self._changed = False

    def _fit_heading(self, width: int) -> None:
        super()._fit_heading(width)
        self.value.setVisible(width >= ROOMY - 50)

    def _start(self) -> None:
        """Within an epoch a part of the validation pictures is scored, at its end all: two series, not to be joined."""
        self.batches, self.validation, self.whole = Series(), Series(), Series()
        self._mean = RunningMean()
        self._part = 0
        self._latest = math.nan

    def _make_plot(self) -> CurvePlot:
        lines = (
            Line(lambda t: t.input, faint=True, dots=True),
            Line(lambda t: t.output, 2, dots=True),
            Line(lambda t: t.output, 0, dots=True, dot_size=9),
        )
        return CurvePlot(lines, self._describe, tr("Accuracy over the steps, in percent"), " %")

    def _draw(self) -> None:
        self.place.set_filled(True)
        self.value.setText(percent(self._latest) if math.isfinite(self._latest) else "")
        self.plot.draw(
            [(series.x, series.y) for series in (self.batches, self.validation, self.whole)],
            accuracy_range(self.batches.y, self.validation.y),
        )

    def _describe(self, step: float) -> Sequence[str]:
        index = self.batches.nearest(step)
        if index is None:
            return ()
        texts = [
            tr("step {step}", step=count(int(self.batches.x[index]))),
            tr("training {value}", value=percent(float(self.batches.y[index]) / 100)),
        ]
        for series in (self.validation, self.whole):
            near = series.nearest(step)
            if near is not None:
                value, at = percent(float(series.y[near]) / 100), count(int(series.x[near]))
                whole = series is self.whole
                texts.append(
                    tr("all validation pictures {value} (step {step})", value=value, step=at)
                    if whole
                    else tr("validation {value} (step {step})", value=value, step=at)
                )
        return texts


def accuracy_range(batches: Floats, validation: Floats) -> tuple[float, float]:
    """The axis of percents: from below what happened in the later half, up to 100.

    >>> accuracy_range(np.array([10.0, 80, 97, 98]), np.array([]))
    (95.0, 100.0)
    """
    lows = [float(part[len(part) // 2 :].min()) for part in (batches, validation) if len(part)]
    low = min(lows, default=0.0)
    for floor in (98.0, 95.0, 90.0, 80.0, 60.0, 40.0, 20.0):
        if low > floor + (100 - floor) * 0.1:
            return floor, 100.0
    return 0.0, 100.0
