"""The controls of pooling: alone, and as the last part of a chain."""

from PySide6.QtWidgets import QCheckBox

from cnnviz.scenarios.scenario import AVERAGE, MAXIMUM, Scenario
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.traces.kernels import LARGEST
from cnnviz.ui.convolve.controls.geometry import LARGEST_DILATION, LARGEST_STRIDE
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.convolve.controls.padding import SIDES, PaddingRows
from cnnviz.ui.widgets.pair import PairBox
from cnnviz.ui.widgets.segmented import Segmented

KINDS = (
    Choice(MAXIMUM, mark("Max"), mark("The largest number of each window")),
    Choice(AVERAGE, mark("Average"), mark("The mean of each window")),
)


class PoolingControls(ScenarioGroup):
    """Window, stride, padding, and how the border counts."""

    def __init__(self) -> None:
        super().__init__(tr("Pooling"))

    def _applies(self, scenario: Scenario) -> bool:
        return scenario.chain or scenario.operation in (MAXIMUM, AVERAGE)

    def _make(self) -> None:
        self.kind = Segmented(KINDS)
        self.kind.setAccessibleName(tr("Kind of pooling"))
        size_help, stride_help = tr("Rows and columns that become one number"), tr("How far the window moves")
        self.window_size = PairBox(tr("Window"), 1, LARGEST, (2, 2), size_help)
        self.stride = PairBox(tr("Stride"), 1, LARGEST_STRIDE, (2, 2), stride_help)
        dilation_help = tr("1: the window takes neighbouring cells; 2: every other cell")
        self.dilation = PairBox(tr("Dilation"), 1, LARGEST_DILATION, (1, 1), dilation_help)
        self.ceil = QCheckBox(tr("Round the size up"))
        self.ceil.setToolTip(tr("One more window at the end, also if a part of it lies outside (ceil mode)"))
        self.counted = QCheckBox(tr("Count the padding"))
        self.counted.setToolTip(tr("The zeros of the padding count in the mean, or only cells of the picture do"))
        self.add_row("pool kind", tr("Kind"), self.kind)
        self.add_row("pool size", tr("Window"), self.window_size, size_help)
        self.add_row("pool stride", tr("Stride"), self.stride, stride_help)
        self.padding = PaddingRows(
            self, "pool padding", LARGEST // 2, tr("Cells around the picture, on each side; at most half of the window")
        )
        self.keep_row(SIDES)
        self.padding.offer_sides(True)
        self.add_row("pool dilation", tr("Dilation"), self.dilation, dilation_help)
        self.add_wide(self.ceil, "ceil mode")
        self.add_wide(self.counted, "count padding")
        self._connect()

    def _connect(self) -> None:
        self.kind.changed.connect(lambda kind: self._set("pool kind", pool_kind=kind))
        self.window_size.changed.connect(lambda value: self._set("pool size", pool_size=value))
        self.stride.changed.connect(lambda value: self._set("pool stride", pool_stride=value))
        self.padding.typed.connect(lambda value: self._set("pool padding", pool_padding=value))
        self.dilation.changed.connect(lambda value: self._set("pool dilation", pool_dilation=value))
        self.ceil.clicked.connect(lambda on: self._set("ceil mode", ceil_mode=on))
        self.counted.clicked.connect(lambda on: self._set("count padding", count_include_pad=on))

    def show_error(self, name: str, text: str) -> None:
        super().show_error(name, text)
        if name == "pool padding":
            self.padding.set_wrong(bool(text))

    def _show(self, scenario: Scenario) -> None:
        self.kind.set_value(scenario.pool_kind)
        self.window_size.set_value(scenario.pool_size)
        self.stride.set_value(scenario.pool_stride)
        self.padding.show(scenario.pool_padding)
        self.dilation.set_value(scenario.pool_dilation)
        self.ceil.setChecked(scenario.ceil_mode)
        self.counted.setChecked(scenario.count_include_pad)
        kind = scenario.pool_kind if scenario.chain else scenario.operation
        self.set_row_visible("pool kind", scenario.chain)
        self.set_row_visible("pool dilation", kind == MAXIMUM)
        self.set_row_visible("count padding", kind == AVERAGE and any(scenario.pool_padding))
