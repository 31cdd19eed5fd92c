"""Where runs are kept: a folder for every run that is started, and runs that are opened again."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_list import list_runs
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.stored_run import StoredRun, open_run
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.session import Session


class RunKeeper(QObject):
    """Begins and opens runs of a `session`; `failed` and `told` carry sentences."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._reminded = False

    def start(self, setup: RunSetup, single_step: bool = False) -> None:
        """Begin a run in a folder of its own; where that cannot be made the run goes on without one, and it is said."""
        folder: RunFolder | None = None
        try:
            folder = RunFolder.create(setup)
        except RunFolderError as error:
            self.failed.emit(tr("This run is not kept on the disk: {reason}", reason=error))
        self._session.start(setup, folder, single_step)

    def open(self, path: Path) -> StoredRun | None:
        """Show the run in the folder `path`; None where that cannot be, which is said."""
        if self._session.is_locked:
            self.failed.emit(tr("A run is on. Stop it before you open another one."))
            return None
        try:
            stored = open_run(path)
        except RunFolderError as error:
            self.failed.emit(str(error))
            return None
        self._session.open(stored)
        failure = [tr("This run failed: {reason}", reason=stored.summary.reason)] if stored.summary.reason else []
        if failure or stored.notes:
            self.told.emit("\n".join((*failure, *stored.notes)))
        return stored

    def tell_of_last(self) -> None:
        """Remind, once, of the newest run where it was left before its end: by a closed window, or by a crash."""
        if self._reminded:
            return
        self._reminded = True
        try:
            runs = list_runs()
        except RunFolderError:
            return  # said where runs are listed
        last = runs[0] if runs else None
        if last is None or last.setup is None or not 0 < last.summary.step < last.summary.total:
            return
        if last.summary.state == "stopped":
            self.told.emit(
                tr("Your last run, “{name}”, was left at step {step} of {total}. You can resume it in Runs.",
                   name=last.name, step=count(last.summary.step), total=count(last.summary.total))
            )  # fmt: skip
