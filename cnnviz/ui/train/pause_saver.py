"""Puts a run that rests on the disk, in a thread beside, so that the window does not wait."""

from PySide6.QtCore import QObject, Signal

from cnnviz.history.recorder import Recorder
from cnnviz.ui.worker import GeneratorWorker, Outcome


class PauseSaver(QObject):
    """`saved` carries Autosaved or AutosaveFailed; nothing comes of a run without a folder."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._on_finished)

    def save(self, recorder: Recorder) -> None:
        """Save the run and its model; not a second time while that is being done."""
        if not self._worker.running:
            self._worker.start(lambda: iter((recorder.save_now(),)))

    def close_down(self) -> None:
        """Come back when nothing is being written any more."""
        self._worker.stop_and_wait()

    def _on_finished(self, outcome: Outcome) -> None:
        for report in self._worker.take():
            if report is not None:
                self.saved.emit(report)
        if outcome.error is not None:
            self.failed.emit(outcome.error)
