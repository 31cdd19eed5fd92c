"""Where a number comes from that a window was laid over: convolutions and poolings."""

import math
from collections.abc import Sequence

import numpy as np

from cnnviz.engine.axis import adaptive_bins
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.pooling import MaxPool2D, Pool2D
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.followed import Answer, Asked
from cnnviz.traces.following import Part
from cnnviz.traces.pool_windows import divisors, pool_window
from cnnviz.traces.scene import Array, Flags, Sum
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.traces.terms import channel_groups, largest_of, mean_of, names_of


def convolved(asked: Asked, layer: Conv2D) -> Answer:
    """Patch times kernel, for each channel of the group."""
    channels = channels_met(layer, asked.cell.channel)
    patch, inside, corner = _seen(asked, layer.window, channels)
    return _products(asked, channels, patch, layer.weight[asked.cell.channel], inside, corner, layer.window.dilation)


def transposed(asked: Asked, layer: ConvTranspose2D) -> Answer:
    """All that was laid on this cell: the cells whose kernels reach it, each with the weight that it brought.

    Where rows go up, weights go down; a stride steps over some, and then over a cell altogether.
    """
    channels, window = channels_met(layer, asked.cell.channel), layer.window
    (_, height, width), filter_ = asked.source.maps.shape, asked.cell.channel % (layer.out_channels // layer.groups)
    rows, down, step = _laid(window, 0, asked.cell.row, height)
    columns, across, side = _laid(window, 1, asked.cell.column, width)
    chosen = slice(channels.start, channels.stop)
    if not rows or not columns:
        note = tr("No number of {layer} is laid on this cell: only the bias is here.", layer=asked.source.name)
        return Answer(Sum("products", asked.title, (), asked.value, _bias(layer, asked.cell.channel)), (), note=note)
    patch = asked.source.maps[chosen, rows.start : rows.stop : rows.step, columns.start : columns.stop : columns.step]
    weights = layer.weight[chosen, filter_][:, list(down)][:, :, list(across)]
    inside = np.ones(patch.shape[1:], np.bool_)
    answer = _products(asked, channels, patch, weights, inside, (rows.start, columns.start), (step, side))
    return answer._replace(
        note=tr("Each number of {layer} lays its kernel here; this cell gathers one weight of each.",
                layer=asked.source.name)
    )  # fmt: skip


def pooled(asked: Asked, layer: Pool2D) -> Answer:
    """The largest number of a window, or its mean."""
    _, height, width = asked.source.maps.shape
    window, cell = pool_window(layer, (height, width)), asked.cell
    is_max = isinstance(layer, MaxPool2D)
    patch, inside, corner = _seen(asked, window, range(cell.channel, cell.channel + 1), -np.inf if is_max else 0.0)
    if is_max:
        return _largest(asked, patch[0], inside, corner, window.dilation)
    _, *count = layer.output_shape(asked.source.maps.shape)
    divisor = int(divisors(layer, (height, width), (count[0], count[1]))[cell.row, cell.column])
    return _mean(asked, patch[0], inside, corner, divisor)


def pooled_whole(asked: Asked, layer: GlobalAvgPool2D | GlobalMaxPool2D) -> Answer:
    """What is left of a whole map."""
    window = asked.source.maps[asked.cell.channel]
    inside = np.ones(window.shape, np.bool_)
    if isinstance(layer, GlobalMaxPool2D):
        return _largest(asked, window, inside, (0, 0), (1, 1))
    return _mean(asked, window, inside, (0, 0), window.size)


def pooled_piece(asked: Asked, layer: AdaptiveAvgPool2D) -> Answer:
    """The mean of one piece of a map."""
    (top, bottom), (left, right) = piece(layer, asked.source, asked.cell.row, asked.cell.column)
    window = asked.source.maps[asked.cell.channel, top:bottom, left:right]
    return _mean(asked, window, np.ones(window.shape, np.bool_), (top, left), window.size)


def piece(layer: AdaptiveAvgPool2D, source: ShownLayer, row: int, column: int) -> tuple[Pair, Pair]:
    """The rows and columns (first, end) of `source` that adaptive pooling takes the mean of."""
    _, height, width = source.maps.shape
    _, rows, columns = layer.output_shape(source.maps.shape)
    return adaptive_bins(height, rows)[row], adaptive_bins(width, columns)[column]


def channels_met(layer: Conv2D | ConvTranspose2D, filter_: int) -> range:
    """The channels that filter `filter_` is computed from: those of its group."""
    depth = layer.in_channels // layer.groups
    first = filter_ // (layer.out_channels // layer.groups) * depth
    return range(first, first + depth)


def _seen(asked: Asked, window: Window2D, channels: range, border: float = 0.0) -> tuple[Array, Flags, Pair]:
    """What the window sees: numbers (C, KH, KW), which of them are no padding, and its first row and column."""
    maps, (y, x) = asked.source.maps, window.origin(asked.cell.row, asked.cell.column)
    rows = slice(y, y + window.span[0], window.dilation[0])
    columns = slice(x, x + window.span[1], window.dilation[1])
    patch = BorderedPicture(maps, window, border).cells(rows, columns, slice(channels.start, channels.stop))
    corner = (y - window.padding[0], x - window.padding[2])
    down, across = (
        _within(corner[axis] + np.arange(window.kernel[axis]) * window.dilation[axis], maps.shape[1 + axis])
        for axis in (0, 1)
    )
    return patch, np.logical_and.outer(down, across), corner


def _within(lines: np.ndarray, length: int) -> Flags:
    return np.asarray((lines >= 0) & (lines < length))


def _laid(window: Window2D, axis: int, line: int, length: int) -> tuple[range, range, int]:
    """The lines of the input that lay their kernels on a line of the output, and the line of the kernel that each lays.

    The third number is how far apart the input's lines are.
    """
    stride, gap = window.stride[axis], window.dilation[axis]
    away = line + window.padding[2 * axis]
    cells = [
        cell
        for cell in range(window.kernel[axis] - 1, -1, -1)
        if (away - cell * gap) % stride == 0 and 0 <= (away - cell * gap) // stride < length
    ]
    step = gap // math.gcd(stride, gap)
    if not cells:
        return range(0), range(0), step
    first, last = ((away - cell * gap) // stride for cell in (cells[0], cells[-1]))
    return range(first, last + 1, step), range(cells[0], cells[-1] - 1, -(stride // math.gcd(stride, gap))), step


def _products(
    asked: Asked, channels: Sequence[int], patch: Array, weights: Array, inside: Flags, corner: Pair, step: Pair
) -> Answer:
    """A sum of products over channels, patch and weights being (C, KH, KW)."""
    groups = channel_groups(names_of([asked.source.label(channel) for channel in channels]), patch, weights)
    parts = tuple(
        Part(asked.source.name, channel, *corner, left, right, inside, group.total, step)
        for channel, left, right, group in zip(channels, patch, weights, groups, strict=True)
    )
    bias = _bias(asked.layer, asked.cell.channel)
    return Answer(
        Sum("products", asked.title, groups, asked.value, bias, panel="products", columns=patch.shape[2]), parts
    )


def _bias(layer: object, filter_: int) -> float | None:
    bias = layer.bias if isinstance(layer, Conv2D | ConvTranspose2D) else None
    return None if bias is None else float(bias[filter_])


def _largest(asked: Asked, window: Array, inside: Flags, corner: Pair, step: Pair) -> Answer:
    total = largest_of(asked.title, window, asked.value)
    part = Part(asked.source.name, asked.cell.channel, *corner, window, None, inside, asked.value, step)
    winner = part.cell(*divmod(total.winner, window.shape[1])) if total.winner >= 0 else None
    return Answer(total, (part,), winner)


def _mean(asked: Asked, window: Array, inside: Flags, corner: Pair, divisor: int) -> Answer:
    total = mean_of(asked.title, window, asked.value, divisor)
    part = Part(asked.source.name, asked.cell.channel, *corner, window, None, inside, total.groups[0].total)
    return Answer(total, (part,))
