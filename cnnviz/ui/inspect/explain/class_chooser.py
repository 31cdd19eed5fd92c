"""Chooses a class: with few classes all in their order, with many the likeliest on top of all of them."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from cnnviz.engine.arrays import Array
from cnnviz.settings import Choice
from cnnviz.text import tr
from cnnviz.ui.widgets.bars import percent
from cnnviz.ui.widgets.chooser import AROUND, Chooser

FEW = 12
LIKELIEST = 10


class ClassChooser(Chooser):
    """The value is the number of a class, or one of the `special` ones ("predicted"), which stand on top."""

    def __init__(self, name: str, help_text: str, special: Sequence[Choice]) -> None:
        super().__init__(name, help_text, special)
        self._special = len(special)
        self._names: Sequence[str] = ()
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def shown_text(self) -> str:
        """The name of the class, and what fits of what stands behind it."""
        room = self.width() - AROUND
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def show_classes(self, names: Sequence[str], shares: Array) -> None:
        """Offer the classes `names`, with the `shares` (K,) that the network gives them; what is chosen stays."""
        value = self.value()
        if tuple(names) != tuple(self._names):
            self._rebuild(names)
        if len(names) <= FEW:
            for index, name in enumerate(names):
                self.set_text(str(index), _with_share(name, shares[index]))
        else:
            for row, index in enumerate(np.argsort(-shares, kind="stable")[:LIKELIEST]):
                place = self._special + row
                self.setItemText(place, _with_share(names[index], shares[index]))
                self.setItemData(place, str(index))
        self.set_value(value if self.has(value) else str(self.itemData(0)))

    def _rebuild(self, names: Sequence[str]) -> None:
        self._names = names
        while self.count() > self._special:
            self.removeItem(self.count() - 1)
        if len(names) > FEW:
            for _ in range(LIKELIEST):
                self.addItem("", "")
            self.add_separator()
        for index, name in enumerate(names):
            self.addItem(name, str(index))
        self.setMaxVisibleItems(20)


def _with_share(name: str, share: float) -> str:
    return tr("{name} · {share}", name=name, share=percent(float(share))) if np.isfinite(share) else name
