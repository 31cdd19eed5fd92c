"""Pictures from files, one at a time, opened away from the window."""

from PySide6.QtCore import QObject, Signal

from cnnviz.data.pictures import Picture
from cnnviz.text import ExplainedError
from cnnviz.ui.inspect.picture.opening import opened
from cnnviz.ui.worker import GeneratorWorker, Outcome


class FileSource(QObject):
    """`chosen` carries a Picture, `failed` what is wrong with a file; opened in a hurry, only the last file counts."""

    chosen = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._next_path = ""
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._opened)

    def open(self, path: str) -> None:
        """Begin to open a file; what comes of it is told by the signals."""
        if self._worker.running:
            self._next_path = path
        else:
            self._worker.start(lambda: opened(path))

    def is_opening(self) -> bool:
        """Whether a file is being opened."""
        return self._worker.running

    def close_down(self) -> None:
        self._next_path = ""
        self._worker.stop_and_wait()

    def _opened(self, outcome: Outcome) -> None:
        reports = self._worker.take()
        if self._next_path:
            path, self._next_path = self._next_path, ""
            self.open(path)
        elif isinstance(outcome.error, ExplainedError):
            self.failed.emit(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error
        elif reports and isinstance(reports[0], Picture):
            self.chosen.emit(reports[0])
