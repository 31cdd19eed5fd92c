"""The controls of the kernel: preset, size, bias; it owns the kernel that is shown."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.kernels import LARGEST, OWN, PRESETS, RANDOM, Kernel, fitted, parse_number, preset, random_he
from cnnviz.ui.numbers import number
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.labels import set_role
from cnnviz.ui.widgets.pair import PairBox
from cnnviz.ui.widgets.segmented import Segmented

ALL = "all"
HINTS = {
    "all": mark("A preset goes into the kernels of all channels"),
    "one": mark("A preset goes into the kernel of this channel only; the others stay"),
}
CHANNELS = (
    Choice(ALL, mark("All"), HINTS["all"]),
    Choice("0", mark("R"), HINTS["one"]),
    Choice("1", mark("G"), HINTS["one"]),
    Choice("2", mark("B"), HINTS["one"]),
)


class KernelControls(ControlGroup):
    """`changed` carries the name of the row that was used; `kernel` (C, KH, KW) and `bias` are what it wants."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Kernel"))
        self._kernel: Kernel = preset("sobel-x").make((3, 3))[None]
        self._bias = 0.0
        self.preset = QComboBox()
        for entry in PRESETS:
            self.preset.addItem(tr(entry.label), entry.name)
            self.preset.setItemData(self.preset.count() - 1, tr(entry.help), 3)  # 3: Qt.ToolTipRole
        self.preset.insertSeparator(self.preset.count())
        self.preset.addItem(tr("Random (He)"), RANDOM)
        self.preset.addItem(tr("Own"), OWN)
        self.preset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.preset.setMinimumContentsLength(8)
        self.preset.setToolTip(tr("A kernel to start from; every cell can be changed in the kernel itself"))
        self.channel = Segmented(CHANNELS)
        self.channel.setAccessibleName(tr("Channel that a preset goes into"))
        self.kernel_size = PairBox(tr("Kernel size"), 1, LARGEST, (3, 3), tr("Rows and columns of the kernel, 1 to 11"))
        self.bias = QLineEdit("0")
        self.bias.returnPressed.connect(lambda: give_focus_back(self.bias))
        self.bias.setToolTip(tr("Added to every sum"))
        self.add_row("preset", tr("Preset"), self.preset, self.preset.toolTip())
        self.add_row("channel", tr("Into"), self.channel)
        self.add_row("size", tr("Size"), self.kernel_size)
        self.add_row("bias", tr("Bias"), self.bias, self.bias.toolTip())
        self._show_preset("sobel-x")
        self.set_channels(1)
        self.preset.activated.connect(lambda _: self._take_preset())
        self.kernel_size.changed.connect(self._take_size)
        self.bias.editingFinished.connect(self._take_bias)

    def kernel(self) -> Kernel:
        """(C, KH, KW)."""
        return self._kernel

    def bias_value(self) -> float:
        return self._bias

    def set_channels(self, channels: int) -> None:
        """One kernel per channel; new ones are like the first."""
        self.set_row_visible("channel", channels > 1)
        have = self._kernel.shape[0]
        if channels != have:
            self._kernel = np.repeat(self._kernel[:1], channels, axis=0) if channels > have else self._kernel[:channels]

    def set_kernel(self, kernel: Kernel) -> None:
        """Put in a kernel (C, KH, KW) that was edited elsewhere."""
        self._kernel = kernel
        self.kernel_size.set_value((kernel.shape[1], kernel.shape[2]))
        self._show_preset(OWN)

    def mark_wrong(self, wrong: bool) -> None:
        self.kernel_size.set_wrong(wrong)

    def _take_preset(self) -> None:
        name = self.preset.currentData()
        if name == OWN:
            return
        size = (self._kernel.shape[1], self._kernel.shape[2])
        channels = self._kernel.shape[0]
        if name == RANDOM:
            new = random_he(channels, size, np.random.default_rng())
        else:
            new = np.repeat(preset(name).make(size)[None], channels, axis=0)
        chosen = self.channel.value()
        if channels > 1 and chosen != ALL:
            merged = fitted(self._kernel, (new.shape[1], new.shape[2]))
            merged[int(chosen)] = new[int(chosen)]
            new = merged
        self._kernel = new
        self.kernel_size.set_value((new.shape[1], new.shape[2]))
        self.changed.emit("preset")

    def _take_size(self, size: tuple[int, int]) -> None:
        name = self.preset.currentData()
        channels = self._kernel.shape[0]
        if name == RANDOM:
            self._kernel = random_he(channels, size, np.random.default_rng())
        elif name != OWN and preset(name).scalable and self._is_preset(name):
            self._kernel = np.repeat(preset(name).make(size)[None], channels, axis=0)
        else:
            self._kernel = fitted(self._kernel, size)
            self._show_preset(OWN)
        self.changed.emit("size")

    def _is_preset(self, name: str) -> bool:
        own = preset(name).make((self._kernel.shape[1], self._kernel.shape[2]))
        return all(np.array_equal(channel, own) for channel in self._kernel)

    def _take_bias(self) -> None:
        try:
            value = parse_number(self.bias.text())
        except ExplainedError as error:
            self.show_error("bias", str(error))
            set_role(self.bias, "wrong", True)
            return
        self.show_error("bias", "")
        set_role(self.bias, "wrong", False)
        if value != self._bias:
            self._bias = value
            self.bias.setText(number(value, 6).rstrip("0").rstrip("."))
            self.changed.emit("bias")

    def _show_preset(self, name: str) -> None:
        self.preset.setCurrentIndex(self.preset.findData(name))
