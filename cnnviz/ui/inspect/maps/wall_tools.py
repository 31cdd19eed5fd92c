"""The row below the wall: legend, range of the colours, size of the tiles."""

import math

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QWidget

from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.icons import icon
from cnnviz.ui.inspect.maps.legend import Legend
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.segmented import Segmented

RANGES = (
    Choice("map", mark("map"), mark("Every map has the full range of colours; two maps cannot be compared.")),
    Choice("layer", mark("layer"), mark("All maps of the layer share one range: equal colours are equal numbers.")),
    Choice("network", mark("network"), mark("All layers share one range: equal colours are equal numbers everywhere.")),
    Choice("fixed", mark("fixed"), mark("The range stays as you set it here, for every picture and every layer.")),
)
SMALLEST_TILE, LARGEST_TILE = 8, 640
ROOMY = 660  # pixels of width; with less the words go, the controls stay


class WallTools(QWidget):
    """`range_changed` and `tile_width_changed` say that there is another choice; `range` and `tile_width` which."""

    range_changed = Signal()
    tile_width_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.legend = Legend()
        self.ranges = Segmented(RANGES, "layer")
        self.ranges.setMinimumWidth(220)
        self.ranges.setAccessibleName(tr("Range of the colours"))
        self.limit = QDoubleSpinBox()
        self.limit.setRange(0.01, 100_000)
        self.limit.setDecimals(2)
        self._fixed: dict[str, float] = {}
        self._colours = "activations"
        self.limit.setPrefix("±")
        self.limit.setFixedWidth(100)
        self.limit.setKeyboardTracking(False)
        self.limit.setToolTip(tr("Where the fixed range ends"))
        self.limit.setAccessibleName(tr("Where the fixed range ends"))
        self.limit.hide()
        self.fit = QCheckBox(tr("Fit"))
        self.fit.setChecked(True)
        self.fit.setToolTip(tr("Make the tiles as large as fits without scrolling"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SMALLEST_TILE, LARGEST_TILE)
        self.slider.setFixedWidth(110)
        self.slider.setToolTip(tr("Width of a tile (Ctrl and the mouse wheel do the same)"))
        self.slider.setAccessibleName(tr("Width of a tile"))
        self._size_icon = QLabel()
        self._range_label = label(tr("Range"), "label")
        self._lay_out()
        self.ranges.changed.connect(self._range_chosen)
        self.limit.valueChanged.connect(self._limit_set)
        self.slider.valueChanged.connect(self._slid)
        self.fit.toggled.connect(lambda _: self.tile_width_changed.emit())
        self._colour_icons()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.legend)
        row.addSpacing(8)
        row.addWidget(self._range_label)
        row.addWidget(self.ranges)
        row.addWidget(self.limit)
        row.addStretch(1)
        row.addWidget(self._size_icon)
        row.addWidget(self.slider)
        row.addWidget(self.fit)

    def range(self) -> str:
        return self.ranges.value()

    def fixed_limit(self, colours: str, first: float) -> float:
        """Where the fixed range of maps ("activations") or kernels ("weights") ends; `first` until somebody sets it."""
        if self.range() != "fixed":
            return first
        return self._fixed.setdefault(colours, math.ceil(100 * first - 1e-6) / 100)  # as the field can show it

    def tile_width(self) -> int | None:
        return None if self.fit.isChecked() else self.slider.value()

    def show_scale(self, colours: str, limit: float | None, given: bool) -> None:
        """Show the legend; `given` where the range is not a matter of choice (the picture, probabilities)."""
        self.legend.show_scale(colours, limit)
        self.ranges.setEnabled(not given)
        self.limit.setEnabled(not given)
        if not given and colours in self._fixed:
            self._colours = colours
            self.limit.blockSignals(True)
            self.limit.setValue(self._fixed[colours])
            self.limit.blockSignals(False)

    def show_tile_width(self, width: int) -> None:
        """Let the slider follow the tiles."""
        if self.fit.isChecked():
            self.slider.blockSignals(True)
            self.slider.setValue(width)
            self.slider.blockSignals(False)

    def zoom(self, direction: int) -> None:
        """A fifth larger (1) or smaller (-1)."""
        self.slider.setValue(round(self.slider.value() * 1.2**direction) + direction)

    def set_sizes_enabled(self, on: bool) -> None:
        for widget in (self.slider, self.fit):
            widget.setEnabled(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        roomy = event.size().width() >= ROOMY
        for widget in (self._range_label, self._size_icon):
            widget.setVisible(roomy)
        self.slider.setFixedWidth(110 if roomy else 56)
        super().resizeEvent(event)

    def _range_chosen(self, value: str) -> None:
        self.limit.setVisible(value == "fixed")
        self.range_changed.emit()

    def _limit_set(self, limit: float) -> None:
        self._fixed[self._colours] = limit
        self.range_changed.emit()

    def _slid(self) -> None:
        self.fit.blockSignals(True)
        self.fit.setChecked(False)
        self.fit.blockSignals(False)
        self.tile_width_changed.emit()

    def _colour_icons(self) -> None:
        self._size_icon.setPixmap(icon("zoom-in", theme_of(self).muted, size=16).pixmap(16, 16))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)
