"""The classes that are mistaken for each other most often, in words; a click shows their pictures."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cnnviz.history.confusion import ConfusedPair
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.widgets.labels import label

MOST = 6
LONGEST_NAME = 28  # characters


class ConfusedPairs(QWidget):
    """Up to `MOST` sentences; `chosen` carries the cell (true class, predicted class) of one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pairs: Sequence[ConfusedPair] = ()
        self._rows = MOST
        self._title = label(tr("Most often mistaken"), "heading")
        self.buttons = tuple(QPushButton() for _ in range(MOST))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        for number, button in enumerate(self.buttons):
            button.setProperty("role", "flat")
            button.setToolTip(tr("Show these pictures"))
            button.clicked.connect(partial(self._choose, number))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_pairs((), ())

    def show_pairs(self, pairs: Sequence[ConfusedPair], names: Sequence[str]) -> None:
        self._pairs = pairs
        for pair, button in zip(pairs, self.buttons, strict=False):
            button.setText(
                tr("{true} taken for {predicted}: {part} of {total}", true=_short(names[pair.truth]),
                   predicted=_short(names[pair.predicted]), part=count(pair.count), total=count(pair.total))
            )  # fmt: skip
        self.set_rows(self._rows)

    def set_rows(self, rows: int) -> None:
        """Show at most so many sentences."""
        self._rows = rows
        for number, button in enumerate(self.buttons):
            button.setVisible(number < min(rows, len(self._pairs)))
        self._title.setVisible(bool(self._pairs))

    def _choose(self, number: int) -> None:
        pair = self._pairs[number]
        self.chosen.emit((pair.truth, pair.predicted))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
