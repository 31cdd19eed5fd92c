"""The log of a run as CSV: one row for each step, with the evaluations made after it, written as the run goes on."""

from pathlib import Path
from types import TracebackType
from typing import Self

from cnnviz.engine.reports import EvaluationReport
from cnnviz.history.appended_table import as_line
from cnnviz.history.run_tables import METRICS, MetricRows
from cnnviz.text import ExplainedError


class LogError(ExplainedError):
    """A log file that cannot be written."""


class TrainingLog:
    """Takes the reports of a run; without a path it keeps nothing. Rows are those of a kept run's metrics."""

    def __init__(self, path: Path | None) -> None:
        self._rows = MetricRows()
        try:
            self._file = None if path is None else path.open("w", newline="", encoding="utf-8")
        except OSError as error:
            raise LogError(
                "The log {path} cannot be written: {reason}. Choose a folder that exists and that you may write to.",
                path=path, reason=error.strerror or error,
            ) from error  # fmt: skip
        if self._file is not None:
            self._file.write(as_line(METRICS))

    def add(self, report: object) -> None:
        """A step begins a new row; what comes after it belongs to it."""
        self._write(self._rows.add(report))
        if self._file is not None and isinstance(report, EvaluationReport):
            self._file.flush()

    def _write(self, row: tuple[object, ...] | None) -> None:
        if self._file is not None and row is not None:
            self._file.write(as_line(row))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._write(self._rows.end())
        if self._file is not None:
            self._file.close()
