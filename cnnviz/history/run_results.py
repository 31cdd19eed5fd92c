"""What came of a run, result by result, as words to read and numbers to compare."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.engine.reports import ChangeReport
from cnnviz.history.record import Evaluated, RunRecord
from cnnviz.history.setting_words import setting_label, value_words
from cnnviz.numbers import count, number
from cnnviz.text import mark, tr

NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """What a run has in a row. `value` is the number behind the text, where there is one; `plain` goes into a file."""

    text: str
    value: float | None = None

    @classmethod
    def none(cls) -> "Cell":
        """Where there is nothing to say."""
        return cls(NOTHING)

    @property
    def plain(self) -> str:
        """The number with all its digits, or the text; empty where there is nothing."""
        if self.value is not None:
            return repr(self.value)
        return "" if self.text == NOTHING else self.text


@dataclass(frozen=True)
class Result:
    """A row of results: its marked label, what a run has in it, and whether the largest or the smallest is best."""

    label: str
    cell: Callable[[RunRecord], Cell]
    better: Callable[[Sequence[float]], float] | None = None


def validations(run: RunRecord) -> list[Evaluated]:
    """The evaluations on all validation pictures, or on a part of them where there are no others."""
    return run.scores("validation", whole=True) or run.scores("validation")


def state_words(state: str) -> str:
    """How a run stands, in a word for people."""
    return tr(_STATES[state]) if state in _STATES else state


def percent(share: float) -> str:
    """A share with two decimals: runs differ by less than a tenth.

    >>> percent(0.9912)
    '99.12 %'
    """
    return f"{number(100 * share, 2)} %"


def duration(seconds: float, decimals: int = 1) -> str:
    """A time as people say it; a short one with so many decimals.

    >>> duration(8.24), duration(125), duration(4000), duration(4, 0)
    ('8.2 s', '2 min 05 s', '1 h 07 min', '4 s')
    """
    if round(seconds, decimals) < 60:
        return tr("{seconds} s", seconds=number(seconds, decimals))
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=f"{rest:02d}")
    hours, minutes = divmod(round(seconds / 60), 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=f"{minutes:02d}")


def _accuracy(value: float | None) -> Cell:
    return Cell(percent(value), value) if value is not None and math.isfinite(value) else Cell.none()


def _loss(value: float | None) -> Cell:
    return Cell(number(value, 4), value) if value is not None and math.isfinite(value) else Cell.none()


def _last_of(run: RunRecord, what: Callable[[Evaluated], float]) -> float | None:
    found = validations(run)
    return what(found[-1]) if found else None


def _best_of(
    run: RunRecord, what: Callable[[Evaluated], float], better: Callable[[Sequence[float]], float]
) -> float | None:
    values = [value for each in validations(run) if math.isfinite(value := what(each))]
    return better(values) if values else None


def _state(run: RunRecord) -> Cell:
    return Cell(state_words(run.state))


def _steps(run: RunRecord) -> Cell:
    return Cell(count(run.step), run.step) if run.step else Cell.none()


def _epochs(run: RunRecord) -> Cell:
    if run.last is None:
        return Cell.none()
    done = run.last.step / run.last.steps_per_epoch
    text = tr("{done} of {all}", done=number(done, 0 if done == round(done) else 1), all=run.setup.settings.epochs)
    return Cell(text, round(done, 3))


def _seconds(run: RunRecord) -> Cell:
    return Cell(duration(run.seconds), round(run.seconds, 3)) if run.seconds else Cell.none()


def _pace(run: RunRecord) -> Cell:
    if run.last is None or not run.seconds:
        return Cell.none()
    pace = run.last.pictures / run.seconds
    return Cell(count(round(pace)), round(pace, 1))


def _test(run: RunRecord) -> Cell:
    return _accuracy(run.test.accuracy if run.test is not None else None)


def _test_loss(run: RunRecord) -> Cell:
    return _loss(run.test.loss if run.test is not None else None)


def _early_stop(run: RunRecord) -> Cell:
    if run.early_stop is None:
        return Cell(NOTHING)
    return Cell(tr("after epoch {epoch}, best was {best}", epoch=run.early_stop.epoch, best=run.early_stop.best_epoch))


def _changes(run: RunRecord) -> Cell:
    return Cell("; ".join(change_words(report) for report in run.changes) or NOTHING)


def change_words(report: ChangeReport) -> str:
    """What was changed while a run was on, and when.

    >>> from cnnviz.engine.reports import Change
    >>> change_words(ChangeReport(500, 1, (Change("learning_rate", 0.001, 0.0001),)))
    'Learning rate 0.001 → 0.0001 after step 500'
    """
    changes = ", ".join(
        f"{setting_label(each.name)} {value_words(each.name, each.before)} → {value_words(each.name, each.after)}"
        for each in report.changes
    )
    return tr("{changes} after step {step}", changes=changes, step=report.step)


_STATES = {
    "new": mark("not started"),
    "running": mark("running"),
    "paused": mark("paused"),
    "stopped": mark("stopped"),
    "finished": mark("finished"),
    "failed": mark("failed"),
}
RESULTS = (
    Result(mark("State"), _state),
    Result(mark("Best validation accuracy"), lambda run: _accuracy(_best_of(run, lambda e: e.accuracy, max)), max),
    Result(mark("Final validation accuracy"), lambda run: _accuracy(_last_of(run, lambda e: e.accuracy)), max),
    Result(mark("Best validation loss"), lambda run: _loss(_best_of(run, lambda e: e.loss, min)), min),
    Result(mark("Final validation loss"), lambda run: _loss(_last_of(run, lambda e: e.loss)), min),
    Result(mark("Test accuracy"), _test, max),
    Result(mark("Test loss"), _test_loss, min),
    Result(mark("Epochs"), _epochs),
    Result(mark("Steps"), _steps),
    Result(mark("Time"), _seconds),
    Result(mark("Pictures per second"), _pace, max),
    Result(mark("Early stop"), _early_stop),
    Result(mark("Changed during the run"), _changes),
)
