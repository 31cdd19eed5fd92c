"""From a layer to what the wall shows of its kernels: the channels of each side by side, or the rows of a matrix."""

import math
from collections.abc import Sequence

import numpy as np

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.followed_units import before_flattening
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import Array, ShownLayer
from cnnviz.ui.inspect.maps.map_contents import map_limits
from cnnviz.ui.inspect.maps.wall_content import WallContent

MOST_SQUARES = 192  # on a page, unless one kernel has more
LARGEST_MATRIX = 256  # rows and columns of a matrix that is seen as one


def is_matrix(layer: ShownLayer) -> bool:
    """Whether the weights of a linear layer are seen as one matrix: those of a small one between vectors."""
    weights = layer.weights
    return weights is not None and weights.ndim == 2 and not layer.unrolled and max(weights.shape) <= LARGEST_MATRIX


def kernel_count(layer: ShownLayer) -> int:
    """How many kernels, or units, a layer has; a matrix is one."""
    assert layer.weights is not None
    return 1 if is_matrix(layer) else len(layer.weights)


def channel_count(layer: ShownLayer) -> int:
    """How many squares there are to a kernel."""
    assert layer.weights is not None
    if layer.weights.ndim == 4:
        return int(layer.weights.shape[1])
    return layer.unrolled[0] if layer.unrolled else 1


def met_layer(shown: Pass, layer: ShownLayer) -> ShownLayer | None:
    """The layer whose maps the kernels of `layer` meet, before they were flattened; None where nobody knows."""
    nodes = () if shown.network is None else shown.network.nodes
    taken = next((node.inputs[0] for node in nodes if node.name == layer.name), None)
    return None if taken is None else before_flattening(shown, shown.layer(taken))


def page_size(layer: ShownLayer) -> int:
    """How many kernels are shown at once: as many as there is room for with all their channels, at least one."""
    return max(1, MOST_SQUARES // channel_count(layer))


def squares(layer: ShownLayer, kernels: Sequence[int]) -> Array:
    """The weights of `kernels` as squares (kernels · channels, KH, KW), all channels of a kernel after one another.

    The weights of a unit lie as the maps lay that it takes. Those of a unit that takes a long vector are written in
    lines; what is left of the last line is NaN. A matrix is one square.
    """
    assert layer.weights is not None
    if is_matrix(layer):
        return layer.weights[np.newaxis]
    chosen = layer.weights[np.asarray(kernels, np.intp)]
    if chosen.ndim == 4:
        return chosen.reshape(-1, *chosen.shape[2:])
    if layer.unrolled:
        return chosen.reshape(-1, *layer.unrolled[1:])
    width = line_width(chosen.shape[1])
    lines = -(-chosen.shape[1] // width)
    padded = np.full((len(chosen), lines * width), np.nan, chosen.dtype)
    padded[:, : chosen.shape[1]] = chosen
    return padded.reshape(len(chosen), lines, width)


def line_width(inputs: int) -> int:
    """How many of `inputs` numbers stand in a line: so that the lines make nearly a square, without a rest if they can.

    >>> line_width(4096), line_width(512), line_width(1000), line_width(1009)
    (64, 32, 40, 32)
    """
    root = math.isqrt(inputs - 1) + 1
    return next((width for width in range(root, 2 * root + 1) if inputs % width == 0), root)


def kernels_content(layer: ShownLayer, limit: float | None, kernels: Sequence[int]) -> WallContent:
    """The kernels of these numbers, in this order; `limit` is where their range ends (None: every square its own)."""
    maps = squares(layer, kernels)
    channels = channel_count(layer)
    captions = [_caption(layer, kernel) if channel == 0 else "" for kernel in kernels for channel in range(channels)]
    return WallContent(
        maps, map_limits(maps, limit), "weights", captions, [""] * len(maps), group=channels,
        captioned=not is_matrix(layer),
        indices=[] if is_matrix(layer) else [kernel * channels + channel
                                             for kernel in kernels for channel in range(channels)],
    )  # fmt: skip


def square_content(values: Array, limit: float) -> WallContent:
    """One square (KH, KW) alone, its colours to `limit`."""
    return WallContent(values[np.newaxis], np.array([limit]), "weights", [""], [""], captioned=False)


def _caption(layer: ShownLayer, kernel: int) -> str:
    """The kernel's name below its first channel, which runs below the others; below a single square its number."""
    if channel_count(layer) == 1:
        return str(kernel)
    if layer.weights is not None and layer.weights.ndim == 2:
        return tr("unit {kernel}", kernel=kernel)
    return tr("kernel {kernel}", kernel=kernel)


def kernel_reading(layer: ShownLayer, index: int, row: int, column: int) -> str:
    """Position and weight under the pointer: square `index` of all the layer's, as `squares` makes them."""
    assert layer.weights is not None
    if is_matrix(layer):
        return _matrix_reading(layer, row, column)
    kernel, channel = divmod(index, channel_count(layer))
    if layer.weights.ndim == 2 and not layer.unrolled:
        place = row * line_width(layer.weights.shape[1]) + column
        return _matrix_reading(layer, kernel, place) if place < layer.weights.shape[1] else ""
    value = number(float(squares(layer, [kernel])[channel, row, column]), 4)
    names = {"layer": layer.name, "kernel": kernel, "row": row, "column": column, "value": value}
    if layer.weights.ndim == 2:
        return tr("{layer} unit {kernel}, input map {channel} · row {row}, column {column}: {value}",
                  **names, channel=channel)  # fmt: skip
    return tr("{layer} kernel {kernel}, input channel {channel} · row {row}, column {column}: {value}",
              **names, channel=layer.source(kernel, channel))  # fmt: skip


def _matrix_reading(layer: ShownLayer, unit: int, source: int) -> str:
    assert layer.weights is not None
    value = number(float(layer.weights[unit, source]), 4)
    return tr("{layer}: weight of unit {unit} on input {source}: {value}",
              layer=layer.name, unit=unit, source=source, value=value)  # fmt: skip
