"""Work that may take a while: done away from the window, with its progress and a way out in front of it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

SOON_MS, LOOK_MS = 300, 50
Steps = Iterator[tuple[int, int]]


class Working(QObject):
    """One thing at a time. `failed` carries why it could not be done, `stopped` that a person has given it up."""

    failed = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._done: Callable[[], None] = lambda: None
        self._words = ""
        self.dialog: QProgressDialog | None = None
        self._beside = Interruptible()  # one step of a large network takes seconds; nobody should wait for it
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._finish)
        self._watch = QTimer(self, interval=LOOK_MS)
        self._watch.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        return self._worker.running

    def start(self, words: str, work: Callable[[], Steps], done: Callable[[], None]) -> None:
        """Do `work`, which tells (done, total), then call `done`. `words` say what is done. Only when nothing runs."""
        self._words, self._done = words, done
        dialog = self.dialog = QProgressDialog(words, tr("Cancel"), 0, 0, self._parent)
        dialog.setWindowTitle(tr("Export"))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setAutoClose(False)
        dialog.setAutoReset(False)
        QTimer.singleShot(SOON_MS, dialog, self._show)  # Qt itself waits four seconds while nothing is known to be done
        dialog.canceled.connect(self._worker.stop)
        self._worker.start(lambda: self._beside.iterate(work))
        self._watch.start()

    def close_down(self) -> None:
        self._watch.stop()
        self._worker.stop_and_wait()
        self._close()

    def _show(self) -> None:
        if self.dialog is not None:
            self.dialog.show()

    def _look(self) -> None:
        told = [report for report in self._worker.take() if isinstance(report, tuple)]
        if told and self.dialog is not None:
            done, total = told[-1]
            self.dialog.setMaximum(total)
            self.dialog.setValue(done)
            self.dialog.setLabelText(f"{self._words}\n{tr('{done} of {total}', done=count(done), total=count(total))}")

    def _finish(self, outcome: Outcome) -> None:
        self._watch.stop()
        self._close()
        if isinstance(outcome.error, ExplainedError):
            self.failed.emit(str(outcome.error))
        elif isinstance(outcome.error, MemoryError):
            self.failed.emit(tr("There is not enough memory for this. Close other programs or ask for less."))
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it
        elif outcome.stopped:
            self.stopped.emit()
        else:
            self._done()

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.canceled.disconnect(self._worker.stop)
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None
