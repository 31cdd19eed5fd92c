"""The padding as two numbers, or as four for who wants the sides apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.engine.geometry import Pair, Sides
from cnnviz.text import tr
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.widgets.pair import PairBox

if TYPE_CHECKING:
    from cnnviz.ui.convolve.controls.sides_box import SidesBox
    from cnnviz.ui.widgets.fold import Fold

SIDES = "sides"  # the row that the group keeps for the four numbers


class PaddingRows(QObject):
    """The rows of a group that show a padding; `typed` carries what was typed, (top, bottom, left, right)."""

    typed = Signal(object)

    def __init__(self, group: ScenarioGroup, name: str, high: int, help_text: str) -> None:
        super().__init__(group)
        self._group = group
        self.pair = PairBox(tr("Padding"), 0, high, (0, 0), help_text)
        self._high = high
        self._padding: Sides = (0, 0, 0, 0)
        self._wrong = False
        self.sides: SidesBox | None = None  # made when the fold is opened
        group.add_row(name, tr("Padding"), self.pair, help_text)
        self.pair.changed.connect(self._take_pair)

    @cached_property
    def fold(self) -> Fold:
        """What shows the sides apart."""
        from cnnviz.ui.widgets.fold import Fold

        fold = Fold(QWidget(), tr("Each side…"), tr("Hide the sides"))
        fold.button.toggled.connect(self._make_sides)
        fold.button.setToolTip(tr("Padding at the top, bottom, left and right in numbers of their own"))
        self._group.add_wide(fold, SIDES)
        return fold

    def offer_sides(self, offered: bool) -> None:
        """Show or hide what shows the sides apart."""
        if offered or "fold" in vars(self):
            self.fold.setVisible(offered)

    def show(self, padding: Sides) -> None:
        """Show a padding; nothing is sent."""
        self._padding = padding
        top, bottom, left, right = padding
        self.pair.set_value((bottom, right))
        self.pair.set_prefixes((_uneven(top, bottom), _uneven(left, right)))
        if self.sides is not None:
            self.sides.set_value(padding)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the numbers as ones that cannot be used."""
        self._wrong = wrong
        self.pair.set_wrong(wrong)
        if self.sides is not None:
            self.sides.set_wrong(wrong)

    def _make_sides(self) -> None:
        from cnnviz.ui.convolve.controls.sides_box import SidesBox

        if self.sides is None:
            self.sides = SidesBox(tr("Padding"), self._high)
            self.sides.set_value(self._padding)
            self.sides.set_wrong(self._wrong)
            self.sides.changed.connect(self.typed)
            inside = QVBoxLayout(self.fold.body)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(self.sides)

    def _take_pair(self, value: Pair) -> None:
        """A number for both sides of an axis; an axis that was not touched keeps its uneven ones."""
        top, bottom, left, right = self._padding
        rows = (top, bottom) if value[0] == bottom else (value[0], value[0])
        columns = (left, right) if value[1] == right else (value[1], value[1])
        self.typed.emit((*rows, *columns))


def _uneven(before: int, after: int) -> str:
    """What stands before the number of an uneven padding.

    >>> _uneven(0, 1), _uneven(2, 2)
    ('0+', '')
    """
    return "" if before == after else f"{before}+"
