"""The part of the picture that one cell depends on, at true scale: as large at the border as in the middle.

`engine.receptive_field` counts which rows and columns of the picture a cell can see. Here the window is where it lies,
padding included: Araujo et al. 2019, "Computing Receptive Fields of Convolutional Neural Networks". A box of cells is
followed back from layer to layer; where a layer's output goes several ways (skips), the boxes are united.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cnnviz.engine.arrays import Shape
from cnnviz.engine.axis import adaptive_bins
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D
from cnnviz.engine.graph import INPUT, Node
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.merging import Concat
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell

SOFTMAX = "softmax"  # the probabilities that are made of a network's scores for showing


class Span(NamedTuple):
    """Lines from `first` to `last`, both included; empty where `last` comes before."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return max(0, self.last - self.first + 1)


class Box(NamedTuple):
    """Cells of a layer: these channels (units of a vector), rows and columns. It may reach into padding."""

    channels: Span
    rows: Span
    columns: Span


def field_of(network: Network, cell: Cell) -> Field:
    """What `cell` can depend on, padding included; 0 × 0 where it depends on nothing (a bias alone).

    >>> from cnnviz.engine.lenet import lenet5
    >>> field_of(lenet5(), Cell("conv2", 5, 4, 4))
    Field(top=6, left=6, height=14, width=14)
    """
    boxes: dict[str, Box] = {}
    if cell.layer == SOFTMAX and SOFTMAX not in network.shapes:
        boxes[network.nodes[-1].name] = _all_of(network.output_shape)
    else:
        boxes[cell.layer] = Box(*(Span(at, at) for at in cell[1:]))
    for node in reversed(network.nodes):
        box = boxes.pop(node.name, None)
        if box is None:
            continue
        for source, before in _before(node, box, network.shapes):
            boxes[source] = _united(boxes[source], before) if source in boxes else before
    _, rows, columns = boxes.get(INPUT, Box(Span(0, -1), Span(0, -1), Span(0, -1)))
    return Field(rows.first, columns.first, rows.length, columns.length)


def _before(node: Node, box: Box, shapes: Mapping[str, Shape]) -> Iterable[tuple[str, Box]]:
    """What a layer looks at to compute a box of its output, of each of its inputs."""
    layer, taken = node.layer, [_as_maps(shapes[source]) for source in node.inputs]
    if isinstance(layer, Concat):
        return _parted(node.inputs, box, taken)
    if isinstance(layer, Merge):
        return [(source, box) for source in node.inputs]
    before = _seen(layer, box, taken[0], shapes[node.name])
    return [(node.inputs[0], before)] if before.rows.length and before.columns.length else []


def _seen(layer: Layer, box: Box, shape: Shape, output: Shape) -> Box:
    if isinstance(layer, Flatten):
        return _laid_out(box.channels, shape)
    if isinstance(layer, Softmax | LogSoftmax):
        return box._replace(channels=Span(0, shape[0] - 1))
    if isinstance(layer, AdaptiveAvgPool2D):
        rows, columns = (_piece(box[1 + axis], shape[1 + axis], output[1 + axis]) for axis in (0, 1))
        return box._replace(rows=rows, columns=columns)
    if layer.reach is None:
        return _all_of(shape) if len(output) == 1 else box._replace(rows=_all_of(shape).rows, columns=_all_of(shape)[2])
    channels = _of_groups(layer, box.channels)
    if isinstance(layer, ConvTranspose2D):
        rows, columns = (
            _laying(layer.window, axis, _inside(box[1 + axis], output[1 + axis]), shape[1 + axis]) for axis in (0, 1)
        )
    else:
        rows, columns = (_window(layer.reach, axis, box[1 + axis]) for axis in (0, 1))
    return Box(channels, rows, columns)


def _of_groups(layer: Layer, channels: Span) -> Span:
    """The channels that these kernels look at."""
    if not isinstance(layer, Conv2D | ConvTranspose2D):
        return channels
    inputs, outputs = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    return Span(channels.first // outputs * inputs, (channels.last // outputs + 1) * inputs - 1)


def _window(window: Window2D, axis: int, lines: Span) -> Span:
    """From the first line of the first window to the last line of the last one."""
    stride, before = window.stride[axis], window.padding[2 * axis]
    return Span(lines.first * stride - before, lines.last * stride - before + window.span[axis] - 1)


def _laying(window: Window2D, axis: int, lines: Span, length: int) -> Span:
    """The lines of the input that lay their kernels on these: there are none outside."""
    stride, before, gap = window.stride[axis], window.padding[2 * axis], window.dilation[axis]
    met = {
        (line + before - cell * gap) // stride
        for line in range(lines.first, lines.last + 1)
        for cell in range(window.kernel[axis])
        if (line + before - cell * gap) % stride == 0 and 0 <= line + before - cell * gap < length * stride
    }
    return Span(min(met), max(met)) if met else Span(0, -1)


def _inside(lines: Span, length: int) -> Span:
    return Span(max(lines.first, 0), min(lines.last, length - 1))


def _piece(lines: Span, length: int, count: int) -> Span:
    """The lines of these pieces; what reaches beyond them stays as far beyond."""
    bins = adaptive_bins(length, count)
    first, last = (min(max(line, 0), count - 1) for line in lines)
    return Span(bins[first][0] + min(lines.first, 0), bins[last][1] - 1 + max(lines.last - count + 1, 0))


def _laid_out(units: Span, shape: Shape) -> Box:
    """Where numbers that were laid out in a row come from: their row, their map, or all maps."""
    (_, height, width), (first, last) = shape, units
    channels, rows = Span(first // (height * width), last // (height * width)), Span(0, height - 1)
    if channels.length > 1:
        return Box(channels, rows, Span(0, width - 1))
    rows = Span(first // width % height, last // width % height)
    return Box(channels, rows, Span(first % width, last % width) if rows.length == 1 else Span(0, width - 1))


def _parted(sources: Sequence[str], box: Box, shapes: Sequence[Shape]) -> Iterable[tuple[str, Box]]:
    """Which channels of a concatenation are whose."""
    start = 0
    for source, shape in zip(sources, shapes, strict=True):
        channels = Span(max(box.channels.first - start, 0), min(box.channels.last - start, shape[0] - 1))
        if channels.length:
            yield source, box._replace(channels=channels)
        start += shape[0]


def _united(one: Box, other: Box) -> Box:
    return Box(*(Span(min(a.first, b.first), max(a.last, b.last)) for a, b in zip(one, other, strict=True)))


def _all_of(shape: Shape) -> Box:
    return Box(*(Span(0, length - 1) for length in _as_maps(shape)))


def _as_maps(shape: Shape) -> Shape:
    return shape if len(shape) == 3 else (*shape, 1, 1)
