"""One thing that takes a while, done away from the window: opening a large file, comparing many maps."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.text import ExplainedError, tr
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

A_MOMENT_MS = 150  # what is done by then needs no words


class Errand(QObject):
    """`done` carries what came out, `failed` a sentence; `lasted` says that it takes longer than a moment.

    Only what was asked for last counts: what came before is left behind and tells nothing any more. What must be
    `whole` is never left: it is done to its end, whatever is closed meanwhile.
    """

    done = Signal(object)
    failed = Signal(str)
    lasted = Signal()

    def __init__(self, parent: QObject | None = None, whole: bool = False) -> None:
        super().__init__(parent)
        self._whole = whole
        self._next: Callable[[], object] | None = None
        self._wanted = False
        self._beside = Interruptible()  # nobody waits for what is not wanted any more
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._finished)
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(A_MOMENT_MS)
        self._moment.timeout.connect(self.lasted)

    @property
    def is_running(self) -> bool:
        """Whether something is under way that is still wanted."""
        return self._wanted

    def start(self, compute: Callable[[], object]) -> None:
        """Do this next; ExplainedError, OSError and want of memory become sentences.

        RuntimeError where something is under way that must be done to its end.
        """
        if self._whole and self._worker.running:
            raise RuntimeError("the errand is not back yet")
        self._next, self._wanted = compute, True
        self._moment.start()
        if self._worker.running:
            self._worker.stop()  # its end begins this
        else:
            self._begin()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._next, self._wanted = None, False
        self._moment.stop()
        if not self._whole:
            self._worker.stop()

    def close_down(self) -> None:
        self.forget()
        if self._whole:
            self._worker.wait()
        self._worker.stop_and_wait()

    def _begin(self) -> None:
        compute, self._next = self._next, None
        assert compute is not None

        def work() -> Iterator[object]:
            yield (compute(),)

        self._worker.start(work if self._whole else lambda: self._beside.iterate(work))

    def _finished(self, outcome: Outcome) -> None:
        reports = [report for report in self._worker.take() if report is not None]
        if self._next is not None:
            self._begin()
            return
        if not self._wanted:
            return
        self._wanted = False
        self._moment.stop()
        if isinstance(outcome.error, MemoryError):
            self.failed.emit(tr("There is not enough memory for this."))
        elif isinstance(outcome.error, ExplainedError | OSError):
            self.failed.emit(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error
        for report in reports:
            assert isinstance(report, tuple)
            self.done.emit(report[0])
