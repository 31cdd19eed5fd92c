"""The one place that knows threads: work is a generator, and a worker iterates it away from the window.

The generator yields reports; they wait in a mailbox until the window takes them, at its own rate. Between two reports
the worker looks whether it should pause, make one more step or stop, so a generator need not know about any of it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Condition

from PySide6.QtCore import QObject, QThread, Signal


@dataclass(frozen=True)
class Outcome:
    """How a piece of work ended: run to its end, stopped on request, or by an exception."""

    stopped: bool = False
    error: Exception | None = None


class _Thread(QThread):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()


class GeneratorWorker(QObject):
    """Runs one generator at a time in a thread of its own.

    `finished` carries the Outcome, in the window's thread, after the last report is in the mailbox.
    """

    finished = Signal(object)
    _ended = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reports: deque[object] = deque()
        self._turn = Condition()
        self._allowed: int | None = None  # reports that may still be made; None: as many as there are
        self._stopping = False
        self._thread: _Thread | None = None
        self._run = 0  # counts the starts, so that the end of an abandoned run is not taken for the end of this one
        self._ended.connect(self._on_ended)

    @property
    def running(self) -> bool:
        """Whether there is work under way, paused work included."""
        return self._thread is not None

    @property
    def paused(self) -> bool:
        return self.running and self._allowed == 0

    def start(self, work: Callable[[], Iterator[object]], paused: bool = False) -> None:
        """Call `work` in the thread and iterate what it returns. Only when nothing is running."""
        if self._thread is not None:
            raise RuntimeError("the worker is busy")
        self._reports.clear()
        self._allowed, self._stopping = (0 if paused else None), False
        self._run += 1
        run = self._run
        self._thread = _Thread(lambda: self._iterate(work, run))
        self._thread.start()

    def pause(self) -> None:
        """No further report after the one that is being made."""
        self._allow(0)

    def resume(self) -> None:
        self._allow(None)

    def step(self) -> None:
        """Make one more report, then pause."""
        self._allow(1)

    def stop(self) -> None:
        """Ask the work to end after the report being made; `finished` follows."""
        with self._turn:
            self._stopping = True
            self._turn.notify_all()

    def stop_and_wait(self) -> None:
        """End the work now and come back when the thread is gone; `finished` is not sent."""
        thread = self._thread
        if thread is None:
            return
        self.stop()
        thread.wait()
        self._thread = None

    def take(self) -> list[object]:
        """The reports made since the last call, oldest first."""
        taken = []
        while self._reports:
            taken.append(self._reports.popleft())
        return taken

    def _allow(self, reports: int | None) -> None:
        with self._turn:
            self._allowed = reports
            self._turn.notify_all()

    def _may_go_on(self) -> bool:
        with self._turn:
            self._turn.wait_for(lambda: self._stopping or self._allowed != 0)
            if self._allowed is not None and not self._stopping:
                self._allowed -= 1
            return not self._stopping

    def _iterate(self, work: Callable[[], Iterator[object]], run: int) -> None:
        outcome = Outcome()
        try:
            generator = work()
            while self._may_go_on():
                try:
                    self._reports.append(next(generator))
                except StopIteration:
                    break
            else:
                outcome = Outcome(stopped=True)
            close = getattr(generator, "close", None)
            if close is not None:
                close()
        except Exception as error:  # carried to the window, which shows it
            outcome = Outcome(error=error)
        self._ended.emit(run, outcome)

    def _on_ended(self, run: int, outcome: Outcome) -> None:
        if self._thread is None or run != self._run:  # ended by stop_and_wait
            return
        self._thread.wait()
        self._thread = None
        self.finished.emit(outcome)
