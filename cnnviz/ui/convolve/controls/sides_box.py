"""Four whole numbers, one for each side of the picture."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QSpinBox, QWidget

from cnnviz.engine.geometry import Sides
from cnnviz.text import tr
from cnnviz.ui.widgets.labels import label, set_role
from cnnviz.ui.widgets.number_box import NumberBox


class SidesBox(QWidget):
    """Top, bottom, left and right; `changed` carries all four."""

    changed = Signal(object)

    def __init__(self, name: str, high: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        self._boxes = []
        for index, side in enumerate((tr("top"), tr("bottom"), tr("left"), tr("right"))):
            box = NumberBox()
            box.setRange(0, high)
            box.setAccessibleName(tr("{name}, {side}", name=name, side=side))
            box.setToolTip(tr("Cells of padding at the {side}", side=side))
            box.setMinimumWidth(56)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.valueChanged.connect(lambda _: self.changed.emit(self.value()))
            row, column = divmod(index, 2)
            grid.addWidget(label(side, "muted"), row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
            self._boxes.append(box)

    def value(self) -> Sides:
        top, bottom, left, right = (box.value() for box in self._boxes)
        return (top, bottom, left, right)

    def set_value(self, value: Sides) -> None:
        """Show four numbers without sending `changed`."""
        for box, number in zip(self._boxes, value, strict=True):
            box.blockSignals(True)
            box.setValue(number)
            box.blockSignals(False)

    def boxes(self) -> tuple[QSpinBox, ...]:
        """The controls for top, bottom, left and right."""
        return tuple(self._boxes)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the numbers as ones that cannot be used."""
        for box in self._boxes:
            set_role(box, "wrong", wrong)
