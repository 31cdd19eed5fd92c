"""The controls of the geometry: stride, padding, dilation."""

from PySide6.QtCore import Signal

from cnnviz.engine.geometry import Pair, Sides, sides
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.traces.kernels import LARGEST
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.pair import PairBox
from cnnviz.ui.widgets.segmented import Segmented

NUMBER = "number"
LARGEST_STRIDE = 16
LARGEST_DILATION = 8
LARGEST_PADDING = (LARGEST - 1) * LARGEST_DILATION  # what “full” comes to at most
WORDS = (
    Choice("valid", mark("valid"), mark("No padding: the window stays inside the picture")),
    Choice("same", mark("same"), mark("As much padding as keeps the size (at stride 1)")),
    Choice("full", mark("full"), mark("Every window that touches the picture")),
    Choice(NUMBER, mark("own"), mark("The numbers above, on both sides")),
)


class GeometryControls(ControlGroup):
    """`changed` carries the name of the row that was used."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Geometry"))
        self.stride = PairBox(tr("Stride"), 1, LARGEST_STRIDE, (1, 1), tr("How far the window moves"))
        self.padding = PairBox(
            tr("Padding"),
            0,
            LARGEST_PADDING,
            (1, 1),
            tr("Zeros on each side of the picture; 0+1 is none before it and one after it"),
        )
        self.word = Segmented(WORDS, "same")
        self.word.setAccessibleName(tr("Padding by name"))
        self.dilation = PairBox(tr("Dilation"), 1, LARGEST_DILATION, (1, 1), tr("1: neighbours; 2: every other cell"))
        self.add_row("stride", tr("Stride"), self.stride)
        self.add_row("padding", tr("Padding"), self.padding)
        self.add_wide(self.word)
        self.add_row("dilation", tr("Dilation"), self.dilation)
        self.stride.changed.connect(lambda _: self.changed.emit("stride"))
        self.dilation.changed.connect(lambda _: self.changed.emit("dilation"))
        self.padding.changed.connect(lambda _: self._padding_typed())
        self.word.changed.connect(lambda _: self.changed.emit("padding"))

    def sides_for(self, kernel: Pair) -> Sides:
        """The padding (top, bottom, left, right) for a kernel of that size; the fields show it."""
        word = self.word.value()
        if word == NUMBER:
            self.padding.set_prefixes(("", ""))
            return sides(self.padding.value(), kernel)
        found = sides(word, kernel, self.dilation.value())
        self.padding.set_value((found[1], found[3]))
        self.padding.set_prefixes((_uneven(found[0], found[1]), _uneven(found[2], found[3])))
        return found

    def mark_wrong(self, name: str) -> None:
        """Mark the row that cannot be used, and no other."""
        for row, box in (("stride", self.stride), ("padding", self.padding), ("dilation", self.dilation)):
            box.set_wrong(row == name)

    def _padding_typed(self) -> None:
        self.word.set_value(NUMBER)
        self.changed.emit("padding")


def _uneven(before: int, after: int) -> str:
    """What stands before the number of an uneven padding.

    >>> _uneven(0, 1), _uneven(2, 2)
    ('0+', '')
    """
    return "" if before == after else f"{before}+"
