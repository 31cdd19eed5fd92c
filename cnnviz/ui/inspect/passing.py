"""Runs a model on pictures: a light one at once, a heavy one away from the window, where only the latest counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from cnnviz.text import ExplainedError, tr
from cnnviz.traces.passes import Pass, PassModel
from cnnviz.traces.shown_layers import HEAVY, Array
from cnnviz.ui.worker import GeneratorWorker, Outcome


class Ran(NamedTuple):
    """A pass, and the model that made it."""

    model: PassModel
    shown: Pass


class Passing(QObject):
    """`ran` carries a Ran, `failed` a sentence; `begun` and `ended` frame a heavy pass."""

    ran = Signal(object)
    failed = Signal(str)
    begun = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: tuple[PassModel, Array] | None = None
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._finished)

    @property
    def is_busy(self) -> bool:
        """Whether a heavy model is being run."""
        return self._worker.running

    def run(self, model: PassModel, picture: Array) -> None:
        """Show `picture` (C, H, W) to `model`: at once, or as soon as it can be."""
        if model.work < HEAVY and not self._worker.running:
            try:
                shown = model.run(picture)
            except ExplainedError as error:
                self.failed.emit(str(error))
            else:
                self.ran.emit(Ran(model, shown))
        else:
            self._next = model, picture
            self._run_next()

    def forget(self) -> None:
        """What still waits is not wanted any more."""
        self._next = None

    def close_down(self) -> None:
        self._next = None
        self._worker.stop_and_wait()

    def _run_next(self) -> None:
        if self._worker.running or self._next is None:
            return
        (model, picture), self._next = self._next, None

        def work() -> Iterator[object]:
            yield Ran(model, model.run(picture))

        self._worker.start(work)
        self.begun.emit()

    def _finished(self, outcome: Outcome) -> None:
        reports = self._worker.take()
        self.ended.emit()
        if isinstance(outcome.error, MemoryError):
            self.failed.emit(tr("There is not enough memory to run this model on the picture."))
        elif isinstance(outcome.error, ExplainedError):
            self.failed.emit(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error
        for report in reports:
            self.ran.emit(report)
        self._run_next()
