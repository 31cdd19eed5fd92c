"""The log of a run as CSV: one row for each step, with the evaluations made after it, written as the run goes on."""

import csv
from pathlib import Path
from types import TracebackType
from typing import Self

from cnnviz.engine.reports import EvaluationReport, Report, StepReport
from cnnviz.text import ExplainedError

COLUMNS = (
    "step", "epoch", "loss", "accuracy", "learning_rate",
    "validation_loss", "validation_accuracy", "test_loss", "test_accuracy",
)  # fmt: skip


class LogError(ExplainedError):
    """A log file that cannot be written."""


class TrainingLog:
    """Takes the reports of a run; without a path it keeps nothing. Accuracies are parts of 1."""

    def __init__(self, path: Path | None) -> None:
        self._row: dict[str, object] = {}
        try:
            self._file = None if path is None else path.open("w", newline="", encoding="utf-8")
        except OSError as error:
            raise LogError(
                "The log {path} cannot be written: {reason}. Choose a folder that exists and that you may write to.",
                path=path, reason=error.strerror or error,
            ) from error  # fmt: skip
        self._writer = None if self._file is None else csv.DictWriter(self._file, COLUMNS)
        if self._writer:
            self._writer.writeheader()

    def add(self, report: Report) -> None:
        """A step begins a new row; an evaluation belongs to the row of the step before it."""
        if isinstance(report, StepReport):
            self._write_row()
            self._row = {name: getattr(report, name) for name in COLUMNS[:5]}
        elif isinstance(report, EvaluationReport):
            self._row[f"{report.part}_loss"] = report.loss
            self._row[f"{report.part}_accuracy"] = report.accuracy
            if self._file:
                self._file.flush()

    def _write_row(self) -> None:
        if self._writer and self._row:
            self._writer.writerow(self._row)
        self._row = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._write_row()
        if self._file:
            self._file.close()
