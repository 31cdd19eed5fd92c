"""What is being looked at: the model, the picture, what the one makes of the other, and which number is followed.

The one owner of that state on the page. Light models are run at once, so that the maps keep up with a pen; heavy ones
away from the window, and only the latest picture counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.text import ExplainedError, tr
from cnnviz.traces.passes import Cell, Pass, PassModel
from cnnviz.traces.shown_layers import HEAVY, Array, ShownLayer
from cnnviz.ui.worker import GeneratorWorker, Outcome


class _Ran(NamedTuple):
    """A pass, and the model that made it."""

    model: PassModel
    shown: Pass


class Looking(QObject):
    """`pass_changed` carries a Pass, `layer_changed` the name of a layer, `cell_changed` the Cell that is followed.

    `begun` and `ended` frame a heavy pass; `failed` carries a sentence.
    """

    pass_changed = Signal(object)
    layer_changed = Signal(str)
    cell_changed = Signal(object)
    begun = Signal()
    ended = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model: PassModel | None = None
        self._next: Array | None = None
        self._shown: Pass | None = None
        self._layer = ""
        self._cell: Cell | None = None
        self._is_chosen = False  # the cell, by a person; else the strongest of the layer is followed
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._finished)

    @property
    def model(self) -> PassModel | None:
        return self._model

    @property
    def shown(self) -> Pass | None:
        """The last pass; None before the first."""
        return self._shown

    @property
    def layer(self) -> str:
        """The name of the layer that is shown; "" before the first pass."""
        return self._layer

    @property
    def cell(self) -> Cell | None:
        """The number that is followed."""
        return self._cell

    @property
    def is_busy(self) -> bool:
        """Whether a heavy model is being run."""
        return self._worker.running

    def set_model(self, model: PassModel) -> None:
        """Look into another model; what is shown stays until it has seen a picture."""
        if self._model is not None and _names(self._model) != _names(model):
            self._layer, self._cell, self._is_chosen = "", None, False
        self._model, self._next = model, None

    def look_at(self, picture: Array) -> None:
        """Show `picture` (C, H, W) to the model: at once, or as soon as it can be."""
        if self._model is None:
            return
        if self._model.work < HEAVY and not self._worker.running:
            try:
                self._take(self._model.run(picture))
            except ExplainedError as error:
                self.failed.emit(str(error))
        else:
            self._next = picture
            self._run_next()

    def choose_layer(self, name: str) -> None:
        """Show another layer, and follow its strongest number."""
        if self._shown is None or name == self._layer:
            return
        self._layer, self._is_chosen = name, False
        self.layer_changed.emit(name)
        self._follow(strongest(self._shown.layer(name)))

    def follow(self, cell: Cell) -> None:
        """Follow a number that a person has chosen; its layer is shown."""
        if self._shown is None:
            return
        self._is_chosen = True
        if cell.layer != self._layer:
            self._layer = cell.layer
            self.layer_changed.emit(cell.layer)
        self._follow(cell)

    def close_down(self) -> None:
        self._next = None
        self._worker.stop_and_wait()

    def _follow(self, cell: Cell) -> None:
        self._cell = cell
        self.cell_changed.emit(cell)

    def _take(self, shown: Pass) -> None:
        self._shown = shown
        known = [layer.name for layer in shown.layers]
        if self._layer not in known:
            self._layer = known[min(1, len(known) - 1)]
        if self._cell is None or not self._is_chosen or not _fits(shown, self._cell):
            self._cell, self._is_chosen = strongest(shown.layer(self._layer)), False
        self.pass_changed.emit(shown)

    def _run_next(self) -> None:
        if self._worker.running or self._next is None or self._model is None:
            return
        model, picture, self._next = self._model, self._next, None

        def work() -> Iterator[object]:
            yield _Ran(model, model.run(picture))

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
            if isinstance(report, _Ran) and report.model is self._model:
                self._take(report.shown)
        self._run_next()


def strongest(layer: ShownLayer) -> Cell:
    """The number of a layer that is farthest from zero.

    >>> maps = np.array([[[0.0, 1.0]], [[-3.0, 2.0]]])
    >>> strongest(ShownLayer("conv1", "Conv2D", (2, 1, 2), maps))
    Cell(layer='conv1', channel=1, row=0, column=0)
    """
    sizes = np.abs(np.nan_to_num(layer.maps))
    channel, row, column = np.unravel_index(int(sizes.argmax()), sizes.shape)
    return Cell(layer.name, int(channel), int(row), int(column))


def _fits(shown: Pass, cell: Cell) -> bool:
    shapes = {layer.name: layer.maps.shape for layer in shown.layers}
    shape = shapes.get(cell.layer)
    return shape is not None and all(at < length for at, length in zip(cell[1:], shape, strict=True))


def _names(model: PassModel) -> object:
    """What must stay the same for a layer and a cell to mean the same in another model."""
    network = model.network
    return model if network is None else (network.input_shape, tuple(network.shapes.items()))
