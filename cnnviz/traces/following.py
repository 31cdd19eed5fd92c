"""Where one number of a pass comes from: the trace of Convolve on a trained network, for every kind of layer.

What is followed may be a pixel of a map, a unit or a probability. Each step names the cells that it was computed from,
so that one can go on to any of them, and so on back to the picture.
"""

from dataclasses import dataclass
from typing import NamedTuple

from cnnviz.traces.passes import Cell
from cnnviz.traces.scene import Array, Flags, Sum


class Field(NamedTuple):
    """A part of the picture: first row and column, height and width. It may reach beyond the picture, into padding."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """What one map of one layer before brought in.

    `left` (KH, KW) are the numbers that were met, padding included, and `right` (KH, KW) what each was multiplied by
    (None where nothing is multiplied: a maximum, a sum). They lie `step` cells apart from row `top` and column `left_`
    of map `channel` of the layer `source` on; where `inside` is False they are padding. `total` is what the part brings
    to the sum, in the engine's own arithmetic.

    A vector that was flattened from maps is met as those maps: then `source` is the layer with the maps.
    """

    source: str
    channel: int
    top: int
    left_: int
    left: Array
    right: Array | None
    inside: Flags
    total: float
    step: tuple[int, int] = (1, 1)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that was met at a place of `left`; None where that is padding."""
        if not self.inside[row, column]:
            return None
        return Cell(self.source, self.channel, self.top + row * self.step[0], self.left_ + column * self.step[1])


@dataclass(frozen=True, eq=False, repr=False)
class Followed:
    """One number, what it was computed from, and how.

    - `sum` is the arithmetic as Convolve shows it: its groups are those of `parts`, in the same order.
    - `value` is the number on the map, which `sum.outcome` equals within float32 rounding.
    - `field` is the part of the picture that the cell depends on, at true scale, padding included; None for the
      picture's own cells.
    - `winner` is the cell that a maximum was taken from.
    - `note` says in a sentence what the layer does where the arithmetic alone does not (batch normalisation, dropout).
    - `openable` says whether Convolve can show it: `scenarios.followed.scenario_of` makes what it shows.
    """

    cell: Cell
    kind: str
    sum: Sum
    parts: tuple[Part, ...]
    value: float
    field: Field | None
    winner: Cell | None = None
    note: str = ""
    openable: bool = False
