"""A kernel is laid down by each cell of a source: transposed convolution, and how a convolution's gradient spreads."""

from abc import abstractmethod

import numpy as np

from cnnviz.engine.geometry import Pair
from cnnviz.numbers import number, size, telling_decimals, trimmed
from cnnviz.text import tr
from cnnviz.traces.accumulation import Moment
from cnnviz.traces.growth import number_at
from cnnviz.traces.laid_kernels import LaidKernels
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.reach import cells_met, nearest_window, outputs_fed
from cnnviz.traces.scene import WHOLE, Array, Border, Edit, Frame, Group, Lit, Outline, Panel, Place, Scene, Sum
from cnnviz.traces.windowed import ROWS_SAMPLED, channel_names, decimals_of, limit_text


class SpreadingScene(Scene):
    """Each frame is one cell of the source: its number times its kernel is added to the target, in place.

    Panels: the source (S grids), ``"kernel"`` (one grid for each grid of the target that the shown source grid adds
    to), ``"shares"`` (number times kernel, as many), and the target (T grids). Frames go through the source grid after
    grid, each in reading order; `Frame.variant` is the source's grid.
    """

    laid: LaidKernels
    edited: str  # what typing into the source changes

    def _prepare(self, laid: LaidKernels) -> None:
        """Set up all but the panels."""
        self.laid = laid
        self.length = int(np.prod(laid.counts))
        self.row_length = laid.counts[2]
        rows, columns = (slice(None, None, max(1, cells // ROWS_SAMPLED)) for cells in laid.size[1:])
        self._limit = rounded_up(symmetric_limit(laid.values(rows, columns, laid.counts[0] - 1)))
        self._weight_limit = symmetric_limit(laid.layer.weight)

    @abstractmethod
    def _source_name(self, grid: int, row: int, column: int) -> str:
        """A cell of the source in words: "input (2, 3)"."""

    @abstractmethod
    def _kernel_facts(self, grid: int) -> tuple[str, ...]:
        """Which kernel is shown, where there are several."""

    @abstractmethod
    def _kernel_cell(self, variant: int, place: Place) -> tuple[int, ...]:
        """Where a cell of the kernel panel lies in the kernel as it was set, (F, C / groups, KH, KW)."""

    def _middle_panels(self, source: Panel, names: tuple[str, ...], facts: tuple[str, ...]) -> tuple[Panel, Panel]:
        """Kernel and shares; `facts` say more of the kernel."""
        layer = self.laid.layer
        count, (rows, columns) = layer.weight.shape[1], layer.window.kernel
        limit, decimals = self._weight_limit, decimals_of(layer.weight)
        plain = f"{size(rows, columns)}, {limit_text(limit)}"
        kernel = Panel("kernel", tr("Kernel"), "kernel", "middle", count, rows, columns, "variant", "weights",
                       high=limit, decimals=decimals, names=names, editable=True,
                       facts=(*(f"{plain}, {fact}" for fact in facts), plain, limit_text(limit)))  # fmt: skip
        limit = rounded_up(limit * max(abs(source.low), abs(source.high)))
        exact = None if source.decimals is None or decimals is None else source.decimals + decimals
        shares = Panel("shares", tr("Shares"), "plain", "middle", count, rows, columns, "changing", "maps",
                       high=limit, decimals=exact if exact is None or exact <= 2 else None, names=names,
                       facts=(tr("number × kernel, {limit}", limit=limit_text(limit)), limit_text(limit)))  # fmt: skip
        return kernel, shares

    def _target_panel(self, title: str, role: str, border: Border, colours: bool, fact: str = "") -> Panel:
        count, rows, columns = self.laid.size
        plain = f"{size(border.height, border.width)}, {limit_text(self._limit)}"
        facts = (plain, size(border.height, border.width))
        return Panel(self.target, title, role, "out", count, rows, columns, "growing", high=self._limit,
                     names=channel_names(count, colours), facts=(f"{plain} · {fact}", *facts) if fact else facts,
                     border=border if border[:4] != (0, 0, rows, columns) else None)  # fmt: skip

    def position(self, index: int) -> tuple[int, int, int]:
        """(grid, row, column) in the source of frame `index`; IndexError where there is no such cell."""
        if not 0 <= index < np.prod(self.laid.counts):
            raise IndexError(f"frame {index} of {self.length}")
        rest, column = divmod(index, self.laid.counts[2])
        grid, row = divmod(rest, self.laid.counts[1])
        return grid, row, column

    def index(self, grid: int, row: int, column: int) -> int:
        """The frame of cell (row, column) of grid `grid` of the source."""
        return (grid * self.laid.counts[1] + row) * self.laid.counts[2] + column

    def frame(self, index: int) -> Frame:
        grid, row, column = self.position(index)
        moment, window = self.laid.moment(grid, row, column), self.laid.window
        y, x = window.origin(row, column)
        targets = range(self.laid.size[0])[self.laid.targets(grid)]
        laid = (Outline(self.target, t, y, x, *window.span, "kernel", window.dilation) for t in targets)
        value = float(self.laid.source[grid, row, column])
        shown = number(value, max(2, telling_decimals(value)))
        return Frame(
            index,
            grid,
            (targets[0], y, x),
            self._sum(grid, row, column, moment),
            {"shares": moment.shares},
            (Outline(self.source, grid, row, column, 1, 1, self.panel(self.source).role), *laid),
            {self.target: moment.added},
            {self.source: (f"({row}, {column}) = {shown}",), "kernel": self._kernel_facts(grid),
             "shares": (tr("{value} × kernel", value=shown),),
             self.target: (tr("added at row {row}, column {column}", row=y, column=x), f"({y}, {x})")},
        )  # fmt: skip

    def _sum(self, grid: int, row: int, column: int, moment: Moment) -> Sum:
        """Before, plus number times weight, is after: for each cell under the kernel."""
        names, targets = self.panel(self.target).names, range(self.laid.size[0])[self.laid.targets(grid)]
        value, weights = self.laid.source[grid, row, column], self.laid.layer.weight[grid]
        groups = tuple(
            Group(names[target] if names and len(targets) > 1 else "", np.full(kernel.size, value), kernel.ravel(),
                  float(np.sum(shares, dtype=np.float64)), before.ravel(), after.ravel())
            for target, kernel, shares, before, after in zip(
                targets, weights, moment.shares, moment.before, moment.after, strict=True)
        )  # fmt: skip
        title = tr("what {cell} adds", cell=self._source_name(grid, row, column))
        return Sum("scatter", title, groups, float(value), panel="shares", columns=self.laid.window.kernel[1],
                   left_role=self.panel(self.source).role)  # fmt: skip

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == self.source:
            return self.laid.source[:, rows, columns]
        if key == "kernel":
            return np.asarray(self.laid.layer.weight[variant][:, rows, columns])
        if key != self.target:
            raise KeyError(key)
        return self.laid.values(rows, columns, variant)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        if place.panel == self.source:
            return (*self._fed(place), _cell(place, self.panel(self.source).role))
        if place.panel == self.target:
            return (*self._feeding(place), *self._met_now(place, frame), _cell(place, self.panel(self.target).role))
        if frame.variant < 0:
            return (_cell(place, "kernel"),)
        targets = range(self.laid.size[0])[self.laid.targets(frame.variant)]
        row, column = self._under(frame, place.row, place.column)
        now = Lit(self.target, targets[place.grid], [row], [column], "kernel")
        if place.panel == "shares":
            return (now, *_weight_and_share(place, self.panel(self.source).role))
        met = cells_met(self.laid.window, self._count, place.row, place.column)
        ever = Lit(self.target, targets[place.grid], *met, "kernel", strong=False)
        return (ever, now, *_weight_and_share(place, "kernel"))

    def _fed(self, place: Place) -> tuple[Lit, ...]:
        """The cells of the target that a source cell adds to."""
        (y, x), window = self.laid.window.origin(place.row, place.column), self.laid.window
        seen = range(y, y + window.span[0], window.dilation[0]), range(x, x + window.span[1], window.dilation[1])
        targets = range(self.laid.size[0])[self.laid.targets(place.grid)]
        return tuple(Lit(self.target, target, *seen, "kernel", strong=False) for target in targets)

    def _feeding(self, place: Place) -> tuple[Lit, ...]:
        """The source cells that add to a cell of the target."""
        fed = outputs_fed(self.laid.window, self._count, place.row, place.column)
        role = self.panel(self.source).role
        return tuple(Lit(self.source, grid, *fed, role, strong=False) for grid in self._sources(place.grid))

    def _met_now(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        """The weight that this frame brings to a cell of the target, with its share."""
        if frame.variant < 0 or frame.variant not in self._sources(place.grid):
            return ()
        (_, y, x), gap = frame.position, self.laid.window.dilation
        (ky, far_y), (kx, far_x) = divmod(place.row - y, gap[0]), divmod(place.column - x, gap[1])
        rows, columns = self.laid.window.kernel
        if far_y or far_x or not (0 <= ky < rows and 0 <= kx < columns):
            return ()
        grid = place.grid - self.laid.targets(frame.variant).start
        return _weight_and_share(Place("kernel", grid, ky, kx), self.panel(self.target).role)

    def _under(self, frame: Frame, ky: int, kx: int) -> Pair:
        """The cell of the target that kernel cell (ky, kx) lies on in this frame."""
        gap = self.laid.window.dilation
        return frame.position[1] + ky * gap[0], frame.position[2] + kx * gap[1]

    @property
    def _count(self) -> Pair:
        return self.laid.counts[1], self.laid.counts[2]

    def _sources(self, target: int) -> range:
        """The grids of the source that add to a grid of the target."""
        return range(*self.laid.sources(target).indices(self.laid.counts[0]))

    def describe(self, place: Place, frame: Frame) -> str:
        where = {"row": place.row, "column": place.column}
        panel = self.panel(place.panel)
        if place.panel == self.source:
            value = float(self.laid.source[place[1:]])
            return tr("{cell} = {value}; lit: the cells that it adds to", value=number(value, 4),
                      cell=self._source_name(*place[1:]))  # fmt: skip
        if place.panel == self.target:
            return self._described_target(place, frame)
        if place.panel == "kernel":
            weight = float(self.laid.layer.weight[max(frame.variant, 0)][place[1:]])
            return tr("Weight ({row}, {column}) = {value}; lit: all cells that it adds to",
                      value=trimmed(weight, 4), **where)  # fmt: skip
        value = float(frame.parts["shares"][place[1:]])
        heading = f"{panel.title} {panel.name(place.grid)}".rstrip()
        return tr("{panel} ({row}, {column}) = {value}", panel=heading, value=number(value, 4), **where)

    def _described_target(self, place: Place, frame: Frame) -> str:
        """A cell of the target, with what it holds in this frame."""
        panel = self.panel(self.target)
        border = panel.border or Border(0, 0, panel.rows, panel.columns)
        heading = f"{panel.title} {panel.name(place.grid)}".rstrip()
        value = number(number_at(self, place, frame) or 0.0, 4)
        if not border.inside(place.row, place.column):
            return tr("{panel}, border: {value} so far, and {fate}", panel=heading, value=value, fate=self._fate())
        return tr("{panel} ({row}, {column}) = {value} so far; lit: what adds to it", panel=heading, value=value,
                  row=place.row - border.top, column=place.column - border.left)  # fmt: skip

    def _fate(self) -> str:
        """What becomes of the target's border."""
        return tr("cut away in the end")

    def index_at(self, place: Place, frame: Frame) -> int | None:
        if place.panel == self.source:
            return self.index(*place[1:])
        if place.panel != self.target:
            return None
        sources = self._sources(place.grid)
        grid = frame.variant if frame.variant in sources else sources[0]
        return self.index(grid, *nearest_window(self.laid.window, self._count, place.row, place.column))

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        if place.panel == self.source:
            return Edit(self.edited, place[1:], float(self.laid.source[place[1:]]))
        if place.panel != "kernel" or frame.variant < 0:
            return None
        value = float(self.laid.layer.weight[frame.variant][place[1:]])
        return Edit("kernel", self._kernel_cell(frame.variant, place), value)


def _cell(place: Place, role: str) -> Lit:
    return Lit(place.panel, place.grid, [place.row], [place.column], role)


def _weight_and_share(place: Place, role: str) -> tuple[Lit, ...]:
    """A cell of the kernel, and that of the shares that belongs to it."""
    at = (place.grid, [place.row], [place.column])
    return Lit("kernel", *at, "kernel"), Lit("shares", *at, role)
