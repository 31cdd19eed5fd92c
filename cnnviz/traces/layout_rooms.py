"""The arrangements of the zones: how much room each leaves for what comes out, for many sizes of the others at once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.traces.grids import GAP, NEAR
from cnnviz.traces.layout_scores import CELLS
from cnnviz.traces.layout_tilings import Tiling

Lengths = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.intp]
NOWHERE = -1.0


class Sized(NamedTuple):
    """A tiling with cells of a size."""

    tiling: Tiling
    cell: float

    @property
    def width(self) -> float:
        return float(self.tiling.width(np.array(self.cell)))

    @property
    def height(self) -> float:
        return float(self.tiling.height(np.array(self.cell)))


class Tried(NamedTuple):
    """Tilings of a zone in sizes: which tiling, which of `CELLS`, how large that is and how good; all (n,)."""

    tilings: Sequence[Tiling]
    which: Places
    place: Places
    width: Lengths
    height: Lengths
    score: Lengths

    def sized(self, index: int) -> Sized | None:
        """One of them."""
        return Sized(self.tilings[self.which[index]], float(CELLS[self.place[index]])) if self.tilings else None


class Room(NamedTuple):
    """What is left for what comes out, (sizes of what comes in, sizes of the middle); negative where nothing is."""

    width: Lengths
    height: Lengths


def _room(fits: npt.NDArray[np.bool_], width: Lengths | float, height: Lengths | float) -> Room:
    return Room(np.where(fits, width, NOWHERE), np.where(fits, height, NOWHERE))


def _beside(arriving: Tried, middle: Tried, width: float, height: float) -> Room:
    """In, middle, out: from left to right."""
    fits = (arriving.height[:, None] <= height) & (middle.height <= height)
    return _room(fits, width - arriving.width[:, None] - middle.width - 2 * GAP, height)


def _tower(arriving: Tried, middle: Tried, width: float, height: float) -> Room:
    """What comes in at the left; the middle at its right, and what comes out below that."""
    room = width - arriving.width[:, None] - GAP
    return _room((arriving.height[:, None] <= height) & (middle.width <= room), room, height - middle.height - NEAR)


def _below(arriving: Tried, middle: Tried, width: float, height: float) -> Room:
    """What comes in above; below it the middle and, beside that, what comes out."""
    room = height - arriving.height[:, None] - NEAR
    return _room((arriving.width[:, None] <= width) & (middle.height <= room), width - middle.width - GAP, room)


def _top(arriving: Tried, middle: Tried, width: float, height: float) -> Room:
    """In and out above, the middle below them."""
    room = height - middle.height - NEAR
    fits = (arriving.height[:, None] <= room) & (middle.width <= width)
    return _room(fits, width - arriving.width[:, None] - GAP, room)


def _stacked(arriving: Tried, middle: Tried, width: float, height: float) -> Room:
    """The middle below what comes in, and beside both what comes out."""
    fits = arriving.height[:, None] + NEAR + middle.height <= height
    return _room(fits, width - np.maximum(arriving.width[:, None], middle.width) - GAP, height)


def _column(arriving: Tried, middle: Tried, width: float, height: float) -> Room:
    """One below the other."""
    fits = (arriving.width[:, None] <= width) & (middle.width <= width)
    return _room(fits, width, height - arriving.height[:, None] - middle.height - 2 * NEAR)


ARRANGEMENTS: dict[str, Callable[[Tried, Tried, float, float], Room]] = {
    "beside": _beside, "tower": _tower, "below": _below, "top": _top, "stacked": _stacked, "column": _column,
}  # fmt: skip
