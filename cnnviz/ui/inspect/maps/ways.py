"""Two kinds of the same maps and what lies between them, as groups of three tiles. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.wall_content import WallContent
from cnnviz.ui.painting.agreement import agreement_text

WAYS = 3
FEW = 8  # maps that can be compared at a glance


@dataclass(frozen=True, eq=False)
class Ways:
    """Maps `first`, `second` and `difference` (K, H, W) of `layer`, which names them, and how well each agrees (K,)."""

    layer: ShownLayer
    first: Array
    second: Array
    difference: Array
    agreement: Array


def strongest(ways: Ways, most: int = FEW) -> list[int]:
    """Which maps have the largest numbers (their mean size) on the second way, in their order."""
    strength = abs(ways.second).mean(axis=(1, 2))
    return sorted(int(index) for index in np.argsort(-strength, kind="stable")[:most])


def ways_content(ways: Ways, chosen: Sequence[int]) -> WallContent:
    """Three tiles for each `chosen` map, all in one range."""
    parts = [part[list(chosen)] for part in (ways.first, ways.second, ways.difference)]
    maps = np.stack(parts, axis=1).reshape(-1, *ways.first.shape[1:])
    limit = rounded_up(symmetric_limit(maps)) or 1.0
    captions = [caption for index in chosen for caption in (_caption(ways, index), "", "")]
    return WallContent(
        maps, np.full(len(maps), limit), "activations", captions, [""] * len(maps), group=WAYS,
        indices=tuple(index for index in chosen for _ in range(WAYS)),
    )  # fmt: skip


def _caption(ways: Ways, index: int) -> str:
    if ways.layer.is_vector:
        return ways.layer.label(index)
    value = agreement_text(float(ways.agreement[index]))
    return tr("map {index}: {agreement}", index=ways.layer.label(index), agreement=value)
