"""What the Inspect page asks of each of its views, and what it tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.traces.passes import Cell, Pass, PassModel
    from cnnviz.ui.export.filming import Filming
    from cnnviz.ui.export.sheet import Sheet


class InspectView(QWidget):
    """One of the views between which the page switches. Only the one that can be seen is told anything.

    When it is shown it is told what it does not know yet, in the order of the calls below: model, pass, layer and cell.
    Signals go up, calls go down.
    """

    layer_wanted = Signal(str)  # the name of a layer that is to be chosen
    follow_wanted = Signal(object)  # a Cell whose number is to be followed
    step_wanted = Signal(int)  # the next layer with something to show, to the left (-1) or right (1)
    available_changed = Signal()  # ask again for which layers there is something to see
    failed = Signal(str)  # a sentence for the notice of the page
    told = Signal(str)

    uses_layers = True  # whether the strip of layers stands above the view
    follows = False  # whether the card that follows a number stands beside it

    def show_model(self, model: PassModel) -> None:
        """Another model is looked into; a pass of it comes next."""

    def show_pass(self, shown: Pass) -> None:
        """What the model makes of the picture: another picture, or the same prepared in another way."""

    def available(self, shown: Pass) -> Sequence[bool]:
        """For which of the layers there is something to see."""
        return [True] * len(shown.layers)

    def show_layer(self, name: str) -> None:
        """A layer was chosen."""

    def show_cell(self, cell: Cell | None) -> None:
        """This number is followed now: mark it."""

    def choose_class(self, index: int) -> None:
        """A class was chosen beside the view."""

    def sheet(self) -> Sheet | None:
        """What is to be seen now, as a picture for a file; None where there is nothing."""
        return None

    def numbers(self) -> Numbers | None:
        """The numbers behind it; None where there are none."""
        return None

    def filming(self) -> Filming | None:
        """What makes a film of what is to be seen; None where nothing moves."""
        return None

    def take_focus(self) -> None:
        """Let the keys go to what they steer in this view."""
        self.setFocus()

    def left(self) -> None:
        """Another view or page is shown now: stop what nobody looks at."""

    def close_down(self) -> None:
        """The window closes: end what runs, at once."""
