"""Two whole numbers that belong together: rows and columns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from cnnviz.text import tr
from cnnviz.ui.widgets.labels import label, set_role
from cnnviz.ui.widgets.number_box import NumberBox

Pair = tuple[int, int]
LARGEST_WITH_AIR = 999  # numbers of more digits need the room
LITTLE_AIR = 3  # pixels


class PairBox(QWidget):
    """A number for the rows and one for the columns; `changed` carries both."""

    changed = Signal(object)

    def __init__(self, name: str, low: int, high: int, value: Pair, help_text: str = "") -> None:
        super().__init__()
        self._boxes = (NumberBox(), NumberBox())
        self._range = (low, high)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        axes = (tr("rows"), tr("columns"))
        for box, axis, start in zip(self._boxes, axes, value, strict=True):
            box.setRange(low, high)
            box.setValue(start)
            box.setKeyboardTracking(False)
            box.setAccessibleName(tr("{name}, {axis}", name=name, axis=axis))
            box.setToolTip(tr("{help} ({axis})", help=help_text, axis=axis) if help_text else axis)
            box.setMinimumWidth(56)
            if high > LARGEST_WITH_AIR:
                box.lineEdit().setTextMargins(LITTLE_AIR, 0, 0, 0)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.valueChanged.connect(lambda _: self.changed.emit(self.value()))
            if row.count():
                row.addWidget(label("×", "muted"))
            row.addWidget(box, 1)

    def value(self) -> Pair:
        return (self._boxes[0].value(), self._boxes[1].value())

    def set_value(self, value: Pair) -> None:
        """Show a pair without sending `changed`; what is larger than can be chosen here has come from elsewhere."""
        for box, number in zip(self._boxes, value, strict=True):
            box.blockSignals(True)
            box.setRange(self._range[0], max(self._range[1], number))
            box.setValue(number)
            box.blockSignals(False)

    def set_prefixes(self, prefixes: tuple[str, str]) -> None:
        """What stands before the numbers, where one number does not say it all."""
        for box, prefix in zip(self._boxes, prefixes, strict=True):
            box.setPrefix(prefix)

    def boxes(self) -> tuple[QSpinBox, QSpinBox]:
        """The controls for rows and for columns."""
        return self._boxes

    def set_wrong(self, wrong: bool) -> None:
        """Mark the pair as one that cannot be used."""
        for box in self._boxes:
            set_role(box, "wrong", wrong)
