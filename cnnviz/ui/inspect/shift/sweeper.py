"""Sweeps one number of the movement in the background, again whenever something else has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.inspection.equivariance import Sweep, swept
from cnnviz.inspection.movable import Movable
from cnnviz.inspection.movement import Movement
from cnnviz.ui.inspect.shift.movement_controls import range_of
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

REST_MS = 120  # nothing has changed for so long
POLL_MS = 40
FEW = 13  # places where a heavy network is looked at


class Sweeper(QObject):
    """`swept` carries a Sweep, as far as it has come."""

    swept = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: Callable[[], Iterator[Sweep]] | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._take)
        self._beside = Interruptible()  # eight pictures of a large network take seconds; nobody should wait for them
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._finished)

    @property
    def running(self) -> bool:
        """Whether a sweep is being made, or about to be."""
        return self._worker.running or self._rest.isActive()

    def sweep(self, network: Network, movable: Movable, movement: Movement, name: str, heavy: bool) -> None:
        """Sweep the number `name` of `movement`; what was being swept before is not wanted any more."""
        height, width = network.input_shape[1:]
        values = sweep_values(name, (height, width), heavy)
        self._wanted = lambda: swept(network, movable.taken, movement, name, values)
        self._rest.start()
        self._worker.stop()

    def stop(self) -> None:
        """Nobody looks."""
        self._wanted = None
        self._rest.stop()
        self._worker.stop()

    def close_down(self) -> None:
        self.stop()
        self._worker.stop_and_wait()

    def _begin(self) -> None:
        if self._wanted is not None and not self._worker.running:
            work, self._wanted = self._wanted, None
            self._worker.start(lambda: self._beside.iterate(work))
            self._poll.start()

    def _take(self) -> None:
        """Hand on the latest, unless another sweep is wanted by now."""
        reports = [report for report in self._worker.take() if report is not None]
        if reports and self._wanted is None:
            self.swept.emit(reports[-1])

    def _finished(self, outcome: Outcome) -> None:
        self._poll.stop()
        if not outcome.stopped:
            self._take()
        if outcome.error is not None:
            raise outcome.error
        if not self._rest.isActive():
            self._begin()


def sweep_values(name: str, size: tuple[int, int], heavy: bool) -> Array:
    """Where a number of the movement is looked at: every whole pixel, every 5 degrees; few places of a `heavy` network.

    >>> sweep_values("turn", (28, 28), False)[:3].tolist(), len(sweep_values("right", (28, 28), False))
    ([-180.0, -175.0, -170.0], 29)
    """
    low, high = range_of(name, size)
    if heavy:
        return np.linspace(low, high, FEW)
    if name == "scale":
        return np.asarray(2.0 ** np.linspace(-1, 1, 41))
    step = 5 if name == "turn" else max(1, round((high - low) / 64))
    return np.arange(low, high + 1, step)
