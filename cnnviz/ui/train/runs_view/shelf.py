"""Reads the runs on the disk beside the window's work: the list of all, and the numbers of some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnviz.history.record import RunRecord
from cnnviz.history.run_list import ListedRun, list_runs
from cnnviz.history.stored_run import open_run
from cnnviz.text import ExplainedError
from cnnviz.ui.worker import GeneratorWorker, Outcome


@dataclass(frozen=True, eq=False)
class _Listed:
    runs: list[ListedRun]


@dataclass(frozen=True, eq=False)
class _Read:
    path: Path
    record: RunRecord | None
    trouble: str = ""


class Shelf(QObject):
    """The folder of all runs. `listed` carries its runs, `read` a dict of RunRecords by path, `failed` a sentence."""

    listed = Signal(list)
    read = Signal(object)
    failed = Signal(str)

    def __init__(self, parent_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = parent_folder
        self._list_wanted = False
        self._wanted: dict[Path, None] = {}  # in the order in which they were asked for
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._worker.running

    def list_all(self) -> None:
        """Read the list; `listed` follows."""
        self._list_wanted = True
        self._begin()

    def fetch(self, paths: Sequence[Path]) -> None:
        """Read the numbers of these runs; `read` follows for those that can be, `failed` for each of the others."""
        self._wanted |= dict.fromkeys(paths)
        self._begin()

    def close_down(self) -> None:
        """Read nothing more, and come back when the thread is gone."""
        self._list_wanted, self._wanted = False, {}
        self._worker.stop_and_wait()

    def _begin(self) -> None:
        if self._worker.running or not (self._list_wanted or self._wanted):
            return
        folder = self.folder if self._list_wanted else None
        paths, self._list_wanted, self._wanted = tuple(self._wanted), False, {}
        self._worker.start(lambda: _reports(folder, paths))

    def _take(self, outcome: Outcome) -> None:
        records: dict[Path, RunRecord] = {}
        for report in self._worker.take():
            if isinstance(report, _Listed):
                self.listed.emit(report.runs)
            elif isinstance(report, _Read) and report.record is not None:
                records[report.path] = report.record
            elif isinstance(report, _Read):
                self.failed.emit(report.trouble)
        if records:
            self.read.emit(records)
        if outcome.error is not None:
            self.failed.emit(str(outcome.error))
        self._begin()


def _reports(folder: Path | None, paths: Sequence[Path]) -> Iterator[object]:
    if folder is not None:
        yield _Listed(list_runs(folder))
    for path in paths:
        try:
            yield _Read(path, open_run(path).record)
        except ExplainedError as error:
            yield _Read(path, None, str(error))
