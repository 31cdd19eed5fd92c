"""Where a number comes from that was made of one number, or of one of each branch: activations, skips."""

import numpy as np

from cnnviz.engine.activations import Activation
from cnnviz.text import tr
from cnnviz.traces.followed import Answer, Asked, one_cell
from cnnviz.traces.scene import Group, Sum
from cnnviz.traces.terms import changed


def bent(asked: Asked, layer: Activation) -> Answer:
    """An activation: each number by itself."""
    return _one(asked, *asked.cell[1:], layer.kind)


def passed_on(asked: Asked) -> Answer:
    """Dropout, which does nothing in use."""
    note = tr("Dropout leaves numbers out only in training; now it passes every number on.")
    return _one(asked, *asked.cell[1:], asked.layer.kind)._replace(note=note)


def laid_out(asked: Asked) -> Answer:
    """Flatten: the same number, in its map."""
    at = np.unravel_index(asked.cell.channel, asked.source.maps.shape)
    note = tr("Flatten only lays the numbers of all maps out in a row.")
    return _one(asked, int(at[0]), int(at[1]), int(at[2]), asked.layer.kind)._replace(note=note)


def joined(asked: Asked) -> Answer:
    """Concat: the same number, in the branch that it comes from."""
    channel, taken = asked.cell.channel, list(asked.taken)
    while channel >= len(taken[0].maps):
        channel -= len(taken.pop(0).maps)
    note = tr("Concat only puts the maps of {layers} one after the other.",
              layers=", ".join(layer.name for layer in asked.taken))  # fmt: skip
    branch = asked._replace(taken=tuple(taken))
    return _one(branch, channel, *asked.cell[2:], asked.layer.kind)._replace(note=note)


def normalised(asked: Asked) -> Answer:
    """Batch normalisation in use: one factor and one shift for each map."""
    layer = asked.shown.layer(asked.cell.layer)
    assert layer.scaling is not None
    factor, shift = layer.scaling[:, asked.cell.channel]
    part = one_cell(asked.source, *asked.cell[1:], np.array([[factor]], layer.scaling.dtype))
    assert part.right is not None
    group = Group("", part.left.ravel(), part.right.ravel(), part.total)
    note = tr("Mean and spread that were learnt, weight and bias make one factor and one shift for the whole map.")
    return Answer(Sum("products", asked.title, (group,), asked.value, float(shift), panel="products"), (part,),
                  note=note)  # fmt: skip


def added(asked: Asked) -> Answer:
    """Where branches come together: one number of each, counted once."""
    parts = tuple(one_cell(source, *asked.cell[1:]) for source in asked.taken)
    groups = tuple(Group(part.source, part.left.ravel(), np.ones(1, part.left.dtype), part.total) for part in parts)
    return Answer(Sum("products", asked.title, groups, asked.value, panel="products"), parts)


def _one(asked: Asked, channel: int, row: int, column: int, name: str) -> Answer:
    part = one_cell(asked.source, channel, row, column)
    return Answer(changed(asked.title, name, part.total, asked.value, part.left.dtype), (part,))
