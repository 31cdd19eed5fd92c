"""What a row takes: one chooser for each input, and for rows that bring branches together one more to add another."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.widgets.chooser import Chooser

NOTHING = ""


class InputsBox(QWidget):
    """`changed` carries the names of the inputs, a tuple, after every change by a person."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._told: tuple[object, ...] = ()
        self.choosers: list[Chooser] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_inputs(self, inputs: Sequence[str], offered: Sequence[str], several: bool) -> None:
        """Show the names taken, and all that could be; with `several` there may be more than one."""
        told = (tuple(inputs), tuple(offered), several)
        if told == self._told:
            return
        self._told = told
        for chooser in self.choosers:
            self._column.removeWidget(chooser)
            chooser.deleteLater()
        self.choosers = [self._chooser(name, offered, place > 0) for place, name in enumerate(inputs)]
        if several:
            self.choosers.append(self._chooser(NOTHING, offered, True))
        for chooser in self.choosers:
            self._column.addWidget(chooser)

    def _chooser(self, name: str, offered: Sequence[str], optional: bool) -> Chooser:
        chooser = Chooser(tr("Input"), tr("Whose output the layer takes: the row above, or any one above that"))
        if optional:
            chooser.add(NOTHING, tr("none") if name else tr("one more …"))
        for one in reversed(offered):
            chooser.add(one, one)
        if name and name not in offered:
            chooser.add(name, tr("{name} (not above)", name=name))
        chooser.set_value(name)
        chooser.chosen.connect(lambda _: self.changed.emit(self._names()))
        return chooser

    def _names(self) -> tuple[str, ...]:
        return tuple(value for chooser in self.choosers if (value := chooser.value()) != NOTHING)
