"""Grids of equal cells at a place: what a panel of numbers is, before anything is painted."""

import math
from typing import NamedTuple

from cnnviz.engine.geometry import Pair

HEAD = 26  # room for a panel's heading
GAP = 24  # between different things
NEAR = 14  # between things of a kind
LEGEND = 30  # below the output
NARROWEST = 190  # a panel whose heading must be read
HEADING = 96  # what a short heading needs
SHORT = 48  # what the name alone needs
LARGEST_CELL = 112


class Grid(NamedTuple):
    """Equal cells at a place: `x`, `y`, `cell` in pixels. `head` is the room its heading may take.

    `rows` and `columns` are those that are seen; where only a part of a large grid is, it begins at row `top` and
    column `left`. Cells are always named by their row and column in the whole grid.
    """

    x: float
    y: float
    cell: float
    rows: int
    columns: int
    head: float = 0.0
    top: int = 0
    left: int = 0

    @property
    def width(self) -> float:
        return self.columns * self.cell

    @property
    def height(self) -> float:
        return self.rows * self.cell

    def cell_at(self, x: float, y: float) -> Pair | None:
        """(row, column) of the cell under a point, or None outside.

        >>> Grid(10, 10, 20, 2, 3).cell_at(35, 12), Grid(10, 10, 20, 2, 3).cell_at(5, 12)
        ((0, 1), None)
        """
        row, column = math.floor((y - self.y) / self.cell), math.floor((x - self.x) / self.cell)
        seen = 0 <= row < self.rows and 0 <= column < self.columns
        return (row + self.top, column + self.left) if seen else None

    def shows(self, row: int, column: int) -> bool:
        """Whether a cell lies in the part that is seen."""
        return self.top <= row < self.top + self.rows and self.left <= column < self.left + self.columns

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """Left and top of a cell, in pixels; it may lie outside the part that is seen."""
        return self.x + (column - self.left) * self.cell, self.y + (row - self.top) * self.cell


class Sizes(NamedTuple):
    """What is to be shown: channels, and (rows, columns) of padded input, kernel and output."""

    channels: int
    input: Pair
    kernel: Pair
    output: Pair


class Panels(NamedTuple):
    """One grid per channel, and one for the output. `patches` is empty where the input's own numbers can be read."""

    inputs: tuple[Grid, ...]
    patches: tuple[Grid, ...]
    kernels: tuple[Grid, ...]
    products: tuple[Grid, ...]
    output: Grid
