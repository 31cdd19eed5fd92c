"""What can be done with the files of a kept run: saved elsewhere, copied, brought in from another place."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from cnnviz.data.model_paths import shown
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_list import copy_run, export_metrics
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.worker import GeneratorWorker, Outcome

MODEL, TABLE = ".safetensors", ".csv"


class RunFiles(QObject):
    """Asks where, and does it. `told` and `failed` carry sentences; `open_wanted` the folder of a run to be shown,
    `brought_in` that of a run that was copied into the list.

    Copies are made in a thread of their own: a run may hold hundreds of megabytes.
    """

    told = Signal(str)
    failed = Signal(str)
    open_wanted = Signal(object)
    brought_in = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._done: Callable[[], None] = lambda: None
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._on_finished)

    def ask_model(self, run: Path) -> None:
        """Ask for a file, and save the run's network into it."""
        to = self._ask_file(tr("Save the model"), f"model{MODEL}", tr("Models"), MODEL)
        if to is not None:
            self.save_model(run, to)

    def ask_metrics(self, run: Path) -> None:
        """Ask for a file, and write the run's metrics into it."""
        to = self._ask_file(tr("Save the metrics"), f"{run.name}{TABLE}", tr("Tables"), TABLE)
        if to is not None:
            self.save_metrics(run, to)

    def ask_copy(self, run: Path) -> None:
        """Ask for a folder, and copy the whole run into a new one below it."""
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Copy the run into which folder?"))
        if chosen:
            self.copy(run, Path(chosen) / run.name)

    def ask_open(self) -> None:
        """Ask for the folder of a run in another place, to be shown."""
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Open the folder of a run"))
        if chosen:
            self.open_wanted.emit(Path(chosen))

    def ask_bring_in(self, runs: Path) -> None:
        """Ask for the folder of a run in another place, and copy it to those in `runs`."""
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Copy which run into the list?"))
        if chosen:
            self.bring_in(Path(chosen), runs)

    def save_model(self, run: Path, to: Path) -> None:
        """Copy the network of a run, as it was last saved, to the file `to`."""
        model = RunFolder(run).model
        if not model.is_file():
            self.failed.emit(tr("This run has no model yet: it is saved when the run rests or ends. Pause it first."))
            return
        try:
            shutil.copyfile(model, to)
        except OSError as error:
            self.failed.emit(not_written(to, error))
        else:
            self.told.emit(tr("Saved in {path}.", path=shown(to)))

    def save_metrics(self, run: Path, to: Path) -> None:
        """Write the metrics of a run, a row for each step, to the file `to`."""
        try:
            export_metrics(run, to)
        except ExplainedError as error:
            self.failed.emit(str(error))
        else:
            self.told.emit(tr("Saved in {path}.", path=shown(to)))

    def copy(self, run: Path, to: Path) -> None:
        """Copy a whole run to the new folder `to`."""
        self._copy(run, to, lambda: self.told.emit(tr("Copied to {path}.", path=shown(to))))

    def bring_in(self, run: Path, runs: Path) -> None:
        """Copy a run from another place below the folder `runs`."""
        to = next(path for number in range(1, 10_000) if not (path := runs / _numbered(run.name, number)).exists())
        self._copy(run, to, lambda: self.brought_in.emit(to))

    def copy_path(self, run: Path) -> None:
        """Put the path of a run's folder on the clipboard."""
        QGuiApplication.clipboard().setText(str(run))
        self.told.emit(tr("The path is on the clipboard: {path}", path=shown(run)))

    def close_down(self) -> None:
        """Come back when nothing is being copied any more."""
        self._worker.stop_and_wait()

    def _copy(self, run: Path, to: Path, done: Callable[[], None]) -> None:
        if self._worker.running:
            self.failed.emit(tr("Another run is being copied; try again when that is done."))
            return
        self._done = done
        self.told.emit(tr("Copying {name} …", name=run.name))
        self._worker.start(lambda: _copied(run, to))

    def _on_finished(self, outcome: Outcome) -> None:
        self._worker.take()
        if outcome.error is not None:
            self.failed.emit(str(outcome.error))
        else:
            self._done()

    def _ask_file(self, title: str, name: str, kind: str, ending: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name, f"{kind} (*{ending})")
        if not chosen:
            return None
        return Path(chosen) if chosen.endswith(ending) else Path(chosen + ending)


def folder_size(path: Path) -> int:
    """Bytes of all files below `path`; what disappears meanwhile counts for nothing."""
    total = 0
    for file in path.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total


def _copied(run: Path, to: Path) -> Iterator[object]:
    to.parent.mkdir(parents=True, exist_ok=True)
    copy_run(run, to)
    yield to


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def not_written(path: Path, error: OSError) -> str:
    """What is said of a file that could not be written."""
    return tr("{path} cannot be written: {reason}.", path=shown(path), reason=error.strerror or str(error))
