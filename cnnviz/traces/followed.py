"""What is known of a number when the question is where it comes from, and what the answer has in it."""

from typing import NamedTuple

import numpy as np

from cnnviz.engine.layer import Layer, Merge
from cnnviz.traces.following import Part
from cnnviz.traces.passes import Cell, Pass, cell_name
from cnnviz.traces.scene import Array, Sum
from cnnviz.traces.shown_layers import ShownLayer

MET = np.ones((1, 1), np.bool_)


class Asked(NamedTuple):
    """A cell of a pass, its `value`, the `layer` that computed it, and what that `taken` from (not the picture's)."""

    shown: Pass
    cell: Cell
    value: float
    layer: Layer | Merge
    taken: tuple[ShownLayer, ...]

    @property
    def source(self) -> ShownLayer:
        """What the layer takes, or the first of several."""
        return self.taken[0]

    @property
    def title(self) -> str:
        return cell_name(self.shown, self.cell)


class Answer(NamedTuple):
    """The arithmetic, what each map brought in, the cell that won, and what the layer does, in words."""

    sum: Sum
    parts: tuple[Part, ...]
    winner: Cell | None = None
    note: str = ""


def one_cell(source: ShownLayer, channel: int, row: int, column: int, right: Array | None = None) -> Part:
    """A part that is a single number; `right` (1, 1) is what it is multiplied by."""
    left = source.maps[channel, row : row + 1, column : column + 1]
    total = float(left[0, 0]) if right is None else float(left[0, 0]) * float(right[0, 0])
    return Part(source.name, channel, row, column, left, right, MET, total)
