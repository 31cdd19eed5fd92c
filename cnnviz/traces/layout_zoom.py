"""Panels that show a part of themselves in larger cells, where they lie."""

import math
from collections.abc import Mapping, Sequence

from cnnviz.traces.grids import HEAD, NEAR, Grid
from cnnviz.traces.layout_tilings import legend_height
from cnnviz.traces.scene import Panel

Grids = dict[str, tuple[Grid, ...]]
LARGEST_ZOOMED = 48  # pixels; larger cells are not zoomed
FEWEST = 3  # cells that a thin grid shows across, where there is room beside it


def zoomed(
    panels: Sequence[Panel], grids: Grids, width: float, height: float,
    zoom: float, focus: Mapping[str, tuple[float, float]],
) -> Grids:  # fmt: skip
    """The grids with what comes in and out enlarged, as far as cells of `LARGEST_ZOOMED` pixels.

    A grid keeps its place and area; only one too thin for the larger cells takes room that is free beside it.
    """
    result = dict(grids)
    for panel in panels:
        if panel.zone != "middle" and panel.key in result:
            cell = min(zoom * result[panel.key][0].cell, LARGEST_ZOOMED)
            result[panel.key] = _enlarged(panel, result, width, height, cell, focus.get(panel.key))
    return result


def scrolled(panels: Sequence[Panel], grids: Grids, focus: Mapping[str, tuple[float, float]]) -> Grids:
    """The same grids looking at other parts of their panels: all that another focus changes."""
    return {
        panel.key: _looking(panel, grids[panel.key], focus.get(panel.key)) for panel in panels if panel.key in grids
    }


def _looking(panel: Panel, grids: tuple[Grid, ...], middle: tuple[float, float] | None) -> tuple[Grid, ...]:
    """The grids of one panel with the part around `middle`."""
    row, column = middle or (panel.rows / 2, panel.columns / 2)
    rows, columns = grids[0].rows, grids[0].columns
    top, left = _start(row, rows, panel.rows), _start(column, columns, panel.columns)
    return tuple(grid._replace(top=top, left=left) for grid in grids)


def _enlarged(
    panel: Panel, grids: Grids, width: float, height: float, cell: float, middle: tuple[float, float] | None
) -> tuple[Grid, ...]:
    """The grids of one panel in cells of `cell` pixels, or a little less."""
    own = grids[panel.key]
    wide = min(_room(own[0].width, panel.columns, cell, _free_right(grid, grids, width)) for grid in own)
    legend = legend_height(panel)
    high = min(
        _room(own[0].height, panel.rows, cell, _free_below(grid._replace(columns=math.ceil(wide / grid.cell)), grids,
              height, legend)) for grid in own
    )  # fmt: skip
    cell = min(cell, wide, high)
    cell = float(math.floor(cell)) if cell >= 2 else cell
    if cell <= own[0].cell:
        return own
    rows, columns = min(panel.rows, int(high / cell + 1e-6)), min(panel.columns, int(wide / cell + 1e-6))
    return _looking(panel, tuple(grid._replace(cell=cell, rows=rows, columns=columns) for grid in own), middle)


def _room(length: float, count: int, cell: float, free: float) -> float:
    """The pixels that a side has: what it had, or more where only that shows a few cells."""
    return max(length, min(min(count, FEWEST) * cell, free))


def _start(middle: float, seen: int, count: int) -> int:
    """The first of `seen` cells around `middle`, all of them among `count`."""
    return min(max(math.floor(middle - seen / 2 + 0.5), 0), count - seen)


def _free_right(grid: Grid, grids: Grids, width: float) -> float:
    """How wide a grid could be, before it meets another."""
    top, bottom = grid.y - HEAD, grid.y + grid.height
    beside = [other.x - NEAR for own in grids.values() for other in own
              if other.x > grid.x and other.y - HEAD < bottom and other.y + other.height + NEAR > top]  # fmt: skip
    return min([*beside, width]) - grid.x


def _free_below(grid: Grid, grids: Grids, height: float, legend: float) -> float:
    """How high a grid could be, with its legend."""
    below = [other.y - HEAD - NEAR for own in grids.values() for other in own
             if other.y > grid.y and other.x < grid.x + grid.width and other.x + other.width > grid.x]  # fmt: skip
    return min([*below, height]) - legend - grid.y
