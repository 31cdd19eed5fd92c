"""A source whose cells, one after another, add to a window of the target: what all such scenes share."""

import numpy as np

from cnnviz.engine.geometry import Pair
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.traces.accumulation import Accumulation
from cnnviz.traces.growth import number_at
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.reach import nearest_window, outputs_fed
from cnnviz.traces.scene import Border, Frame, Lit, Outline, Panel, Place, Scene
from cnnviz.traces.windowed import ROWS_SAMPLED, limit_text


class AccumulatingScene(Scene):
    """Each frame is one cell of the panel `source` (S grids), which adds to the panel `target` (T grids), in place.

    Frames go through the source grid after grid, each in reading order; `Frame.variant` is the source's grid. A class
    that derives calls `_accumulate` first.
    """

    _sums: Accumulation

    def _accumulate(self, sums: Accumulation) -> None:
        self._sums = sums
        self.length = int(np.prod(sums.counts))
        self.row_length = sums.counts[2]
        rows, columns = (slice(None, None, max(1, cells // ROWS_SAMPLED)) for cells in sums.size[1:])
        self._limit = rounded_up(symmetric_limit(sums.values(rows, columns, sums.counts[0] - 1)))

    def _target_panel(self, title: str, role: str, border: Border, names: tuple[str, ...], fact: str = "") -> Panel:
        count, rows, columns = self._sums.size
        plain = f"{size(border.height, border.width)}, {limit_text(self._limit)}"
        facts = (plain, size(border.height, border.width))
        return Panel(self.target, title, role, "out", count, rows, columns, "growing", high=self._limit,
                     names=names, facts=(f"{plain} · {fact}", *facts) if fact else facts,
                     border=border if border[:4] != (0, 0, rows, columns) else None)  # fmt: skip

    def position(self, index: int) -> tuple[int, int, int]:
        """(grid, row, column) in the source of frame `index`; IndexError where there is no such cell."""
        if not 0 <= index < np.prod(self._sums.counts):
            raise IndexError(f"frame {index} of {self.length}")
        rest, column = divmod(index, self._sums.counts[2])
        grid, row = divmod(rest, self._sums.counts[1])
        return grid, row, column

    def index(self, grid: int, row: int, column: int) -> int:
        """The frame of cell (row, column) of grid `grid` of the source."""
        return (grid * self._sums.counts[1] + row) * self._sums.counts[2] + column

    @property
    def _count(self) -> Pair:
        return self._sums.counts[1], self._sums.counts[2]

    def _targets(self, source: int) -> range:
        """The grids of the target that a grid of the source adds to."""
        return range(self._sums.size[0])[self._sums.targets(source)]

    def _sources(self, target: int) -> range:
        """The grids of the source that add to a grid of the target."""
        return range(self._sums.counts[0])[self._sums.sources(target)]

    def _seen(self, row: int, column: int) -> tuple[range, range]:
        """Rows and columns of the target that a cell of the source adds to."""
        (y, x), span, gap = self._sums.window.origin(row, column), self._sums.window.span, self._sums.window.dilation
        return range(y, y + span[0], gap[0]), range(x, x + span[1], gap[1])

    def _windows(self, panel: str, grids: range, row: int, column: int) -> tuple[Outline, ...]:
        """The outline of what a cell of the source adds to, on these grids of a panel."""
        origin, window = self._sums.window.origin(row, column), self._sums.window
        return tuple(Outline(panel, grid, *origin, *window.span, "kernel", window.dilation) for grid in grids)

    def _added_facts(self, row: int, column: int) -> tuple[str, ...]:
        """Where it is added, counted as the target's own cells are: below 0 in a border before them."""
        border = self.panel(self.target).border
        top, left = (border.top, border.left) if border else (0, 0)
        place = {"row": number(row - top, 0), "column": number(column - left, 0)}
        return tr("added from row {row}, column {column}", **place), tr("({row}, {column})", **place)

    def _fed(self, place: Place) -> tuple[Lit, ...]:
        """A cell of the source, and the cells of the target that it adds to."""
        seen = self._seen(place.row, place.column)
        lit = (Lit(self.target, grid, *seen, "kernel") for grid in self._targets(place.grid))
        return (*lit, self._itself(place))

    def _feeding(self, place: Place) -> tuple[Lit, ...]:
        """A cell of the target, and the cells of the source that add to it."""
        fed, role = outputs_fed(self._sums.window, self._count, place.row, place.column), self.panel(self.source).role
        lit = (Lit(self.source, grid, *fed, role) for grid in self._sources(place.grid))
        return (*lit, self._itself(place))

    def _itself(self, place: Place) -> Lit:
        return Lit(place.panel, place.grid, [place.row], [place.column], self.panel(place.panel).role)

    def _heading(self, place: Place) -> str:
        """The name of the grid that a place lies in: "Output 2"."""
        panel = self.panel(place.panel)
        return f"{panel.title} {panel.name(place.grid)}".rstrip()

    def _described_target(self, place: Place, frame: Frame) -> str:
        """A cell of the target, with what it holds in this frame."""
        panel = self.panel(self.target)
        border = panel.border or Border(0, 0, panel.rows, panel.columns)
        heading, value = self._heading(place), number(number_at(self, place, frame), 4)
        if not border.inside(place.row, place.column):
            return tr("{panel}, border: {value} so far, and {fate}", panel=heading, value=value, fate=self._fate())
        return tr("{panel} ({row}, {column}) = {value} so far; lit: what adds to it", panel=heading, value=value,
                  row=place.row - border.top, column=place.column - border.left)  # fmt: skip

    def _fate(self) -> str:
        """What becomes of the target's border."""
        return tr("cut away in the end")

    def _index_over(self, place: Place, variant: int) -> int:
        """The frame whose window lies most evenly over a cell of the target."""
        sources = self._sources(place.grid)
        grid = variant if variant in sources else sources[0]
        return self.index(grid, *nearest_window(self._sums.window, self._count, place.row, place.column))
