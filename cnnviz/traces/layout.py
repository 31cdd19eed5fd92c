"""Where the panels of any scene lie: pure arithmetic, so that nothing is cut off and no room is wasted.

The zones (what comes in, the middle, what comes out) are arranged in the way that gives the best cells (`layout_plans`
knows the ways). Cells have whole pixels once they are large enough to be seen.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from cnnviz.traces.grids import HEAD, Grid
from cnnviz.traces.layout_places import placed
from cnnviz.traces.layout_plans import Plan, Zones, best_plan
from cnnviz.traces.layout_scores import readable_cell
from cnnviz.traces.layout_tilings import Spot, legend_height
from cnnviz.traces.layout_zoom import Grids, zoomed
from cnnviz.traces.scene import Panel

MARGIN = 8  # pixels right of a heading
READING = 0.5  # what it is worth that the numbers that come in can be read in place
ROLES = ("input", "kernel", "output", "plain")  # patch × kernel = products


def arrange(
    panels: Sequence[Panel],
    width: float,
    height: float,
    zoom: float = 1.0,
    focus: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, tuple[Grid, ...]]:
    """The grids of each panel, by its key, in `width` × `height` pixels (480 × 260 or more).

    Above each grid is room for a heading (`HEAD`, as wide as its `head` says), below the last line of grids of a panel
    that comes out in colours is room for its legend (`LEGEND`). Optional panels are left out where the numbers that
    come in can be read in place, and only there.

    With a `zoom` above 1, panels that come in and out show a part of themselves in larger cells, where they lie; the
    part around ``focus[key]`` (row, column of the whole grid), or the middle.
    """
    width, height = max(width - 2, 400.0), max(height - 2, 240.0)
    grids = _plain(tuple(panels), width, height)
    return _with_heads(panels, zoomed(panels, grids, width, height, zoom, focus or {}) if zoom > 1 else grids, width)


@lru_cache(maxsize=4)
def _plain(panels: tuple[Panel, ...], width: float, height: float) -> Grids:
    """The grids without zoom and headings; kept, because a zoomed panel that follows the film asks again and again."""
    found: dict[str, dict[int, Grid]] = {}
    for spot in _spots(panels, width, height):
        grid = Grid(spot.x, spot.y, spot.cell, spot.panel.rows, spot.panel.columns)
        found.setdefault(spot.panel.key, {})[spot.grid] = grid
    return {key: tuple(grid for _, grid in sorted(own.items())) for key, own in found.items()}


def _spots(panels: Sequence[Panel], width: float, height: float) -> list[Spot]:
    near, far = (_zones(panels, optional) for optional in (False, True))
    readable = max(map(readable_cell, near.arriving))
    for tight in (False, True):
        plan = _better(
            best_plan(near, width, height, readable, math.inf, tight),
            best_plan(far, width, height, 0.0, readable, tight),
        )
        if plan is not None:
            return list(placed(plan, width, height))
    from cnnviz.traces.layout_wall import wall  # hardly ever needed

    return wall(panels, width, height, readable)


def _zones(panels: Sequence[Panel], optional: bool) -> Zones:
    shown = [panel for panel in panels if optional or not panel.optional]
    arriving, middle, leaving = ([panel for panel in shown if panel.zone == zone] for zone in ("in", "middle", "out"))
    return Zones(tuple(arriving), tuple(sorted(middle, key=lambda panel: ROLES.index(panel.role))), tuple(leaving))


def _better(near: Plan | None, far: Plan | None) -> Plan | None:
    """Of one in which what comes in can be read, and one in which it cannot."""
    if near is None or far is None:
        return near or far
    return near if near.score + READING >= far.score else far


def _with_heads(panels: Sequence[Panel], grids: Grids, width: float) -> Grids:
    """The grids with their headings, which have the room up to the next thing at the right, or to the edge."""
    legends = {panel.key: legend_height(panel) for panel in panels}
    boxes = np.array([
        (grid.x, grid.y - HEAD, grid.y + grid.height + legends[key]) for key, own in grids.items() for grid in own
    ])  # fmt: skip

    def head(grid: Grid) -> float:
        beside = boxes[(boxes[:, 0] > grid.x) & (boxes[:, 1] < grid.y) & (boxes[:, 2] > grid.y - HEAD), 0]
        return max(min(float(beside.min(initial=width + MARGIN)) - MARGIN, width) - grid.x, 1.0)

    return {key: tuple(grid._replace(head=head(grid)) for grid in own) for key, own in grids.items()}
