"""The weights that the network has learnt: the kernels of the chosen layer as a wall."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from cnnviz.text import tr
from cnnviz.traces.passes import Cell, Pass, PassModel
from cnnviz.ui.inspect.maps.kernels_card import KernelsCard
from cnnviz.ui.inspect.view import InspectView

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.ui.export.sheet import Sheet


class KernelsView(InspectView):
    """The kernels of one layer, all channels of each."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Pass | None = None
        self._layer = ""
        self.card = KernelsCard()
        self.card.step_wanted.connect(self.step_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    def available(self, shown: Pass) -> Sequence[bool]:
        return [layer.weights is not None for layer in shown.layers]

    def show_model(self, model: PassModel) -> None:
        self.card.show_model()

    def show_pass(self, shown: Pass) -> None:
        self._shown = shown
        self._show()

    def show_cell(self, cell: Cell | None) -> None:
        self.card.show_cell(cell)

    def show_layer(self, name: str) -> None:
        self._layer = name
        self._show()

    def sheet(self) -> "Sheet | None":
        return self.card.sheet()

    def numbers(self) -> "Numbers | None":
        from cnnviz.ui.inspect.maps.layer_numbers import weights_numbers

        return weights_numbers(self.card.layer()) if self.card.shows_kernels() else None

    def take_focus(self) -> None:
        self.card.area.wall.setFocus()

    def _show(self) -> None:
        if self._shown is None:
            return
        known = [layer for layer in self._shown.layers if layer.name == self._layer]
        if known and known[0].weights is not None:
            self.card.show_layer(self._shown, self._layer)
        elif all(layer.weights is None for layer in self._shown.layers):
            self.card.show_nothing(tr("The weights of this model are not known: another program computes it."))
