"""One square of the kernels in detail: seen large, summed up in numbers, and what it does to the map that it is for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.histogram import Histogram
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.kernel_contents import channel_count, is_matrix, square_content, squares
from cnnviz.ui.inspect.maps.map_numbers import MapNumbers
from cnnviz.ui.inspect.maps.wall_area import WallArea
from cnnviz.ui.widgets.labels import label, separator, wrapped

NARROWEST, WIDEST = 240, 440
SMALLEST_PREVIEW = 80
BELOW_PREVIEW = 320  # pixels that the title, the words and the numbers need


class KernelDetail(QWidget):
    """Stands at the right of the wall; `show_square` fills it."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._note = label("", "heading"), wrapped("")
        self._preview = WallArea()
        self._preview.wall.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._preview.wall.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.numbers = MapNumbers()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._title, self._note, self._preview, self.numbers):
            column.addWidget(widget)
            if widget is self._preview:
                column.addWidget(separator())
        column.addStretch(1)

    def title(self) -> str:
        """What is shown in detail."""
        return self._title.text()

    def note(self) -> str:
        """What is said of it."""
        return self._note.text()

    def set_room(self, width: int, height: int) -> None:
        """Take the width that the wall leaves, within limits; the square takes what `height` the rest leaves."""
        width = min(WIDEST, max(NARROWEST, width))
        self.setFixedWidth(width)
        self._preview.setFixedHeight(max(SMALLEST_PREVIEW, min(width - 4, height - BELOW_PREVIEW)))

    def show_square(
        self, layer: ShownLayer, index: int, limit: float, all_weights: Histogram, met: ShownLayer | None
    ) -> None:
        """Square `index` of the kernels of `layer`, its colours to `limit`; `all_weights` are those of the layer.

        `met` is the layer whose maps they meet, where that is known.
        """
        assert layer.weights is not None
        kernel, channel = divmod(index, channel_count(layer))
        matrix = is_matrix(layer)
        self._preview.setVisible(not matrix)
        values = squares(layer, [kernel])[channel]
        if not matrix:
            self._preview.show_content(square_content(values, limit))
        self._title.setText(_title(layer, kernel, channel))
        self._note.setText(_note(layer, kernel, channel, met))
        self.numbers.show_numbers(values)
        self.numbers.show_histogram(all_weights, tr("All weights of {layer}", layer=layer.name))

    def point_at(self, value: float | None) -> None:
        """Mark a weight in the histogram."""
        self.numbers.histogram.point_at(value)


def _title(layer: ShownLayer, kernel: int, channel: int) -> str:
    assert layer.weights is not None
    if is_matrix(layer):
        return tr("Weights of {layer}", layer=layer.name)
    if layer.weights.ndim == 4:
        return tr("Kernel {kernel}, input channel {channel}", kernel=kernel, channel=layer.source(kernel, channel))
    if layer.unrolled:
        return tr("Unit {kernel}, input map {channel}", kernel=kernel, channel=channel)
    return tr("Unit {kernel}", kernel=kernel)


def _note(layer: ShownLayer, kernel: int, channel: int, met: ShownLayer | None) -> str:
    """What is done with the weights, and the bias that comes on top."""
    assert layer.weights is not None
    if is_matrix(layer):
        return tr("A row for every unit, a column for every input.")
    if layer.weights.ndim == 4:
        words = tr("The square slides over {map}.", map=_map_name(met, layer.source(kernel, channel)))
    elif layer.unrolled:
        words = tr("The weights of the unit on {map}, before it was flattened.", map=_map_name(met, channel))
    else:
        words = tr("The weights of the unit on its {count} inputs, written in lines.", count=layer.weights.shape[1])
    if layer.bias is None:
        return words
    bias = number(float(layer.bias[kernel]), 4, signed=True)
    return f"{words} " + (tr("The bias of the kernel is {value}.", value=bias) if layer.weights.ndim == 4
                          else tr("The bias of the unit is {value}.", value=bias))  # fmt: skip


def _map_name(met: ShownLayer | None, channel: int) -> str:
    """One of the maps that kernels meet, in words."""
    if met is None:
        return tr("map {channel} of what comes in", channel=channel)
    if not met.is_input:
        return tr("map {channel} of {layer}", channel=met.label(channel), layer=met.name)
    if len(met.maps) == 1:
        return tr("the picture")
    if met.labels:
        return tr("the {colour} of the picture", colour=met.label(channel))
    return tr("channel {channel} of the picture", channel=channel)
