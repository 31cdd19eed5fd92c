"""Sliders that move the picture: right, down, turned, scaled, and a switch that mirrors it."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QSlider, QWidget

from cnnviz.inspection.movement import Movement
from cnnviz.numbers import number
from cnnviz.text import mark, tr
from cnnviz.ui.fonts import number_font
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.readout import Readout
from cnnviz.ui.widgets.wrapping_row import WrappingRow

STEPS_OF_SCALE = 20  # on either side of the picture's own size, up to twice and down to half of it
COLUMNS = 2


class Range(NamedTuple):
    """One number of a movement: what it is called, how far it goes, and how it is written."""

    name: str
    label: str
    help: str
    unit: str


RANGES = (
    Range("right", mark("Shift →"), mark("Move the picture to the right, or (below 0) to the left"), " px"),
    Range("down", mark("Shift ↓"), mark("Move the picture down, or (below 0) up"), " px"),
    Range("turn", mark("Turn"), mark("Turn the picture clockwise around its middle"), "°"),
    Range("scale", mark("Scale"), mark("Make the picture larger or smaller around its middle"), "×"),
)


def range_of(name: str, size: tuple[int, int]) -> tuple[float, float]:
    """From where to where a number of a movement goes for a picture of `size` (H, W).

    >>> range_of("right", (28, 28)), range_of("turn", (28, 28))
    ((-14.0, 14.0), (-180.0, 180.0))
    """
    if name == "turn":
        return -180.0, 180.0
    if name == "scale":
        return 0.5, 2.0
    half = float(size[0 if name == "down" else 1] // 2)
    return -half, half


class MovementControls(QWidget):
    """`changed` carries the Movement and the name of the number that was set last."""

    changed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._movement = Movement()
        self._size = (28, 28)
        self.sliders: dict[str, QSlider] = {}
        self._readouts: dict[str, Readout] = {}
        sliders = QWidget()
        grid = QGridLayout(sliders)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for index, each in enumerate(RANGES):
            self._add(grid, each, index)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        self._make_buttons()
        self.buttons = WrappingRow(between_lines=4)
        self.buttons.add(self.mirror, self.reset)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(sliders, 1)
        row.addWidget(self.buttons)
        self.set_size(self._size)

    def _add(self, grid: QGridLayout, each: Range, index: int) -> None:
        slider = self.sliders[each.name] = QSlider(Qt.Orientation.Horizontal)
        slider.setToolTip(tr(each.help))
        slider.setAccessibleName(tr(each.label))
        slider.setMinimumWidth(76)
        slider.valueChanged.connect(lambda value, name=each.name: self._slid(name, value))
        readout = self._readouts[each.name] = Readout(number_font(12), room=7, right=True)
        row, column = divmod(index, COLUMNS)
        grid.addWidget(label(tr(each.label), "label"), row, 3 * column)
        grid.addWidget(slider, row, 3 * column + 1)
        grid.addWidget(readout, row, 3 * column + 2)

    def _make_buttons(self) -> None:
        self.mirror = QCheckBox(tr("Mirror"))
        self.mirror.setToolTip(tr("Exchange left and right"))
        self.mirror.toggled.connect(lambda on: self._set(self._with_mirror(on), "turn"))
        self.reset = QPushButton(tr("Reset"))
        self.reset.setToolTip(tr("Back to the picture as it was"))
        self.reset.clicked.connect(self.back)

    def movement(self) -> Movement:
        return self._movement

    def words(self) -> str:
        """What is set, in a line: every number that moves the picture."""
        movement, still = self._movement, Movement()
        parts = [
            f"{tr(each.label)} {self._readouts[each.name].text()}" for each in RANGES
            if getattr(movement, each.name) != getattr(still, each.name)
        ]  # fmt: skip
        return " · ".join([*parts, *([tr("mirrored")] if movement.mirrored else [])])

    def set_size(self, size: tuple[int, int]) -> None:
        """The picture is of `size` (H, W): shifts go as far as half of it, in whole pixels."""
        self._size = size
        for name, slider in self.sliders.items():
            low, high = range_of(name, size)
            steps = (-STEPS_OF_SCALE, STEPS_OF_SCALE) if name == "scale" else (round(low), round(high))
            slider.blockSignals(True)
            slider.setRange(*steps)
            slider.blockSignals(False)
        self._show()

    def back(self) -> None:
        """The picture as it was."""
        self._set(Movement(), "turn")

    def set_number(self, name: str, value: float) -> None:
        """Another value of one number, kept within its range."""
        low, high = range_of(name, self._size)
        self._set(self._movement.with_number(name, min(high, max(low, value))), name)

    def _slid(self, name: str, value: int) -> None:
        self.set_number(name, 2.0 ** (value / STEPS_OF_SCALE) if name == "scale" else float(value))

    def _with_mirror(self, on: bool) -> Movement:
        now = self._movement
        return Movement(now.down, now.right, now.turn, now.scale, mirrored=on)

    def _set(self, movement: Movement, name: str) -> None:
        self._movement = movement
        self._show()
        self.changed.emit(movement, name)

    def _show(self) -> None:
        for each in RANGES:
            value = float(getattr(self._movement, each.name))
            steps = round(STEPS_OF_SCALE * _logarithm(value)) if each.name == "scale" else round(value)
            slider = self.sliders[each.name]
            slider.blockSignals(True)
            slider.setValue(steps)
            slider.blockSignals(False)
            self._readouts[each.name].set_text(number(value, 2 if each.name == "scale" else 0) + tr(each.unit))
        self.mirror.blockSignals(True)
        self.mirror.setChecked(self._movement.mirrored)
        self.mirror.blockSignals(False)
        self.reset.setEnabled(not self._movement.is_still)


def _logarithm(scale: float) -> float:
    from math import log2

    return log2(scale)
