"""Where a number comes from that all numbers of a layer go into: units, and shares that add up to one."""

import numpy as np

from cnnviz.engine.dropout import Dropout
from cnnviz.engine.linear import Linear
from cnnviz.engine.shape import Flatten
from cnnviz.text import tr
from cnnviz.traces.followed import MET, Answer, Asked
from cnnviz.traces.following import Part
from cnnviz.traces.passes import Pass
from cnnviz.traces.scene import Group, Step, Sum
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.traces.terms import channel_groups, names_of


def weighted(asked: Asked, layer: Linear) -> Answer:
    """Every number times its weight: of a vector that was flattened from maps, map by map."""
    source = before_flattening(asked.shown, asked.source)
    maps = source.maps
    weights = layer.weight[asked.cell.channel].reshape(maps.shape)
    groups = channel_groups(names_of([source.label(channel) for channel in range(len(maps))]), maps, weights)
    inside = np.ones(maps.shape[1:], np.bool_)
    parts = tuple(
        Part(source.name, channel, 0, 0, left, right, inside, group.total)
        for channel, (left, right, group) in enumerate(zip(maps, weights, groups, strict=True))
    )
    bias = None if layer.bias is None else float(layer.bias[asked.cell.channel])
    total = Sum("products", asked.title, groups, asked.value, bias, panel="products", columns=maps.shape[2])
    return Answer(total, parts)


def before_flattening(shown: Pass, layer: ShownLayer) -> ShownLayer:
    """The maps that were laid out as the vector `layer`, in the same order; itself where it came about otherwise."""
    nodes = {} if shown.network is None else {node.name: node for node in shown.network.nodes}
    name = layer.name
    while name in nodes and isinstance(nodes[name].layer, Dropout):
        name = nodes[name].inputs[0]
    if name in nodes and isinstance(nodes[name].layer, Flatten):
        return shown.layer(nodes[name].inputs[0])
    return layer


def shared_out(asked: Asked, *, logarithm: bool = False) -> Answer:
    """A share of softmax, or its `logarithm`: e to the power of a score, by the sum of those of all scores.

    The largest score is taken off all of them first, which changes nothing but keeps the powers finite.
    """
    _, own, row, column = asked.cell
    scores = asked.source.maps[:, row, column]
    powers = np.exp((scores - scores.max()).astype(np.float64))
    groups = tuple(
        Group(asked.source.label(channel), scores[channel : channel + 1], None, power)
        for channel, power in enumerate(powers.tolist())
    )
    parts = tuple(
        Part(asked.source.name, channel, row, column, scores[channel : channel + 1, np.newaxis], None, MET, group.total)
        for channel, group in enumerate(groups)
    )
    share = float(powers[own] / powers.sum()) if logarithm else asked.value
    steps = (Step(tr("logarithm"), asked.value),) if logarithm else ()
    note = tr("The largest score is taken off all of them first: the shares stay the same, no power gets too large.")
    return Answer(Sum("shares", asked.title, groups, share, winner=own, steps=steps), parts, note=note)
