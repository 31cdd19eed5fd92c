"""A number that is followed through a network, as Convolve shows it: all that it is computed from, and nothing else.

One filter with all its channels, so that the terms add up to the number on the map. What is no convolution in the
network but computed like one is shown as one: a unit as a kernel as large as its maps, a skip as a kernel of ones.
"""

from dataclasses import replace

import numpy as np

from cnnviz.engine.activations import Activation
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.scenarios.layer_settings import KINDS, with_kernel, with_pooling
from cnnviz.scenarios.scenario import ACTIVATION, CONVOLUTION, FORWARD, MOST_FILTERS, TRANSPOSED, Array, Scenario
from cnnviz.scenarios.source import Source
from cnnviz.text import tr
from cnnviz.traces.follow import asked_of, follow
from cnnviz.traces.followed import Asked
from cnnviz.traces.followed_units import before_flattening
from cnnviz.traces.followed_windows import channels_met, piece
from cnnviz.traces.passes import Cell, Pass, cell_name
from cnnviz.traces.scene import Place


def scenario_of(base: Scenario, shown: Pass, cell: Cell) -> tuple[Scenario, Place] | None:
    """What Convolve shows of the number in `cell`, and the place whose frame is about it (`Scene.index_at`).

    `base` gives what has nothing to do with it. Of a transposed convolution it is the last frame that adds to the cell.
    None where Convolve has no such operation, or the maps are too large for it. PassError where there is no such cell.
    """
    if not follow(shown, cell).openable:
        return None
    asked = asked_of(shown, cell)
    base = replace(base, chain=False, activation="none", turned=False, shown_filter=0, groups=1, upstream=None)
    base = replace(base, direction=FORWARD, preset=f"{cell.layer}[{shown.layer(cell.layer).label(cell.channel)}]")
    return _seen_at(_of_kind(base, asked), _place(asked))


def _seen_at(scenario: Scenario, place: Place) -> tuple[Scenario, Place]:
    """With those channels seen that the place is in, where there are too many to look at."""
    first = place.grid // MOST_FILTERS * MOST_FILTERS if len(scenario.image) > MOST_FILTERS else 0
    return replace(scenario, first_channel=first), place._replace(grid=place.grid - first)


def _of_kind(base: Scenario, asked: Asked) -> Scenario:
    channel = asked.cell.channel
    own = asked.source.maps[channel : channel + 1]
    match asked.layer:
        case Conv2D() as layer:
            return _convolution(base, asked, layer)
        case ConvTranspose2D() as layer:
            return _transposed(base, asked, layer)
        case Pool2D() as layer:
            return with_pooling(_with_maps(base, asked, own), layer)
        case GlobalAvgPool2D():
            return with_pooling(_with_maps(base, asked, own), AvgPool2D(own.shape[1:]))
        case GlobalMaxPool2D():
            return with_pooling(_with_maps(base, asked, own), MaxPool2D(own.shape[1:]))
        case AdaptiveAvgPool2D() as layer:
            return _piece(base, asked, layer)
        case Linear() as layer:
            maps = before_flattening(asked.shown, asked.source).maps
            bias = None if layer.bias is None else layer.bias[channel : channel + 1]
            return _sum(base, asked, maps, layer.weight[channel].reshape(maps.shape), bias)
        case BatchNorm2D():
            scaling = asked.shown.layer(asked.cell.layer).scaling
            assert scaling is not None
            return _sum(base, asked, own, scaling[:1, channel, None, None], scaling[1:, channel])
        case Add():
            maps = np.stack([source.maps[channel] for source in asked.taken])
            return _sum(base, asked, maps, np.ones((len(maps), 1, 1)), None, first=1)
        case Activation() as layer:
            return replace(_with_maps(base, asked, own), operation=ACTIVATION, activation=KINDS[type(layer)])
    raise TypeError(f"Convolve has no {asked.layer.kind}")


def _convolution(base: Scenario, asked: Asked, layer: Conv2D) -> Scenario:
    filter_, channels = asked.cell.channel, channels_met(layer, asked.cell.channel)
    scenario = _with_maps(base, asked, asked.source.maps[channels.start : channels.stop], channels.start)
    chosen = slice(filter_, filter_ + 1)
    bias = None if layer.bias is None else layer.bias[chosen]
    return with_kernel(replace(scenario, operation=CONVOLUTION), layer, layer.weight[chosen], bias)


def _transposed(base: Scenario, asked: Asked, layer: ConvTranspose2D) -> Scenario:
    filter_, channels = asked.cell.channel, channels_met(layer, asked.cell.channel)
    scenario = _with_maps(base, asked, asked.source.maps[channels.start : channels.stop], channels.start)
    kernel = layer.weight[channels.start : channels.stop, filter_ % (layer.out_channels // layer.groups)]
    bias = None if layer.bias is None else layer.bias[filter_ : filter_ + 1]
    scenario = replace(scenario, operation=TRANSPOSED, output_padding=layer.output_padding)
    return with_kernel(scenario, layer, kernel[np.newaxis], bias)


def _piece(base: Scenario, asked: Asked, layer: AdaptiveAvgPool2D) -> Scenario:
    """The piece alone: others may be of another size."""
    rows, columns = piece(layer, asked.source, asked.cell.row, asked.cell.column)
    channel = asked.cell.channel
    cells = asked.source.maps[channel : channel + 1, slice(*rows), slice(*columns)]
    return with_pooling(_with_maps(base, asked, cells), AvgPool2D(cells.shape[1:]))


def _sum(base: Scenario, asked: Asked, maps: Array, weights: Array, bias: Array | None, first: int = 0) -> Scenario:
    """Numbers times weights, both (C, H, W) or the weights (C, 1, 1), as a convolution."""
    layer = Conv2D(len(maps), 1, weights.shape[1:])
    return with_kernel(
        replace(_with_maps(base, asked, maps, first), operation=CONVOLUTION), layer, weights[np.newaxis], bias
    )


def _with_maps(base: Scenario, asked: Asked, maps: Array, first: int = 0) -> Scenario:
    """`maps` (C, H, W) in the place of the picture: what the layer is given, as far as this number is made of it.

    They keep the numbers that the network counts them by, from `first` on; what is added up (skips) has none.
    """
    values = np.array(maps, np.float32, order="C")
    is_picture = asked.source.is_input
    note = tr("Of {layer}, what {cell} is computed from.",
              layer=asked.source.name, cell=cell_name(asked.shown, asked.cell))  # fmt: skip
    name = tr("Picture") if is_picture else tr("What {layer} is given", layer=asked.cell.layer)
    source = Source(name, values, note, exact=True, maps=not is_picture, first=first,
                    positive=not is_picture and not asked.source.is_signed)  # fmt: skip
    return replace(base, source=source, longest=source.longest).with_image(values)


def _place(asked: Asked) -> Place:
    match asked.layer:
        case ConvTranspose2D():
            part = follow(asked.shown, asked.cell).parts[-1]
            rows, columns = part.left.shape
            last = len(channels_met(asked.layer, asked.cell.channel)) - 1
            return Place("input", last, part.top + (rows - 1) * part.step[0], part.left_ + (columns - 1) * part.step[1])
        case Linear() | GlobalAvgPool2D() | GlobalMaxPool2D() | AdaptiveAvgPool2D():
            return Place("output", 0, 0, 0)
    return Place("output", 0, *asked.cell[2:])
