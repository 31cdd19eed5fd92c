"""Gets the pictures of a source in a thread of its own: some sets draw them only when they are asked for."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from cnnviz.data.kept_source import KeptSource
from cnnviz.ui.train.data_view.samples import Samples, samples_of
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome


class SamplesReader(QObject):
    """`ready` carries the parts, by name, of the source that was asked for last."""

    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: KeptSource | None = None
        self._read: KeptSource | None = None
        self._beside = Interruptible()  # drawing digits takes a second; nobody should wait for it
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._on_finished)

    def read(self, source: KeptSource) -> None:
        """Get the pictures of `source`; what was asked for before is forgotten."""
        self._wanted = source
        if self._worker.running:
            self._worker.stop()  # its end begins this
        else:
            self._start(source)

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._wanted = None
        self._worker.stop()

    def close_down(self) -> None:
        """End at once."""
        self._wanted = None
        self._worker.stop_and_wait()

    def _start(self, source: KeptSource) -> None:
        def parts() -> Iterator[dict[str, Samples]]:
            yield samples_of(source)

        self._read = source
        self._worker.start(lambda: self._beside.iterate(parts))

    def _on_finished(self, outcome: Outcome) -> None:
        wanted, found = self._wanted, [report for report in self._worker.take() if report is not None]
        if wanted is None:
            return
        if wanted is not self._read:
            self._start(wanted)
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it
        elif found:
            self.ready.emit(found[-1])
        elif outcome.stopped:
            self._start(wanted)
