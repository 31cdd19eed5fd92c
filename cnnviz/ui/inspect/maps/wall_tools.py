"""The rows below the wall: legend and range of the colours; order, page and size of the tiles."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSizePolicy, QSlider, QVBoxLayout, QWidget

from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.traces.ranking import SORTS
from cnnviz.ui.inspect.maps.legend import SIGNED, Legend
from cnnviz.ui.inspect.maps.pager import Pager
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.wrapping_row import WrappingRow

RANGES = (
    Choice("map", mark("map"), mark("Every map has the full range of colours; two maps cannot be compared.")),
    Choice("layer", mark("layer"), mark("All maps of the layer share one range: equal colours are equal numbers.")),
    Choice("network", mark("network"), mark("All layers share one range: equal colours are equal numbers everywhere.")),
    Choice("fixed", mark("fixed"), mark("The range stays as you set it here, for every picture and every layer.")),
)
SMALLEST_TILE, LARGEST_TILE = 8, 640


class WallTools(QWidget):
    """`range_changed`, `order_changed` and `tile_width_changed` say that there is another choice."""

    range_changed = Signal()
    order_changed = Signal()
    tile_width_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.legend, self.pager = Legend(), Pager()
        self.ranges = Segmented(RANGES, "layer")
        self.ranges.setMinimumWidth(220)
        self.ranges.setAccessibleName(tr("Range of the colours"))
        self.limit = QDoubleSpinBox()
        self.limit.setRange(0.01, 100_000)
        self.limit.setDecimals(2)
        self.limit.setFixedWidth(96)
        self.limit.setKeyboardTracking(False)
        self.limit.hide()
        self._fixed: float | None = None
        self.order = QComboBox()
        self.order.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # never cut off
        for choice in SORTS:
            self.order.addItem(tr(choice.label), choice.value)
            self.order.setItemData(self.order.count() - 1, tr(choice.help), Qt.ItemDataRole.ToolTipRole)
        self.fit = QCheckBox(tr("Fit"))
        self.fit.setChecked(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SMALLEST_TILE, LARGEST_TILE)
        self.slider.setFixedWidth(96)
        for widget, words in (
            (self.limit, tr("Where the fixed range ends")),
            (self.order, tr("The order of the tiles: by number, or the strongest first")),
            (self.fit, tr("Make the tiles as large as fits without scrolling")),
            (self.slider, tr("Width of a tile (Ctrl and the mouse wheel do the same)")),
        ):
            widget.setToolTip(words)
            widget.setAccessibleName(words)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        above, below = WrappingRow(), WrappingRow()
        above.add(self.legend, stretch=1)
        above.add(label(tr("Range"), "label"), self.ranges, before=0)
        above.add(self.limit)
        below.add(label(tr("Order"), "label"), self.order)
        below.add(self.pager, before=1)
        below.add(label(tr("Tiles"), "label"), self.slider, self.fit, before=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(above)
        column.addWidget(below)

    def _connect(self) -> None:
        self.ranges.changed.connect(self._range_chosen)
        self.limit.valueChanged.connect(self._limit_set)
        self.order.currentIndexChanged.connect(lambda _: self.order_changed.emit())
        self.slider.valueChanged.connect(self._slid)
        self.fit.toggled.connect(lambda _: self.tile_width_changed.emit())

    def range(self) -> str:
        return self.ranges.value()

    def sorting(self) -> str:
        """How the tiles are ordered, as `traces.ranking` names it."""
        return str(self.order.currentData())

    def fixed_limit(self, first: float) -> float:
        """Where the fixed range ends; at `first`, as far as the field can show it, until somebody sets it."""
        if self._fixed is None:
            self._fixed = max(self.limit.minimum(), math.ceil(100 * first - 1e-6) / 100)
            self.limit.blockSignals(True)
            self.limit.setValue(self._fixed)
            self.limit.blockSignals(False)
        return self._fixed

    def tile_width(self) -> int | None:
        return None if self.fit.isChecked() else self.slider.value()

    def show_scale(self, colours: str, limit: float | None, given: bool) -> None:
        """Show the legend; `given` where the range is not a matter of choice (the picture, probabilities)."""
        self.legend.show_scale(colours, limit)
        self.ranges.setEnabled(not given)
        self.limit.setEnabled(not given)
        self.limit.setPrefix("±" if colours in SIGNED else "0–")

    def show_tile_width(self, width: int) -> None:
        """Let the slider follow the tiles."""
        if self.fit.isChecked():
            self.slider.blockSignals(True)
            self.slider.setValue(width)
            self.slider.blockSignals(False)

    def zoom(self, direction: int) -> None:
        """A fifth larger (1) or smaller (-1)."""
        self.slider.setValue(round(self.slider.value() * 1.2**direction) + direction)

    def set_alone(self, alone: bool) -> None:
        """Whether there is but one tile: then it has no order, and the size that fits."""
        for widget in (self.slider, self.fit, self.order):
            widget.setEnabled(not alone)

    def _range_chosen(self, value: str) -> None:
        self.limit.setVisible(value == "fixed")
        self.range_changed.emit()

    def _limit_set(self, limit: float) -> None:
        self._fixed = limit
        self.range_changed.emit()

    def _slid(self) -> None:
        self.fit.blockSignals(True)
        self.fit.setChecked(False)
        self.fit.blockSignals(False)
        self.tile_width_changed.emit()
