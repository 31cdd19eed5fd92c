"""The gradients of some parts of a batch, added up one part after the other: the same sums in whichever process."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.initializers import Random
from cnnviz.engine.losses import Loss
from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace

Slopes = dict[str, Array]


@dataclass(frozen=True)
class Share:
    """Some parts of a batch: their `sizes` in pictures, out of `total` in the whole batch.

    `seeds` has one number for each part if layers draw numbers in training, or else none at all.
    """

    sizes: Sequence[int]
    total: int
    seeds: Sequence[int]


@dataclass(frozen=True)
class PartResult:
    """What the parts add to the mean loss of the batch, their outputs (N, K), and what they add to its slopes."""

    loss: float
    outputs: Array
    gradients: Slopes


def part_gradients(
    network: Network, loss: Loss, images: Array, labels: Array, share: Share, workspace: Workspace, rng: Random
) -> PartResult:
    """The part of a batch in `images` (N, C, H, W) with `labels` (N,), where N is the sum of the share's sizes.

    Without seeds nothing is drawn from `rng`. The slopes are valid until the next call with the same workspace.
    """
    value, outputs, sums, start = 0.0, [], Slopes(), 0
    rngs = map(np.random.default_rng, share.seeds) if share.seeds else itertools.repeat(rng, len(share.sizes))
    for size, chance in zip(share.sizes, rngs, strict=True):
        part = slice(start, start + size)
        start += size
        tape = network.forward(images[part], workspace, training=chance)
        outputs.append(np.array(tape.output, order="C"))
        one, slope = loss(outputs[-1], labels[part])
        slope *= size / share.total
        value += one * size / share.total
        found = network.backward(tape, slope, by_input=False).parameters
        if sums:
            add(sums, found)
        else:  # the next part will be written over these
            sums = _copied(found, workspace.part("sums")) if len(share.sizes) > 1 else dict(found)
    return PartResult(value, np.concatenate(outputs), sums)


def add(sums: Slopes, more: Mapping[str, Array]) -> None:
    """Add `more` to `sums`, in place."""
    for name, slope in more.items():
        sums[name] += slope


def _copied(slopes: Mapping[str, Array], workspace: Workspace) -> Slopes:
    """`slopes` in arrays of the workspace."""
    copies = {name: workspace.empty(name, slope.shape, slope.dtype) for name, slope in slopes.items()}
    for name, copy in copies.items():
        np.copyto(copy, slopes[name])
    return copies
