"""Which part of a panel is seen when it is zoomed: it follows the film, and the wheel."""

from collections.abc import Mapping
from typing import NamedTuple

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Frame, Place, Scene

Focus = dict[str, tuple[float, float]]
Grids = Mapping[str, tuple[Grid, ...]]
WHEEL_SHARE = 0.15  # of what is seen, that one notch of the wheel moves
MARGIN = 2  # cells that stay in sight behind what the film is about


class Sight(NamedTuple):
    """One axis of a panel of `whole` cells: `seen` of them from `first` on, and those that the frame is about."""

    first: int
    seen: int
    whole: int
    start: int
    length: int

    @property
    def side(self) -> int:
        """Where the frame's cells lie: 0 in sight, -1 before that, 1 beyond it.

        Of more cells than are seen at once, the first counts.
        """
        if self.start < self.first:
            return -1
        end = self.start + (self.length if self.length <= self.seen else 1)
        return int(end > self.first + self.seen)

    def moved(self, ahead: bool) -> "Sight":
        """With the frame's cells at that end from which the film has the longest way to go, back or `ahead`.

        A margin remains behind them where that does not make it one part more that the film goes through.

        >>> [Sight(0, 15, 30, start, 3).moved(True).first for start in (13, 24)]
        [11, 15]
        """
        if self.length >= self.seen:
            first = self.start
        elif ahead:
            first = self.start - self._margin(self.whole - self.length - self.start)
        else:
            first = self.start + self.length + self._margin(self.start) - self.seen
        return self._replace(first=min(max(first, 0), self.whole - self.seen))

    def _margin(self, way: int) -> int:
        """As much of `MARGIN` as can be spared on a way of so many cells."""
        steps = self.seen - self.length + 1
        parts = -(-(way + 1) // steps)
        return min(MARGIN, (parts * steps - way - 1) // parts)


def followed(grids: Grids, scene: Scene, frame: Frame, focus: Focus) -> Focus:
    """`focus`, changed where what `frame` is about lies out of sight.

    All panels move together, and so that the film runs on for long before they must again.
    """
    down, across = _sights(grids, scene, frame)
    after = _moved(down), _moved(across)
    result = dict(focus)
    for key in down:
        (top, rows), (left, columns) = (sights[key][:2] for sights in after)
        if (top, left) != (down[key].first, across[key].first):
            result[key] = (top + rows / 2, left + columns / 2)
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


def _sights(grids: Grids, scene: Scene, frame: Frame) -> tuple[dict[str, Sight], dict[str, Sight]]:
    """Rows and columns of the large panels that the frame is about: its outlines in each, together."""
    down: dict[str, Sight] = {}
    across: dict[str, Sight] = {}
    for panel in scene.panels:
        outlines = [outline for outline in frame.outlines if outline.panel == panel.key]
        if panel.zone == "middle" or panel.key not in grids or not outlines:
            continue
        grid = grids[panel.key][0]
        top, left = min(one.row for one in outlines), min(one.column for one in outlines)
        bottom, right = max(one.row + one.rows for one in outlines), max(one.column + one.columns for one in outlines)
        down[panel.key] = Sight(grid.top, grid.rows, panel.rows, top, bottom - top)
        across[panel.key] = Sight(grid.left, grid.columns, panel.columns, left, right - left)
    return down, across


def _moved(sights: dict[str, Sight]) -> dict[str, Sight]:
    """All of them moved where one must."""
    sides = [sight.side for sight in sights.values()]
    if not any(sides):
        return sights
    return {key: sight.moved(ahead=max(sides) > 0) for key, sight in sights.items()}
