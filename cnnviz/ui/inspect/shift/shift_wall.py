"""The maps of a layer on both ways, as groups of three tiles: expected, got, and what lies between them. No Qt."""

from collections.abc import Sequence

import numpy as np

from cnnviz.inspection.equivariance import Agreement
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.wall_content import WallContent
from cnnviz.ui.painting.agreement import agreement_text

WAYS = 3  # expected, got, difference
FEW = 8  # maps that can be compared at a glance


def strongest(agreement: Agreement, most: int = FEW) -> list[int]:
    """Which maps of the moved picture have the largest numbers (their mean size), in their order."""
    strength = abs(agreement.got).mean(axis=(1, 2))
    return sorted(int(index) for index in np.argsort(-strength, kind="stable")[:most])


def shift_content(layer: ShownLayer, agreement: Agreement, chosen: Sequence[int]) -> WallContent:
    """Three tiles for each `chosen` map, all in one range; cells that cannot be compared are 0 in the difference."""
    ways = np.stack([part[list(chosen)] for part in (agreement.expected, agreement.got, agreement.difference)], axis=1)
    maps = ways.reshape(-1, *ways.shape[2:])
    limit = rounded_up(symmetric_limit(maps)) or 1.0
    captions = [caption for index in chosen for caption in _captions(layer, agreement, index)]
    return WallContent(
        maps, np.full(len(maps), limit), "activations", captions, [""] * len(maps), group=WAYS,
        indices=tuple(index for index in chosen for _ in range(WAYS)),
    )  # fmt: skip


def _captions(layer: ShownLayer, agreement: Agreement, index: int) -> tuple[str, str, str]:
    if layer.is_vector:
        return layer.label(index), "", ""
    value = agreement_text(float(agreement.agreement[index]))
    return tr("map {index}: {agreement}", index=layer.label(index), agreement=value), "", ""
