"""The pictures that were read last, kept for the next run, and read before one when a view wants to show them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady, Loading, open_data
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

OpenData = Callable[[DataChoice], Iterator[object]]
TICK_MS = 50


class DataLoader(QObject):
    """`ready` carries a DataChoice and its DataReady, `loading` a sentence, `failed` what reading ended with."""

    ready = Signal(object, object)
    loading = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, open_: OpenData = open_data) -> None:
        super().__init__(parent)
        self._open = open_
        self._kept: tuple[DataChoice, DataReady] | None = None
        self._wanted: DataChoice | None = None
        self._next: DataChoice | None = None
        self._opening = Interruptible()  # reading or drawing pictures takes a while; nobody should wait for it
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._on_finished)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def kept(self, choice: DataChoice) -> DataReady | None:
        """The pictures of this choice, where they were the last that were read."""
        return self._kept[1] if self._kept is not None and self._kept[0] == identity(choice) else None

    def keep(self, choice: DataChoice, ready: DataReady) -> None:
        """Keep pictures that a run has read."""
        self._kept = identity(choice), ready

    def work(self, choice: DataChoice) -> Iterator[object]:
        """Reports for whoever runs in a thread of its own: DataReady last, at once where it is kept."""
        kept = self.kept(choice)
        if kept is not None:
            yield kept
            return
        yield from self._opening.iterate(lambda: self._open(choice))

    def load(self, choice: DataChoice) -> None:
        """Read the pictures now, instead of others; `ready` follows, at once where they are kept."""
        kept = self.kept(choice)
        if kept is not None:
            self.ready.emit(choice, kept)
        elif not self._worker.running:
            self._wanted = choice
            self._worker.start(lambda: self.work(choice))
            self._timer.start()
        elif choice != self._wanted:
            self._next = choice
            self._worker.stop()  # its end begins this

    def close_down(self) -> None:
        self._timer.stop()
        self._worker.stop_and_wait()

    def _tick(self) -> None:
        for report in self._worker.take():
            if isinstance(report, Loading):
                self.loading.emit(report.message)
            elif isinstance(report, DataReady) and self._wanted is not None:
                self.keep(self._wanted, report)
                self.ready.emit(self._wanted, report)

    def _on_finished(self, outcome: Outcome) -> None:
        self._timer.stop()
        self._tick()
        following, self._next = self._next, None
        if following is not None:
            self.load(following)
        elif outcome.error is not None:
            self.failed.emit(outcome.error)


def identity(choice: DataChoice) -> DataChoice:
    """What of a choice says which pictures there are: only digits that are drawn have a seed."""
    return choice if choice.dataset == "drawn" else replace(choice, seed=0)
