"""A scene of which only some channels are seen at a time, where it has too many to look at: the sums go over all."""

from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from cnnviz.traces.scene import WHOLE, Added, Array, Edit, Frame, Lit, Outline, Panel, Place, Read, Scene

Here = TypeVar("Here", Outline, Lit)
MOST_GRIDS = 16  # of a panel, that are seen at once: as many as there can be filters


class SeenChannels(Scene):
    """`whole` with only `MOST_GRIDS` grids of each panel that has more, those from `first` on.

    Frames and numbers are those of the whole; in places, outlines and parts the first grid that is seen is grid 0.
    """

    def __init__(self, whole: Scene, first: int) -> None:
        self.whole = whole
        count = max(panel.count for panel in whole.panels)
        self.first = min(max(first, 0), count - 1)
        self.seen = range(self.first, min(self.first + MOST_GRIDS, count))
        self.channels = (self.seen, count)
        self._paged = {panel.key: panel.count for panel in whole.panels if panel.count > MOST_GRIDS}
        names = (panel.names for panel in whole.panels if panel.key in self._paged and panel.names)
        self.channels_from = next((int(called[0]) for called in names), 1)  # so many have no colours, but numbers
        self.panels = tuple(self._seen_panel(panel) for panel in whole.panels)
        self.length, self.row_length = whole.length, whole.row_length
        self.target, self.source = whole.target, whole.source
        self._frames = lru_cache(maxsize=4)(whole.frame)

    def turned_to(self, index: int) -> Scene:
        about = {(outline.panel, outline.grid) for outline in self._frames(index).outlines}
        for key in self._paged:
            grids = sorted(grid for panel, grid in about if panel == key)
            if grids and not any(grid in self.seen for grid in grids):
                return SeenChannels(self.whole, grids[0] // MOST_GRIDS * MOST_GRIDS)
        return self

    def frame(self, index: int) -> Frame:
        whole = self._frames(index)
        grid, row, column = whole.position
        return replace(
            whole,
            position=(self._nearest(self.target, grid), row, column),
            sum=replace(whole.sum, first=self._offset(whole.sum.panel)),
            parts={key: values[self._grids(key)] for key, values in whole.parts.items()},
            outlines=tuple(self._moved(outline) for outline in whole.outlines if self._is_seen(outline)),
            grown={key: self._grown(key, state) for key, state in whole.grown.items()},
        )

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        return self.whole.values(key, rows, columns, variant)[self._grids(key)]

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        lit = self.whole.links(self._in_whole(place), self._frames(frame.index))
        return tuple(self._moved(one) for one in lit if self._is_seen(one))

    def describe(self, place: Place, frame: Frame) -> str:
        return self.whole.describe(self._in_whole(place), self._frames(frame.index))

    def index_at(self, place: Place, frame: Frame) -> int | None:
        return self.whole.index_at(self._in_whole(place), self._frames(frame.index))

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        return self.whole.edit_at(self._in_whole(place), self._frames(frame.index))

    def _offset(self, key: str) -> int:
        """The grid of the whole that is grid 0 here."""
        return self.first if key in self._paged else 0

    def _grids(self, key: str) -> slice:
        return slice(self.first, self.first + MOST_GRIDS) if key in self._paged else WHOLE

    def _seen_panel(self, panel: Panel) -> Panel:
        if panel.key not in self._paged:
            return panel
        grids = range(panel.count)[self._grids(panel.key)]
        names = tuple(panel.name(grid) for grid in grids) if panel.names else ()
        return replace(panel, count=len(grids), names=names)

    def _is_seen(self, here: Outline | Lit) -> bool:
        return here.panel not in self._paged or here.grid in self.seen

    def _moved(self, here: Here) -> Here:
        return here._replace(grid=here.grid - self._offset(here.panel))

    def _nearest(self, key: str, grid: int) -> int:
        """A grid as it is counted here, or the nearest that is seen."""
        return min(max(grid - self._offset(key), 0), self.panel(key).count - 1)

    def _in_whole(self, place: Place) -> Place:
        return place._replace(grid=place.grid + self._offset(place.panel))

    def _grown(self, key: str, state: Read | Added) -> Read | Added:
        """What is there of a growing panel, of the grids that are seen."""
        if isinstance(state, Added):
            return replace(state, values=state.values[self._grids(key)])
        panel, grid = self.panel(key), state.grid - self._offset(key)
        if grid < 0:
            return Read(0, 0, -1)
        if grid >= panel.count:
            return Read(panel.count - 1, panel.rows - 1, panel.columns - 1)
        return state._replace(grid=grid)
