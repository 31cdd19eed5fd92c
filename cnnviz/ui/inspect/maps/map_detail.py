"""One map in detail: seen large, summed up in four numbers, and the kernel that made it."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.explanations import explanation
from cnnviz.ui.inspect.maps.map_wall import WallArea, WallContent
from cnnviz.ui.inspect.maps.wall_contents import statistics
from cnnviz.ui.widgets.labels import label, separator, wrapped

NARROWEST, WIDEST = 240, 480
SMALLEST_PREVIEW = 80
BELOW_PREVIEW = 300  # pixels that the title, the numbers and the kernel need


class MapDetail(QWidget):
    """Stands at the right of the wall; `show_map` fills it."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(8)
        self._title = label("", "heading")
        self._preview = WallArea()
        self._kernel_title = label("", "kernel")
        self._kernel_note = wrapped("")
        self._kernel = WallArea()
        self._kernel.setMinimumHeight(90)
        for area in (self._preview, self._kernel):
            area.wall.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.wall.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._numbers: list[tuple[QLabel, QLabel]] = []
        column.addWidget(self._title)
        column.addWidget(self._preview)
        column.addLayout(self._make_numbers())
        column.addWidget(separator())
        column.addWidget(self._kernel_title)
        column.addWidget(self._kernel_note)
        column.addWidget(self._kernel, 1)
        column.addStretch(0)

    def _make_numbers(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for row in range(4):
            name, value = label("", "label"), label("", "number")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
            self._numbers.append((name, value))
        return grid

    def set_room(self, room: int, height: int) -> None:
        """Take the width that the wall leaves, within limits; the large map takes what `height` the rest leaves."""
        width = min(WIDEST, max(NARROWEST, room))
        self.setFixedWidth(width)
        self._preview.setFixedHeight(max(SMALLEST_PREVIEW, min(width - 4, height - BELOW_PREVIEW)))

    def title(self) -> str:
        """What is shown in detail."""
        return self._title.text()

    def show_map(self, layer: ShownLayer, index: int, content: WallContent, preview: bool) -> None:
        """Map `index` of `layer`; `content` is the map alone, seen large here if `preview`."""
        self._title.setText(
            tr("Unit {index}", index=layer.label(index)) if layer.is_vector
            else tr("Map {index} of {layer}", index=layer.label(index), layer=layer.name)
        )  # fmt: skip
        self._show_large(content, preview and not layer.is_vector)
        self._show_kernel(layer, index)

    def show_kernel(self, layer: ShownLayer, index: int, content: WallContent) -> None:
        """Square `index` of the kernels of `layer`, or the matrix of a linear layer; `content` is it alone."""
        assert layer.weights is not None
        matrix = layer.weights.ndim == 2
        kernel, channel = divmod(index, layer.weights.shape[1])
        channel = channel if matrix else layer.source(kernel, channel)
        self._title.setText(
            tr("Weights of {layer}", layer=layer.name) if matrix
            else tr("Kernel {kernel}, input channel {channel}", kernel=kernel, channel=channel)
        )  # fmt: skip
        self._show_large(content, not matrix)
        self._kernel.hide()
        self._kernel_title.hide()
        bias = layer.bias if layer.bias is not None and not matrix else None
        text = tr("The square slides over map {channel} of what comes in.", channel=channel)
        if bias is not None:
            text += " " + tr("The bias of the kernel is {value}.", value=number(float(bias[kernel]), 4, signed=True))
        self._kernel_note.setText(explanation(layer) if matrix else text)

    def _show_large(self, content: WallContent, large: bool) -> None:
        self._preview.setVisible(large)
        if large:
            self._preview.show_content(content)
        told = list(statistics(content.maps[0]))
        told += [("", "")] * (len(self._numbers) - len(told))
        for (name, value), (word, text) in zip(self._numbers, told, strict=True):
            name.setText(word)
            value.setText(text)

    def _show_kernel(self, layer: ShownLayer, index: int) -> None:
        has_kernel = layer.weights is not None and layer.weights.ndim == 4
        self._kernel.setVisible(has_kernel)
        self._kernel_title.setVisible(has_kernel)
        if layer.weights is None or not has_kernel:
            self._kernel_note.setText(explanation(layer, index))
            return
        bias = ""
        if layer.bias is not None:
            bias = tr("bias {value}", value=number(float(layer.bias[index]), 4, signed=True))
        kernel = layer.weights[index]
        self._kernel_title.setText(tr("Made by kernel {index}", index=index))
        shared = tr("one square for each of {count} maps before", count=len(kernel)) if len(kernel) > 1 else ""
        self._kernel_note.setText(" · ".join(part for part in (bias, shared) if part))
        limits = np.full(len(kernel), rounded_up(symmetric_limit(layer.weights)))
        captions = [tr("in {channel}", channel=layer.source(index, channel)) for channel in range(len(kernel))]
        self._kernel.show_content(
            WallContent(kernel, limits, "weights", captions, [""] * len(kernel), captioned=len(kernel) > 1)
        )
