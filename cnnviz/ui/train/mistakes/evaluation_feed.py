"""Hands evaluations with their pictures to the view of mistakes: the newest ones, or those of a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.engine.reports import EvaluationReport
from cnnviz.engine.training_source import TrainingSource
from cnnviz.ui.train.past.moment import Moment

if TYPE_CHECKING:
    from cnnviz.ui.train.mistakes.mistakes_view import MistakesView


class EvaluationFeed:
    """Remembers the newest evaluation of each part; the view may be made later."""

    def __init__(self) -> None:
        self._source: TrainingSource | None = None
        self._newest: dict[str, EvaluationReport] = {}
        self._moment: Moment | None = None
        self._view: MistakesView | None = None

    def start(self) -> None:
        """Another run is shown."""
        self._newest, self._moment = {}, None

    def set_source(self, source: TrainingSource) -> None:
        """The pictures are there."""
        self._source = source
        self._show()

    def connect_view(self, view: MistakesView) -> None:
        """Show all that is known in `view`, and what comes."""
        self._view = view
        self._show()

    def take(self, report: EvaluationReport) -> None:
        self._newest[report.part] = report
        if self._moment is None:
            self._show_one(report)

    def show_moment(self, moment: Moment | None) -> None:
        """Show what the network of a moment made of the pictures; None is now."""
        self._moment = moment
        self._show()

    def _show(self) -> None:
        for report in self._newest.values() if self._moment is None else (self._moment.snapshot.evaluation,):
            self._show_one(report)

    def _show_one(self, report: EvaluationReport) -> None:
        if self._view is None or self._source is None:
            return
        pictures, labels = self._source.test if report.part == "test" else self._source.validation
        self._view.show_evaluation(report, pictures, labels, tuple(self._source.class_names))
