"""What a run tells, as rows of tables: for people with a spreadsheet, and to be read again."""

from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from cnnviz.engine.reports import Change, ChangeReport, EvaluationReport, StepReport
from cnnviz.engine.statistics import StatisticsReport
from cnnviz.engine.training_settings import TRAINING_SETTINGS
from cnnviz.settings import Value

STEP = ("step", "epoch", "loss", "accuracy", "learning_rate")
METRICS = (*STEP, "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "changes")
EVALUATIONS = ("step", "epoch", "part", "loss", "accuracy", "pictures")
STATISTICS = (
    "step", "epoch", "layer", "kind", "function", "weight", "gradient", "update", "activation", "units", "dead",
    "saturated",
)  # fmt: skip
ARROW, BETWEEN = " -> ", "; "


class MetricRows:
    """A row for each step, with the evaluations and changes made after it; accuracies are parts of 1.

    `pending` is the row that may still get more, by column: with it another MetricRows goes on.
    """

    def __init__(self, pending: dict[str, Any] | None = None) -> None:
        self.pending = dict(pending or {})

    def add(self, report: object) -> tuple[object, ...] | None:
        """Take a report in; the row that is complete with it, if one is."""
        match report:
            case StepReport():
                done = self.end()
                self.pending = {name: getattr(report, name) for name in STEP}
                return done
            case EvaluationReport():
                self._at(report.step, report.epoch)
                self.pending[f"{report.part}_loss"] = report.loss
                self.pending[f"{report.part}_accuracy"] = report.accuracy
            case ChangeReport():
                self._at(report.step, report.epoch)
                before = self.pending.get("changes", "")
                self.pending["changes"] = BETWEEN.join(filter(None, (before, *map(change_text, report.changes))))
        return None

    def end(self) -> tuple[object, ...] | None:
        """The row that nothing is added to any more, if there is one."""
        row, self.pending = self.pending, {}
        return tuple(row.get(name) for name in METRICS) if row else None

    def _at(self, step: int, epoch: int) -> None:
        """Before the first step there is a row too."""
        self.pending.setdefault("step", step)
        self.pending.setdefault("epoch", epoch)


def evaluation_row(report: EvaluationReport) -> tuple[object, ...]:
    """The row of EVALUATIONS for `report`."""
    return tuple(getattr(report, name) for name in EVALUATIONS)


def statistics_rows(report: StatisticsReport) -> Iterator[tuple[object, ...]]:
    """The rows of STATISTICS for `report`, one for each layer.

    >>> from cnnviz.engine.statistics import LayerStatistics
    >>> layer = LayerStatistics("conv1", "Conv2D", "ReLU", 0.1, 0.2, 0.3, 0.4, 6, (1, 5))
    >>> list(statistics_rows(StatisticsReport(20, 1, (layer,))))
    [(20, 1, 'conv1', 'Conv2D', 'ReLU', 0.1, 0.2, 0.3, 0.4, 6, '1 5', 0.0)]
    """
    for layer in report.layers:
        *numbers, dead, saturated = astuple(layer)
        yield (report.step, report.epoch, *numbers, " ".join(map(str, dead)), saturated)


def change_text(change: Change) -> str:
    """A change as it stands in a table, to be read by people and by `change_of`.

    >>> change_text(Change("learning_rate", 0.001, 0.0001))
    'learning_rate 0.001 -> 0.0001'
    """
    return f"{change.name} {change.before}{ARROW}{change.after}"


def change_of(text: str) -> Change:
    """The change that `change_text` told; ValueError where it is none.

    >>> change_of("learning_rate 0.001 -> 0.0001")
    Change(name='learning_rate', before=0.001, after=0.0001)
    """
    name, _, values = text.partition(" ")
    before, arrow, after = values.partition(ARROW)
    setting = next((each for each in TRAINING_SETTINGS if each.name == name), None)
    if setting is None or not arrow:
        raise ValueError(text)
    return Change(name, _typed(before, setting.default), _typed(after, setting.default))


def _typed(text: str, like: Value) -> Value:
    """`text` as a value of the same type as `like`."""
    if isinstance(like, bool):
        return text == str(True)
    return type(like)(text)
