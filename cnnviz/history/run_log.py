"""All that a run tells, on its way into the tables of its folder."""

from collections.abc import Mapping
from typing import Any

from cnnviz.engine.reports import EvaluationReport
from cnnviz.engine.statistics import StatisticsReport
from cnnviz.history.appended_table import AppendedTable
from cnnviz.history.checkpoint_files import SavedRun
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_tables import (
    EVALUATIONS,
    METRICS,
    STATISTICS,
    MetricRows,
    evaluation_row,
    statistics_rows,
)


class RunLog:
    """Takes the reports of a run; `save` puts them on the disk."""

    def __init__(self, folder: RunFolder) -> None:
        self._metrics = AppendedTable(folder.metrics, METRICS)
        self._evaluations = AppendedTable(folder.evaluations, EVALUATIONS)
        self._statistics = AppendedTable(folder.statistics, STATISTICS)
        self._rows = MetricRows()
        self._to_cut: Mapping[str, int] | None = None

    def add(self, report: object) -> None:
        """Take a report of the run; its rows wait for the next `save`."""
        row = self._rows.add(report)
        if row is not None:
            self._metrics.add(row)
        if isinstance(report, EvaluationReport):
            self._evaluations.add(evaluation_row(report))
        elif isinstance(report, StatisticsReport):
            for each in statistics_rows(report):
                self._statistics.add(each)

    def save(self) -> None:
        """Write the rows that are complete. OSError without room."""
        if self._to_cut is not None:
            for name, table in self._tables().items():
                table.resume(self._to_cut[name])
            self._to_cut = None
        for table in self._tables().values():
            table.save()

    def end(self) -> None:
        """Write the last row too; should the run go on, it is written anew. OSError without room."""
        row = MetricRows(self._rows.pending).end()
        if row is not None:
            self._metrics.save_for_now(row)

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each table are on the disk."""
        return {name: table.rows for name, table in self._tables().items()}

    @property
    def row(self) -> dict[str, Any]:
        """The row of the metrics that is not complete, by column."""
        return dict(self._rows.pending)

    def resume(self, saved: SavedRun) -> None:
        """Go on where `saved` was; with the next `save` all that was written later is cut off."""
        self._to_cut, self._rows = saved.rows, MetricRows(dict(saved.row))

    def _tables(self) -> dict[str, AppendedTable]:
        return {"metrics": self._metrics, "evaluations": self._evaluations, "statistics": self._statistics}
