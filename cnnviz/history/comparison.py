"""Two or more runs side by side: what was set differently, and what came of it."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.history.record import RunRecord
from cnnviz.history.run_results import RESULTS, Cell, Result
from cnnviz.history.run_settings import setting_cells
from cnnviz.text import tr

DIFFERENT, RESULT, SAME = "different", "result", "same"


@dataclass(frozen=True)
class Row:
    """One line of the table, a cell for each run. `kind` is DIFFERENT, RESULT or SAME; the runs in `best` did best."""

    label: str
    cells: tuple[Cell, ...]
    kind: str
    best: frozenset[int] = frozenset()

    def texts(self) -> tuple[str, ...]:
        """The cells as a person reads them, the best marked with a word."""
        return tuple(
            tr("{value} (best)", value=cell.text) if run in self.best else cell.text
            for run, cell in enumerate(self.cells)
        )


@dataclass(frozen=True)
class Comparison:
    """A table: settings that differ, results, settings that are the same; a column for each run."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]

    def of_kind(self, kind: str) -> tuple[Row, ...]:
        """The rows that are DIFFERENT, RESULT or SAME."""
        return tuple(row for row in self.rows if row.kind == kind)

    def as_text(self) -> str:
        """All rows as they are read, columns apart by tabs: for the clipboard."""
        lines = [("", *self.names), *((row.label, *row.texts()) for row in self.rows)]
        return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines) + "\n"

    def as_csv(self) -> str:
        """All rows with plain numbers (accuracies from 0 to 1, times in seconds), as RFC 4180 has it."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["", *self.names])
        for row in self.rows:
            writer.writerow([row.label, *(cell.plain for cell in row.cells)])
        return out.getvalue()


def compare(runs: Sequence[RunRecord]) -> Comparison:
    """The table of `runs`, in their order."""
    settings = [setting_cells(run.setup) for run in runs]
    labels = list(dict.fromkeys(label for cells in settings for label in cells))
    lines = [(label, tuple(cells.get(label, Cell.none()) for cells in settings)) for label in labels]
    different = [Row(label, cells, DIFFERENT) for label, cells in lines if len(set(cells)) > 1]
    same = [Row(label, cells, SAME) for label, cells in lines if len(set(cells)) == 1]
    return Comparison(tuple(run.setup.name for run in runs), (*different, *_results(runs), *same))


def with_results(comparison: Comparison, runs: Sequence[RunRecord]) -> Comparison:
    """A comparison of the same `runs`, which have got further: other results, the settings as they were."""
    different, same = comparison.of_kind(DIFFERENT), comparison.of_kind(SAME)
    return Comparison(comparison.names, (*different, *_results(runs), *same))


def _results(runs: Sequence[RunRecord]) -> list[Row]:
    """The results that any of the runs has."""
    rows = (_result_row(result, runs) for result in RESULTS)
    return [row for row in rows if any(cell.text != Cell.none().text for cell in row.cells)]


def _result_row(result: Result, runs: Sequence[RunRecord]) -> Row:
    cells = tuple(result.cell(run) for run in runs)
    return Row(tr(result.label), cells, RESULT, best_of(cells, result.better) if result.better else frozenset())


def best_of(cells: Sequence[Cell], better: Callable[[Sequence[float]], float]) -> frozenset[int]:
    """The runs with the best of the values, where there are several and they are not all the same.

    >>> best_of([Cell("98 %", 0.98), Cell("99 %", 0.99), Cell("–")], max)
    frozenset({1})
    """
    values = [cell.value for cell in cells if cell.value is not None]
    if len(set(values)) < 2:
        return frozenset()
    best = better(values)
    return frozenset(run for run, cell in enumerate(cells) if cell.value == best)
