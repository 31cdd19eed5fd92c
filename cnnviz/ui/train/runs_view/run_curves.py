"""The curves of a run that are compared: which they are, and the numbers behind each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.history.curves import Floats, Series
from cnnviz.history.record import RunRecord
from cnnviz.history.run_results import percent
from cnnviz.history.score_series import AT_ENDS, BETWEEN, ScoreSeries
from cnnviz.history.smoothing import Smoothed
from cnnviz.numbers import number
from cnnviz.text import mark
from cnnviz.traces.ranges import rounded_up
from cnnviz.ui.train.plots.plot_ranges import SHORT, accuracy_range, log_range, loss_range, mistakes_range
from cnnviz.ui.train.plots.scales import LINEAR, LOG, MISTAKES, Scale

SMOOTHING = 50  # steps
LEAST_RATE = 1e-9
Curve = tuple[Floats, Floats]
Range = tuple[float, float]


@dataclass(frozen=True)
class CurveKind:
    """One of the plots. `points` are steps and values (N,); `span` is what the axis upwards holds of all runs'
    thinned curves.

    Marked `heading`, `help` and `unit`; `words` writes a value; `log` is the scale instead of the linear one.
    """

    heading: str
    help: str
    points: Callable[[RunRecord], Curve]
    span: Callable[[Sequence[Curve], bool], Range]
    words: Callable[[float], str]
    log: Scale
    unit: str = ""
    dots: bool = False

    def scale(self, log: bool) -> Scale:
        """The scale upwards."""
        return self.log if log else LINEAR


def _scores(record: RunRecord) -> ScoreSeries:
    scores = ScoreSeries(record)
    scores.take()
    return scores


def _denser(series: tuple[Series, Series]) -> Curve:
    """The scores within epochs, over some of the pictures; where there are none those at their ends, over all."""
    chosen = series[BETWEEN] if len(series[BETWEEN]) else series[AT_ENDS]
    return chosen.x, chosen.y


def _validation_accuracy(record: RunRecord) -> Curve:
    return _denser(_scores(record).accuracy)


def _validation_loss(record: RunRecord) -> Curve:
    return _denser(_scores(record).loss)


def _training_loss(record: RunRecord) -> Curve:
    smoothed = Smoothed(SMOOTHING)
    smoothed.take(record.loss.x, record.loss.y)
    return smoothed.series.x, smoothed.series.y


def _rate(record: RunRecord) -> Curve:
    return record.rate.x, record.rate.y


def _recent(curves: Sequence[Curve]) -> list[Floats]:
    """What the axes must hold: of short runs everything, else the later halves."""
    short = all(x[-1] < SHORT for x, _ in curves if len(x))
    return [finite[0 if short else len(finite) // 2 :] for finite in _finite(curves)]


def _finite(curves: Sequence[Curve]) -> list[Floats]:
    return [y[np.isfinite(y)] for _, y in curves]


def _accuracies(curves: Sequence[Curve], log: bool) -> Range:
    return mistakes_range(_recent(curves), _finite(curves)) if log else accuracy_range(_recent(curves))


def _losses(curves: Sequence[Curve], log: bool) -> Range:
    found = _finite(curves)
    some = np.concatenate(found) if found else np.empty(0)
    return log_range(found) if log else loss_range(some, _recent(curves))


def _rates(curves: Sequence[Curve], log: bool) -> Range:
    found = _finite(curves)
    highest = max((float(y.max()) for y in found if len(y)), default=1e-3)
    return log_range(found, LEAST_RATE) if log else (0.0, rounded_up(highest))


KINDS = (
    CurveKind(
        mark("Validation accuracy"), mark("On pictures that are not learnt from"),
        _validation_accuracy, _accuracies, lambda value: percent(value / 100), MISTAKES, mark(" %"), dots=True,
    ),
    CurveKind(
        mark("Validation loss"),
        mark("On pictures that are not learnt from: where it rises, others are learnt by heart"),
        _validation_loss, _losses, lambda value: number(value, 4), LOG, dots=True,
    ),
    CurveKind(
        mark("Training loss"), mark("Of the batches: a mean over about 50 steps"),
        _training_loss, _losses, lambda value: number(value, 4), LOG,
    ),
    CurveKind(
        mark("Learning rate"), mark("As it was at each step, with schedule, warm-up and changes"),
        _rate, _rates, lambda value: f"{value:.3g}", LOG,
    ),
)  # fmt: skip
