"""Explains away from the window: the latest request counts, what is not wanted any more is left at once."""

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.ui.inspect.explain.request import Report
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome, Work

REFRESH_MS = 33
SLOW_S = 0.06  # from one report to the next where a person wants to watch


class Runner(QObject):
    """`reported` carries the latest report, of each target where they are several; `ended` an Outcome.

    Work that is given up sends neither any more.
    """

    reported = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: Work | None = None
        self._forgotten = False
        self._beside = Interruptible()  # a single pass of a large network takes seconds; nobody should wait for it
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._finished)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._hand_on)

    @property
    def running(self) -> bool:
        """Whether something is being explained that is still wanted."""
        return self._next is not None or (self._worker.running and not self._forgotten)

    def start(self, work: Work) -> None:
        """Run this; what was asked for before is forgotten."""
        self._next, self._forgotten = work, self._worker.running
        if self._worker.running:
            self._worker.stop()  # its end begins this
        else:
            self._begin()

    def stop(self) -> None:
        """End what runs; what has been reported stays good."""
        waiting, self._next = self._next is not None, None
        self._worker.stop()
        if waiting:  # it never began, so its end is now
            self.ended.emit(Outcome(stopped=True))

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._next, self._forgotten = None, self._worker.running
        self._worker.stop()

    def set_slow(self, slow: bool) -> None:
        """Let every step be seen."""
        self._worker.set_pace(SLOW_S if slow else None)

    def close_down(self) -> None:
        self._next = None
        self._timer.stop()
        self._worker.stop_and_wait()

    def _begin(self) -> None:
        work, self._next, self._forgotten = self._next, None, False
        assert work is not None
        self._worker.start(lambda: self._beside.iterate(work), is_step=lambda report: report is not None)
        self._timer.start()

    def _hand_on(self) -> None:
        """Only the latest report of each target is worth painting."""
        latest: dict[int, object] = {}
        for report in self._worker.take():
            if report is not None:
                latest[report.place if isinstance(report, Report) else 0] = report
        if not self._forgotten:
            for report in latest.values():
                self.reported.emit(report)

    def _finished(self, outcome: Outcome) -> None:
        self._timer.stop()
        self._hand_on()
        if self._next is not None:
            self._begin()
        elif not self._forgotten:
            self.ended.emit(outcome)
        self._forgotten = False
