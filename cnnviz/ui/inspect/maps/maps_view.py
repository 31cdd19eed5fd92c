"""What every layer makes of the picture: the maps of the chosen layer as a wall."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from cnnviz.traces.passes import Cell, Pass
from cnnviz.ui.inspect.maps.maps_card import MapsCard
from cnnviz.ui.inspect.view import InspectView

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.ui.export.sheet import Sheet


class MapsView(InspectView):
    """The maps of one layer; a click on a number asks to follow it."""

    follows = True

    def __init__(self) -> None:
        super().__init__()
        self._shown: Pass | None = None
        self._layer = ""
        self.card = MapsCard()
        self.card.step_wanted.connect(self.step_wanted)
        self.card.follow_wanted.connect(self.follow_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    def show_pass(self, shown: Pass) -> None:
        self._shown = shown
        self._show()

    def show_layer(self, name: str) -> None:
        self._layer = name
        self._show()

    def show_cell(self, cell: Cell | None) -> None:
        self.card.show_cell(cell)

    def sheet(self) -> "Sheet | None":
        return self.card.sheet()

    def numbers(self) -> "Numbers | None":
        from cnnviz.ui.inspect.maps.layer_numbers import maps_numbers

        return None if self._shown is None else maps_numbers(self.card.layer())

    def take_focus(self) -> None:
        self.card.area.wall.setFocus()

    def _show(self) -> None:
        if self._shown is not None and any(layer.name == self._layer for layer in self._shown.layers):
            self.card.show_layer(self._shown, self._layer)
