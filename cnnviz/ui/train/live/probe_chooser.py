"""Chooses the probe: its number, or the next one, before or after, of a kind."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.ui.train.live.probe_choice import ProbeWish
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.number_box import NumberBox

ANY, MISTAKES, CLASS = "any", "mistakes", "class "
NUMBER_WIDTH = 94


class _ProbeNumber(NumberBox):
    """Its + and − ask for the next and the one before among those that are wanted, whatever their numbers are."""

    stepped = Signal(int)

    def stepBy(self, steps: int) -> None:
        self.stepped.emit(1 if steps > 0 else -1)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled


class ProbeChooser(QWidget):
    """`wished` carries a ProbeWish: a number that was typed, or the next picture among all, mistakes, or a class."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self.number = _ProbeNumber()
        self.number.setAccessibleName(tr("Number of the probe"))
        self.number.setToolTip(tr("Type a number; + and − take the next picture, and the one before"))
        self.number.setFixedWidth(NUMBER_WIDTH)
        self.number.stepped.connect(lambda by: self.wished.emit(self.next_wish(by)))
        self.number.valueChanged.connect(lambda number: self.wished.emit(ProbeWish(number=number)))
        self.kind = Chooser(tr("Which pictures"), tr("Which pictures Next goes to"))
        self.kind.add(ANY, tr("all"), tr("Every picture"))
        self.kind.add(MISTAKES, tr("mistakes"), tr("Only pictures that the network takes for something else"))
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.kind.chosen.connect(self._begin)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.number)
        row.addWidget(self.kind, 1)

    def next_wish(self, by: int = 1) -> ProbeWish:
        """The next picture, or with -1 the one before, of the kind that is chosen."""
        kind = self.kind.value()
        label = int(kind.removeprefix(CLASS)) if kind.startswith(CLASS) else None
        return ProbeWish(None, by, label, kind == MISTAKES)

    def show_number(self, number: int, pictures: int, names: tuple[str, ...]) -> None:
        """Show that picture `number` of so many is watched, and the classes that there are; sends nothing."""
        self.number.blockSignals(True)
        self.number.setRange(0, max(number, pictures - 1))
        self.number.setValue(number)
        self.number.blockSignals(False)
        if names != self._names:
            for label in range(len(self._names)):
                self.kind.removeItem(self.kind.findData(f"{CLASS}{label}"))
            self._names = names
            for label, name in enumerate(names):
                self.kind.add(f"{CLASS}{label}", tr("class {name}", name=name))
            if self.kind.currentIndex() < 0:
                self.kind.set_value(ANY)

    def _begin(self, kind: str) -> None:
        """Go at once to a picture of the kind that was chosen."""
        if kind != ANY:
            self.wished.emit(self.next_wish())
