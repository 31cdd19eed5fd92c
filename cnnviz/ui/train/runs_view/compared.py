"""Which runs are compared, and with which line: a run keeps its line for as long as it is compared."""

from collections.abc import Sequence
from pathlib import Path

from cnnviz.history.record import RunRecord
from cnnviz.history.run_summary import RunSummary
from cnnviz.ui.train.runs_view.entries import MOST_COMPARED


class Compared:
    """The runs that are ticked, in the order in which they were, with the numbers of those that have been read."""

    def __init__(self) -> None:
        self._lines: dict[Path, int] = {}
        self._read: dict[Path, tuple[RunSummary, RunRecord]] = {}

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self._lines)

    def line(self, path: Path) -> int | None:
        """The number of a run's line; None where it is not compared."""
        return self._lines.get(path)

    def choose(self, paths: Sequence[Path]) -> bool:
        """Compare these. False where they are too many: the first that were ticked stay."""
        self._lines = {path: line for path, line in self._lines.items() if path in paths}
        for path in paths:
            if path in self._lines:
                continue
            free = [line for line in range(MOST_COMPARED) if line not in self._lines.values()]
            if not free:
                return False
            self._lines[path] = free[0]
        return True

    def keep(self, path: Path, summary: RunSummary, record: RunRecord) -> None:
        """The numbers of a run, as they were when the list said `summary` of it."""
        self._read[path] = (summary, record)

    def missing(self, summaries: dict[Path, RunSummary]) -> list[Path]:
        """The runs whose numbers are to be read: not read yet, or others by now, as the list's `summaries` say."""
        known = {path: summary for path, (summary, _) in self._read.items()}
        return [path for path in self._lines if path in summaries and known.get(path) != summaries[path]]

    def runs(self) -> list[tuple[int, RunRecord]]:
        """Line and numbers of those that are compared and have been read."""
        return [(line, self._read[path][1]) for path, line in self._lines.items() if path in self._read]
