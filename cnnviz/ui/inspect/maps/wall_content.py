"""What a wall of tiles shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.traces.tiling import TileLayout
from cnnviz.ui.painting.colours import Scale, activation_scale, magnitude_scale, weight_scale
from cnnviz.ui.painting.tiles import Wall
from cnnviz.ui.theme import Theme


@dataclass(frozen=True, eq=False)
class WallContent:
    """Maps (K, H, W) and how they are to be shown; `colours` is "activations", "magnitudes", "weights" or "grey".

    `indices` say which map of the layer each tile is, where they are not all of them in their order.
    """

    maps: NDArray[np.floating]
    limits: NDArray[np.floating]
    colours: str = "activations"
    captions: Sequence[str] = ()
    marks: Sequence[str] = ()
    decimals: int = 2
    group: int = 1
    captioned: bool = True
    indices: Sequence[int] = ()

    def index(self, tile: int) -> int:
        """Which map of the layer a tile shows."""
        return self.indices[tile] if self.indices else tile

    def tile_of(self, index: int) -> int | None:
        """Which tile shows map `index` of the layer; None where none does."""
        if not self.indices:
            return index if 0 <= index < len(self.maps) else None
        return self.indices.index(index) if index in self.indices else None


def scale_of(colours: str, theme: Theme) -> Scale | None:
    """The colours of a content; None is grey."""
    scales = {"activations": activation_scale, "magnitudes": magnitude_scale, "weights": weight_scale}
    return scales[colours](theme) if colours in scales else None


def wall_of(content: WallContent, layout: TileLayout, theme: Theme) -> Wall:
    """What painters take: the content, where its tiles lie, and its colours."""
    return Wall(content.maps, content.limits, layout, scale_of(content.colours, theme), content.captions,
                content.marks, content.decimals, content.group)  # fmt: skip
