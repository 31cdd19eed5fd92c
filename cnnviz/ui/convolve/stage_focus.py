"""Which part of a panel is seen when it is zoomed: it follows the film, and the wheel."""

from collections.abc import Mapping

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Frame, Place, Scene

Focus = dict[str, tuple[float, float]]
Grids = Mapping[str, tuple[Grid, ...]]
WHEEL_SHARE = 0.15  # of what is seen, that one notch of the wheel moves


def followed(grids: Grids, scene: Scene, frame: Frame, focus: Focus) -> Focus:
    """`focus` with the middle of each outline of `frame` that lies, in part or whole, out of sight."""
    result = dict(focus)
    for outline in frame.outlines:
        panel = scene.panel(outline.panel)
        if outline.panel not in grids or panel.zone == "middle":
            continue
        grid = grids[outline.panel][min(outline.grid, len(grids[outline.panel]) - 1)]
        down = _seen(outline.row, outline.rows, grid.top, grid.rows)
        across = _seen(outline.column, outline.columns, grid.left, grid.columns)
        if not (down and across):
            result[outline.panel] = (outline.row + outline.rows / 2, outline.column + outline.columns / 2)
    return result


def moved(grids: Grids, focus: Focus, place: Place, notches: float, across: bool) -> Focus:
    """`focus` after the wheel was turned over `place`: up shows what is above, or left of, what was seen."""
    grid = grids[place.panel][place.grid]
    row, column = grid.top + grid.rows / 2, grid.left + grid.columns / 2
    if across:
        column -= notches * max(1.0, WHEEL_SHARE * grid.columns)
    else:
        row -= notches * max(1.0, WHEEL_SHARE * grid.rows)
    return {**focus, place.panel: (max(0.0, row), max(0.0, column))}


def _seen(start: int, length: int, first: int, count: int) -> bool:
    """Whether cells from `start` lie among `count` ones from `first`; a window larger than these: its beginning."""
    return first <= start and (start + length <= first + count or (length > count and start < first + count))
