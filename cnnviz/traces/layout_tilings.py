"""How the grids of one zone can lie: panels beside or below each other, each of them tiled."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.traces.grids import GAP, HEAD, HEADING, LEGEND, NARROWEST, NEAR, SHORT
from cnnviz.traces.scene import Panel

Lengths = npt.NDArray[np.floating[Any]]
MANY = 3  # grids; the headings of more must do with less
NARROW = 64


class Spot(NamedTuple):
    """Where a grid lies: `x`, `y` is the corner of its first cell; `cell` in pixels too."""

    panel: Panel
    grid: int
    x: float
    y: float
    cell: float


class Block(NamedTuple):
    """So many `grids` of a panel in `columns` columns: all or, in a group, one. `least` is what a name needs."""

    panel: Panel
    grids: int
    columns: int
    least: float

    @property
    def lines(self) -> int:
        return math.ceil(self.grids / self.columns)

    def width(self, cell: Lengths) -> Lengths:
        """Of all columns, in pixels, for cells of `cell` pixels."""
        return self.columns * self.column(cell) + (self.columns - 1) * NEAR

    def column(self, cell: Lengths) -> Lengths:
        """The width of one column: its heading must have room."""
        return np.maximum(self.panel.columns * cell, self.least)

    def height(self, cell: Lengths) -> Lengths:
        """Of all lines with their headings, and of the legend."""
        return self.lines * (self.panel.rows * cell + HEAD) + (self.lines - 1) * NEAR + legend_height(self.panel)


class Tiling(NamedTuple):
    """Panels of a zone, beside each other (`across`) or below each other.

    `groups` of them lie in `columns` columns: one group where every panel is tiled by itself, as many as there are
    grids where patch, kernel and products of a channel belong together.
    """

    blocks: tuple[Block, ...]
    across: bool
    groups: int = 1
    columns: int = 1

    @property
    def longest(self) -> int:
        """The longer side of the largest grid, in cells."""
        return max(max(block.panel.rows, block.panel.columns) for block in self.blocks)

    @property
    def lines(self) -> int:
        return math.ceil(self.groups / self.columns)

    @property
    def between(self) -> tuple[float, float]:
        """The least distances of groups: from column to column and from line to line."""
        return (GAP, NEAR) if self.across and len(self.blocks) > 1 else (NEAR, GAP if len(self.blocks) > 1 else NEAR)

    @property
    def inner(self) -> float:
        """The distance between the panels of a group."""
        return GAP if self.across and self.groups == 1 and len(self.blocks) > 1 and self.zone != "middle" else NEAR

    @property
    def zone(self) -> str:
        return self.blocks[0].panel.zone

    def group_width(self, cell: Lengths) -> Lengths:
        """Of one group, for cells of `cell` pixels."""
        widths = [block.width(cell) for block in self.blocks]
        return _sum(widths) + (len(widths) - 1) * self.inner if self.across else np.maximum.reduce(widths)

    def group_height(self, cell: Lengths) -> Lengths:
        """Of one group with its headings."""
        heights = [block.height(cell) for block in self.blocks]
        return np.maximum.reduce(heights) if self.across else _sum(heights) + (len(heights) - 1) * NEAR

    def width(self, cell: Lengths) -> Lengths:
        """Of all, in pixels, for cells of `cell` pixels."""
        return self.columns * self.group_width(cell) + (self.columns - 1) * self.between[0]

    def height(self, cell: Lengths) -> Lengths:
        """Of all with their headings and legends."""
        return self.lines * self.group_height(cell) + (self.lines - 1) * self.between[1]

    @property
    def holes(self) -> float:
        """The share of places that stay empty."""
        places = self.columns * self.lines * sum(block.columns * block.lines for block in self.blocks)
        return 1 - self.groups * sum(block.grids for block in self.blocks) / places

    def spots(self, cell: float, left: float, top: float, room: float) -> Iterator[Spot]:
        """Where the grids lie in a zone at `left`, `top`: `room` pixels wide, of which some is spread between them."""
        size = np.array(cell)
        widths = [block.columns for block in self.blocks]
        in_group = sum(widths) if self.across else max(widths)
        free = max(0.0, room - float(self.width(size)))
        spare = min(free / max(1, self.columns * in_group - 1), GAP if self.columns == 1 else GAP / 3)
        inside = (in_group - 1) * spare
        apart = min((free - self.columns * inside) / max(1, self.columns - 1), 2 * GAP)
        step_x = float(self.group_width(size)) + self.between[0] + inside + apart
        step_y = float(self.group_height(size)) + self.between[1]
        for group in range(self.groups):
            line, column = divmod(group, self.columns)
            x, y = left + column * step_x, top + line * step_y
            for block in self.blocks:
                if group * block.grids < block.panel.count:
                    yield from _block_spots(block, group, cell, x, y, spare)
                if self.across:
                    x += float(block.width(size)) + self.inner + block.columns * spare
                else:
                    y += float(block.height(size)) + NEAR


def _sum(lengths: Sequence[Lengths]) -> Lengths:
    total: Lengths = np.add.reduce(lengths)
    return total


def _block_spots(block: Block, group: int, cell: float, x: float, y: float, spare: float) -> Iterator[Spot]:
    width = float(block.column(np.array(cell)))
    for i in range(block.grids):
        line, column = divmod(i, block.columns)
        across, down = column * (width + NEAR + spare), line * (block.panel.rows * cell + HEAD + NEAR)
        yield Spot(block.panel, group * block.grids + i, x + across, y + HEAD + down, cell)


def legend_height(panel: Panel) -> float:
    """Below the last line of grids of a panel that comes out in colours, its scale is shown."""
    return LEGEND if panel.zone == "out" and panel.is_maps else 0.0


def large_tilings(panels: Sequence[Panel], tight: bool) -> list[Tiling]:
    """Of what comes in or out: each panel tiled by itself."""
    most = max((panel.count for panel in panels), default=0)
    found: dict[tuple[bool, tuple[int, ...]], Tiling] = {}
    for across in (True, False) if len(panels) > 1 else (True,):
        for number in _divisions(most):
            lines = math.ceil(most / number)
            columns = [math.ceil(panel.count / lines) if across else min(number, panel.count) for panel in panels]
            blocks = tuple(
                Block(panel, panel.count, wide, _least(panel, tight, len(panels) > 1))
                for panel, wide in zip(panels, columns, strict=True)
            )
            found.setdefault((across, tuple(columns)), Tiling(blocks, across))
    return list(found.values())


def middle_tilings(panels: Sequence[Panel], tight: bool) -> list[Tiling]:
    """Of kernels, patches and products: those of a channel together."""
    groups = max((panel.count for panel in panels), default=0)
    found = []
    for across in (True, False) if len(panels) > 1 else (False,):
        blocks = tuple(Block(panel, 1, 1, _least(panel, tight, across)) for panel in panels)
        found += [Tiling(blocks, across, groups, columns) for columns in _divisions(groups)]
    return found


def _least(panel: Panel, tight: bool, several: bool) -> float:
    """What a heading needs."""
    if tight:
        return SHORT
    if panel.zone != "middle":
        if panel.count > 1:
            return HEADING if panel.count <= MANY else NARROW
        return HEADING + GAP if several else NARROWEST
    if panel.count == 1:
        return 84 if several else 150
    return (SHORT + 8 if several else 72) if panel.count <= MANY else SHORT


def _divisions(count: int) -> list[int]:
    """Numbers of columns in which so many lie without many holes.

    >>> _divisions(16), _divisions(6), _divisions(5), _divisions(3)
    ([16, 8, 6, 4, 3, 2, 1], [6, 3, 2, 1], [5, 3, 2, 1], [3, 1])
    """
    columns = {math.ceil(count / lines) for lines in range(1, count + 1)}
    holes = max(1, count // 8) if count > MANY else 0
    square = math.ceil(math.sqrt(count)) if count > MANY else 1
    return sorted((k for k in columns if -count % k <= holes or k == square), reverse=True)
