"""A kernel is laid down by each cell of a source: transposed convolution, and how a convolution's gradient spreads."""

from abc import abstractmethod

import numpy as np

from cnnviz.numbers import number, size, telling_decimals, trimmed
from cnnviz.text import tr
from cnnviz.traces.accumulating_scene import AccumulatingScene
from cnnviz.traces.accumulation import Moment
from cnnviz.traces.laid_kernels import LaidKernels
from cnnviz.traces.ranges import symmetric_limit
from cnnviz.traces.reach import cells_met
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Group, Lit, Outline, Panel, Place, Sum
from cnnviz.traces.windowed import decimals_of, limit_text


class SpreadingScene(AccumulatingScene):
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
        self._accumulate(laid)
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
        limit *= max(abs(source.low), abs(source.high))  # not rounded up: ±10 for ±9 takes a digit more in every cell
        exact = None if source.decimals is None or decimals is None else source.decimals + decimals
        shares = Panel("shares", tr("Shares"), "plain", "middle", count, rows, columns, "changing", "maps",
                       high=limit, decimals=exact if exact is None or exact <= 2 else None, names=names,
                       facts=(tr("number × kernel, {limit}", limit=limit_text(limit)), limit_text(limit)))  # fmt: skip
        return kernel, shares

    def frame(self, index: int) -> Frame:
        grid, row, column = self.position(index)
        moment, targets = self.laid.moment(grid, row, column), self._targets(grid)
        y, x = self.laid.window.origin(row, column)
        value = float(self.laid.source[grid, row, column])
        shown = number(value, telling_decimals(value))
        return Frame(
            index,
            grid,
            (targets[0], y, x),
            self._sum(grid, row, column, moment),
            {"shares": moment.shares},
            (Outline(self.source, grid, row, column, 1, 1, self.panel(self.source).role),
             *self._windows(self.target, targets, row, column)),
            {self.target: moment.added},
            {self.source: (f"({row}, {column}) = {shown}",), "kernel": self._kernel_facts(grid),
             "shares": (tr("{value} × kernel", value=shown),),
             self.target: self._added_facts(y, x)},
        )  # fmt: skip

    def _sum(self, grid: int, row: int, column: int, moment: Moment) -> Sum:
        """Before, plus number times weight, is after: for each cell under the kernel."""
        names, targets = self.panel(self.target).names, self._targets(grid)
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
            return self._fed(place)
        if place.panel == self.target:
            return (*self._feeding(place), *self._met_now(place, frame))
        if frame.variant < 0:
            return (self._itself(place),)
        targets = self._targets(frame.variant)
        (_, y, x), gap = frame.position, self.laid.window.dilation
        now = Lit(self.target, targets[place.grid], [y + place.row * gap[0]], [x + place.column * gap[1]], "kernel")
        if place.panel == "shares":
            return (now, *_weight_and_share(place, self.panel(self.source).role))
        met = cells_met(self.laid.window, self._count, place.row, place.column)
        ever = Lit(self.target, targets[place.grid], *met, "kernel", strong=False)
        return (ever, now, *_weight_and_share(place, "kernel"))

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

    def describe(self, place: Place, frame: Frame) -> str:
        where = {"row": place.row, "column": place.column}
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
        return tr("{panel} ({row}, {column}) = {value}", panel=self._heading(place), value=number(value, 4), **where)

    def index_at(self, place: Place, frame: Frame) -> int | None:
        if place.panel == self.source:
            return self.index(*place[1:])
        return self._index_over(place, frame.variant) if place.panel == self.target else None

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        if place.panel == self.source:
            return Edit(self.edited, place[1:], float(self.laid.source[place[1:]]))
        if place.panel != "kernel" or frame.variant < 0:
            return None
        value = float(self.laid.layer.weight[frame.variant][place[1:]])
        return Edit("kernel", self._kernel_cell(frame.variant, place), value)


def _weight_and_share(place: Place, role: str) -> tuple[Lit, ...]:
    """A cell of the kernel, and that of the shares that belongs to it."""
    at = (place.grid, [place.row], [place.column])
    return Lit("kernel", *at, "kernel"), Lit("shares", *at, role)
