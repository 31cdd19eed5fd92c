"""Everything a run has told so far: what plots, tables and files are made of, while it is on and long after."""

from dataclasses import dataclass, field

from cnnviz.engine.reports import ChangeReport, EarlyStopReport, EvaluationReport, StepReport
from cnnviz.engine.statistics import StatisticsReport
from cnnviz.history.curves import Series
from cnnviz.history.run_setup import RunSetup


@dataclass(frozen=True)
class Evaluated:
    """A score without the single pictures; `whole` when it is over all pictures of the part."""

    step: int
    epoch: int
    part: str
    loss: float
    accuracy: float
    pictures: int
    whole: bool


@dataclass(eq=False)
class RunRecord:
    """The numbers of one run, fed by `add` in the order in which they come.

    `loss`, `accuracy` (0 to 1) and `rate` have a point for each step. `validation_pictures` and `test_pictures` are all
    that there are of each part, `test` the last score over all test pictures. `state` is a word of `STATES`; `seconds`
    is the time spent on it, pauses not counted.
    """

    setup: RunSetup
    validation_pictures: int = 0
    test_pictures: int = 0
    loss: Series = field(default_factory=Series)
    accuracy: Series = field(default_factory=Series)
    rate: Series = field(default_factory=Series)
    evaluations: list[Evaluated] = field(default_factory=list)
    changes: list[ChangeReport] = field(default_factory=list)
    statistics: list[StatisticsReport] = field(default_factory=list)
    last: StepReport | None = None
    test: EvaluationReport | None = None
    early_stop: EarlyStopReport | None = None
    state: str = "new"
    seconds: float = 0.0

    def add(self, report: object) -> None:
        """Take in a report of any kind; those that say nothing about the run's numbers are passed over."""
        match report:
            case StepReport():
                self.last = report
                self.loss.add(report.step, report.loss)
                self.accuracy.add(report.step, report.accuracy)
                self.rate.add(report.step, report.learning_rate)
            case EvaluationReport():
                self._add_evaluation(report)
            case ChangeReport():
                self.changes.append(report)
            case StatisticsReport():
                self.statistics.append(report)
            case EarlyStopReport():
                self.early_stop = report

    def scores(self, part: str = "validation", whole: bool | None = None) -> list[Evaluated]:
        """The evaluations of a part, oldest first; with `whole` those over all its pictures, or only the others."""
        found = (each for each in self.evaluations if each.part == part)
        return [each for each in found if whole is None or each.whole == whole]

    @property
    def step(self) -> int:
        """How many steps were made."""
        return self.last.step if self.last is not None else 0

    def _add_evaluation(self, report: EvaluationReport) -> None:
        all_pictures = self.test_pictures if report.part == "test" else self.validation_pictures
        whole = report.pictures >= all_pictures
        self.evaluations.append(
            Evaluated(report.step, report.epoch, report.part, report.loss, report.accuracy, report.pictures, whole)
        )
        if report.part == "test" and report.pictures >= self.test_pictures:
            self.test = report


STATES = ("new", "running", "paused", "stopped", "finished", "failed")
