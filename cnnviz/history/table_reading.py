"""From the tables of a run's folder back to what it told; a row that makes no sense is passed over, and counted."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from cnnviz.engine.reports import ChangeReport, EvaluationReport
from cnnviz.engine.statistics import LayerStatistics, StatisticsReport
from cnnviz.history.appended_table import whole_lines
from cnnviz.history.record import RunRecord
from cnnviz.history.run_files import UNSOUND
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_tables import BETWEEN, change_of

Told = Mapping[str, Any]
Read = TypeVar("Read")


class TableReader:
    """Fills a record from tables. `rows` says how many of each count, None that all do; `lost` counts the missing."""

    def __init__(self, folder: RunFolder, rows: Mapping[str, int] | None = None) -> None:
        self._folder, self._rows = folder, rows
        self.lost = 0

    def read_into(self, record: RunRecord, last_row: Told) -> None:
        """All numbers of the run, `last_row` the one of the metrics that is not in the file yet."""
        metrics = [*self._told(self._folder.metrics, "metrics"), *([last_row] if last_row else [])]
        steps = list(self._good(metrics, _step_numbers))
        points = np.array([each for each in steps if each is not None], np.float64).reshape(-1, 4)
        for series, column in ((record.loss, 1), (record.accuracy, 2), (record.rate, 3)):
            series.extend(points[:, 0], points[:, column])
        for row in (each for each in metrics if each.get("changes")):
            for change in self._good([row], _changes):
                record.add(change)
        evaluations = list(self._good(self._told(self._folder.evaluations, "evaluations"), _evaluation))
        tests = [each.pictures for each in evaluations if each.part == "test"]
        record.test_pictures = max(record.test_pictures, *tests, 0)
        for evaluation in evaluations:
            record.add(evaluation)
        layers = self._good(self._told(self._folder.statistics, "statistics"), _layer)
        for statistics in _joined(layers):
            record.add(statistics)

    def _told(self, path: Path, table: str) -> list[Told]:
        """The rows of a table that count, by its heading."""
        wanted = None if self._rows is None else self._rows[table]
        heading, *lines = _cells(path) or [[]]
        if wanted is not None:
            self.lost += max(wanted - len(lines), 0)
            lines = lines[:wanted]
        return [dict(zip(heading, line, strict=False)) for line in lines]

    def _good(self, rows: Iterable[Told], read: Callable[[Told], Read]) -> Iterator[Read]:
        for row in rows:
            try:
                yield read(row)
            except UNSOUND:
                self.lost += 1


def _cells(path: Path) -> list[list[str]]:
    """The rows of a file; one that is no CSV is empty, so that it is counted as lost."""
    try:
        lines = whole_lines(path)
    except OSError:  # a folder of that name, say
        return []
    try:
        return list(csv.reader(lines))
    except csv.Error:
        return [_cells_of(line) for line in lines]


def _cells_of(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _step_numbers(row: Told) -> tuple[float, float, float, float] | None:
    """Step, loss, accuracy, rate; None in the row before the first step, which has only what was scored."""
    if row["loss"] in ("", None):
        return None
    return float(row["step"]), float(row["loss"]), float(row["accuracy"]), float(row["learning_rate"])


def _changes(row: Told) -> ChangeReport:
    return ChangeReport(int(row["step"]), int(row["epoch"]), tuple(map(change_of, row["changes"].split(BETWEEN))))


def _evaluation(row: Told) -> EvaluationReport:
    step, epoch, pictures = (int(row[name]) for name in ("step", "epoch", "pictures"))
    return EvaluationReport(step, epoch, float(row["loss"]), float(row["accuracy"]), row["part"], pictures)


def _layer(row: Told) -> tuple[int, int, LayerStatistics]:
    weight, gradient, update, activation, saturated = (
        float(row[name]) for name in ("weight", "gradient", "update", "activation", "saturated")
    )
    dead = tuple(map(int, row["dead"].split()))
    layer = LayerStatistics(
        row["layer"], row["kind"], row["function"], weight, gradient, update, activation, int(row["units"]), dead,
        saturated,
    )  # fmt: skip
    return int(row["step"]), int(row["epoch"]), layer


def _joined(layers: Iterator[tuple[int, int, LayerStatistics]]) -> Iterator[StatisticsReport]:
    """A report for each step from its layers, which follow each other."""
    for (step, epoch), group in groupby(layers, key=lambda each: each[:2]):
        yield StatisticsReport(step, epoch, tuple(layer for _, _, layer in group))
