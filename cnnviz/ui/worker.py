"""The one place that knows threads: work is a generator, and a worker iterates it away from the window.

The generator yields reports; they wait in a mailbox until the window takes them, at its own rate. Between two reports
the worker looks whether it should pause, make one more step or stop, so a generator need not know about any of it.

Who shares what: the mailbox is a deque, whose two ends may be used from two threads. Everything else that both threads
touch is read and written under `_turn`. What the generator works on belongs to the thread, except while the worker is
`parked`: then it stands between two reports, and only the window's thread can make it go on.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Condition, Event, Thread

from PySide6.QtCore import QObject, QThread, Signal

Work = Callable[[], Iterator[object]]


@dataclass(frozen=True)
class Outcome:
    """How a piece of work ended: run to its end, stopped on request, or by an exception."""

    stopped: bool = False
    error: Exception | None = None


class Together(tuple[object, ...]):
    """Reports that are handed over at once: work is not left between them."""

    __slots__ = ()


class _Thread(QThread):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()


class GeneratorWorker(QObject):
    """Runs one generator at a time in a thread of its own.

    `finished` carries the Outcome, in the window's thread, after the last report is in the mailbox. `parked` says that
    the worker has come to rest after `pause` or `step`: what the generator works on may be read until it goes on.
    """

    finished = Signal(object)
    parked = Signal()
    _ended = Signal(int, object)
    _rested = Signal(int)

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._pace: float | None = None  # the least seconds between two steps
        self._stepped_at: float | None = None  # when the last step ended; None: the next one need not wait
        self._reports: deque[object] = deque()
        self._turn = Condition()
        self._steps: int | None = None  # steps that may still be made; None: as many as there are
        self._stopping = False
        self._resting = False
        self._thread: _Thread | None = None
        self._is_step: Callable[[object], bool] = _every_report
        self._run = 0  # counts the starts, so that the end of an abandoned run is not taken for the end of this one
        self._ended.connect(self._on_ended)
        self._rested.connect(self._on_rested)

    @property
    def running(self) -> bool:
        """Whether there is work under way, paused work included."""
        return self._thread is not None

    @property
    def is_parked(self) -> bool:
        """Whether the work has come to rest between two reports, until `resume`, `step` or `stop`."""
        with self._turn:
            return self.running and self._resting and self._steps == 0 and not self._stopping

    def start(self, work: Work, paused: bool = False, is_step: Callable[[object], bool] | None = None) -> None:
        """Call `work` in the thread and iterate what it returns. Only when nothing is running.

        `is_step` says of a report whether it ends a step (by default each does); it is called in the thread.
        """
        if self._thread is not None:
            raise RuntimeError("the worker is busy")
        self._reports.clear()
        self._steps, self._stopping, self._resting = (0 if paused else None), False, False
        self._stepped_at = None
        self._is_step = is_step or _every_report
        self._run += 1
        run = self._run
        self._thread = _Thread(lambda: self._iterate(work, run))
        self._thread.start()

    def pause(self) -> None:
        """No further report after the one that is being made."""
        with self._turn:
            self._steps = 0
            self._turn.notify_all()

    def resume(self) -> None:
        with self._turn:
            self._steps = self._stepped_at = None
            self._turn.notify_all()

    def step(self) -> None:
        """Go on until one more step is made, then pause. Called twice, it makes two."""
        with self._turn:
            self._steps, self._stepped_at = (self._steps or 0) + 1, None
            self._turn.notify_all()

    def set_pace(self, seconds: float | None) -> None:
        """From now on let at least so many seconds pass from one step to the next; None: go as fast as can be.

        A step that is asked for with `step`, and the first one after `resume`, do not wait.
        """
        with self._turn:
            self._pace = seconds
            self._turn.notify_all()

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

    def wait(self) -> None:
        """Come back when the work has come to its end by itself; `finished` is not sent."""
        if (thread := self._thread) is not None:
            thread.wait()
            self._thread = None

    def take(self) -> list[object]:
        """The reports made since the last call, oldest first."""
        return [self._reports.popleft() for _ in range(len(self._reports))]

    def _may_go_on(self, run: int) -> bool:
        """Wait while paused, and until the pace allows another step; whether to make another report."""
        with self._turn:
            while not self._stopping:
                if self._steps == 0:
                    self._resting = True
                    self._rested.emit(run)
                    self._turn.wait_for(lambda: self._stopping or self._steps != 0)
                    self._resting = False
                elif (seconds := self._seconds_to_wait()) > 0:
                    self._turn.wait(seconds)
                else:
                    break
            return not self._stopping

    def _seconds_to_wait(self) -> float:
        if self._pace is None or self._stepped_at is None:
            return 0.0
        return self._stepped_at + self._pace - self._clock()

    def _hand_over(self, report: object) -> None:
        """Put a report into the mailbox and count it if it ends a step."""
        reports = report if isinstance(report, Together) else (report,)
        self._reports.extend(reports)
        ends_step = any(self._is_step(each) for each in reports)
        with self._turn:
            if ends_step:
                self._stepped_at = self._clock()
            if ends_step and self._steps:
                self._steps -= 1

    def _iterate(self, work: Work, run: int) -> None:
        try:
            outcome = Outcome(stopped=self._exhaust(work, run))
        except Exception as error:  # carried to the window, which shows it
            outcome = Outcome(error=error)
        self._ended.emit(run, outcome)

    def _exhaust(self, work: Work, run: int) -> bool:
        """Iterate to the end; whether it was stopped before. The generator is closed here, in its thread."""
        if not self._may_go_on(run):
            return True
        reports = work()
        try:
            while self._may_go_on(run):
                try:
                    report = next(reports)
                except StopIteration:
                    return False
                self._hand_over(report)
            return True
        finally:
            close = getattr(reports, "close", None)
            if close is not None:
                close()

    def _on_rested(self, run: int) -> None:
        if run == self._run and self.is_parked:
            self.parked.emit()

    def _on_ended(self, run: int, outcome: Outcome) -> None:
        if self._thread is None or run != self._run:  # ended by stop_and_wait
            return
        self._thread.wait()
        self._thread = None
        self.finished.emit(outcome)


class Interruptible:
    """Makes work that may be stuck for long (in the network, say) into work that can be stopped at once.

    `iterate` runs the work in a thread beside and gives its reports, or None where none came for a while, so that the
    worker has its moment to stop. Work that was left behind ends at its next report; until then no other begins, so
    that two never write the same file.
    """

    def __init__(self, beat_s: float = 0.1) -> None:
        self._beat_s = beat_s
        self._thread: Thread | None = None

    def iterate(self, work: Work) -> Iterator[object]:
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(self._beat_s)
            yield None
        inbox: SimpleQueue[tuple[object, Outcome | None]] = SimpleQueue()
        abandoned = Event()
        self._thread = Thread(target=_feed, args=(work, inbox, abandoned), daemon=True)
        self._thread.start()
        try:
            yield from self._reports(inbox)
        finally:
            abandoned.set()

    def _reports(self, inbox: "SimpleQueue[tuple[object, Outcome | None]]") -> Iterator[object]:
        while True:
            try:
                report, outcome = inbox.get(timeout=self._beat_s)
            except Empty:
                yield None
                continue
            if outcome is None:
                yield report
            elif outcome.error is not None:
                raise outcome.error
            else:
                return


def _feed(work: Work, inbox: "SimpleQueue[tuple[object, Outcome | None]]", abandoned: Event) -> None:
    outcome = Outcome()
    try:
        for report in work():
            inbox.put((report, None))
            if abandoned.is_set():
                break
    except Exception as error:  # carried to whoever iterates
        outcome = Outcome(error=error)
    inbox.put((None, outcome))


def _every_report(report: object) -> bool:
    return True
