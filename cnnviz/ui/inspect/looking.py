"""What is being looked at: the model, the picture, what the one makes of the other, and which number is followed.

The one owner of that state on the page.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.traces.passes import Cell, Pass, PassModel
from cnnviz.traces.shown_layers import Array, ShownLayer
from cnnviz.ui.inspect.passing import Passing, Ran


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
        self._shown: Pass | None = None
        self._shown_by: PassModel | None = None
        self._layer = ""
        self._cell: Cell | None = None
        self._is_chosen = False  # the cell, by a person; else the strongest of the layer is followed
        self._passing = Passing(self)
        self._passing.ran.connect(self._take)
        self._passing.failed.connect(self.failed)
        self._passing.begun.connect(self.begun)
        self._passing.ended.connect(self.ended)

    @property
    def model(self) -> PassModel | None:
        return self._model

    @property
    def shown(self) -> Pass | None:
        """The last pass; None before the first."""
        return self._shown

    @property
    def shown_by(self) -> PassModel | None:
        """The model of the last pass: while a heavy one takes its first look, another than `model`."""
        return self._shown_by

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
        return self._passing.is_busy

    def set_model(self, model: PassModel) -> None:
        """Look into another model; what is shown stays until it has seen a picture."""
        self._model = model
        self._passing.forget()

    def look_at(self, picture: Array) -> None:
        """Show `picture` (C, H, W) to the model: at once, or as soon as it can be."""
        if self._model is not None:
            self._passing.run(self._model, picture)

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
        self._passing.close_down()

    def _follow(self, cell: Cell) -> None:
        self._cell = cell
        self.cell_changed.emit(cell)

    def _take(self, ran: Ran) -> None:
        if ran.model is not self._model:
            return
        if self._shown_by is not None and _names(self._shown_by) != _names(ran.model):
            self._layer, self._cell, self._is_chosen = "", None, False
        self._shown_by = ran.model
        shown = self._shown = ran.shown
        known = [layer.name for layer in shown.layers]
        if self._layer not in known:
            self._layer = known[min(1, len(known) - 1)]
        if self._cell is None or not self._is_chosen or not _fits(shown, self._cell):
            self._cell, self._is_chosen = strongest(shown.layer(self._layer)), False
        self.pass_changed.emit(shown)


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
