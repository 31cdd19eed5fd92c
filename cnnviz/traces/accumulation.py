"""Cells to which one window after another adds its share: any moment of that, and any part of the picture."""

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Shape
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.traces.scene import WHOLE, Added, Array

EXACT = 6_000_000  # multiply-adds that the engine does in some 5 ms; what costs more is computed where it is looked at
KEPT = 3  # whole pictures: of this variant, of the one before, and the last


class Moment(NamedTuple):
    """A source cell has just added `shares` to the cells of its window; all three (targets, KH, KW)."""

    added: Added
    before: Array
    shares: Array
    after: Array


class Accumulation(ABC):
    """Each of `counts` (S, OH, OW) source cells, in reading order, adds to a window of `size` (T, rows, columns) cells.

    `window` has no padding: the target is the padded picture. `start` (T,) is there before anything is added.
    `work` is how many multiply-adds the whole takes.
    """

    def __init__(self, window: Window2D, counts: Shape, size: Shape, start: Array, work: int) -> None:
        self.window, self.counts, self.size, self.start, self.work = window, counts, size, start, work
        self._wholes: dict[int, Array] = {}
        self._strip: tuple[Pair, Array, Array] | None = None

    @abstractmethod
    def targets(self, source: int) -> slice:
        """The target grids that a source grid adds to."""

    @abstractmethod
    def sources(self, target: int) -> slice:
        """The source grids that add to a target grid."""

    @abstractmethod
    def shares(self, source: int, row: int, column: int) -> Array:
        """What one source cell adds: (targets, KH, KW)."""

    @abstractmethod
    def add(self, target: Array, sources: slice, cell: Pair, rows: slice, columns: slice) -> None:
        """Add what source cells give through one `cell` of their windows to `target` (T, n, m), cell for cell."""

    @abstractmethod
    def computed(self, variant: int) -> Array:
        """What the engine makes of the source grids up to and with `variant`, the others being zero: `size`."""

    def values(self, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        """Numbers (T, rows, columns) when all of `variant` has been added; those at the start with variant -1.

        They are the engine's own where all are asked for, or cost little; a part of a large picture adds up the same
        products, in another order.
        """
        lines = range(*rows.indices(self.size[1])), range(*columns.indices(self.size[2]))
        shape = (self.size[0], len(lines[0]), len(lines[1]))
        if variant < 0:
            return np.broadcast_to(self.start[:, None, None], shape)
        few = 2 * shape[1] * shape[2] <= self.size[1] * self.size[2]
        if few and self.work > EXACT and variant not in self._wholes:
            part = np.repeat(self.start, shape[1] * shape[2]).reshape(shape)
            self._gather(part, lines, slice(0, variant + 1), (0, self.counts[1]), (0, self.counts[2]))
            return part
        return self._whole(variant)[:, rows, columns]

    def moment(self, source: int, row: int, column: int) -> Moment:
        """The state after one source cell; it costs as much as a strip of rows, most of it once per row of windows."""
        first, base, full = self._row(source, row)
        (height, width), (gap_y, gap_x) = self.window.span, self.window.dilation
        x = column * self.window.stride[1]
        strip = base.copy()
        strip[:, :, :x] = full[:, :, :x]
        lines = range(first, first + height), range(x, x + width)
        last = slice(source, source + 1)
        self._gather(strip[:, :, x : x + width], lines, last, (row, row + 1), (0, column))
        shares, targets = self.shares(source, row, column), self.targets(source)
        cells = strip[targets, ::gap_y, x : x + width : gap_x]
        before = cells.copy()
        cells += shares
        if (row, column) == (self.counts[1] - 1, self.counts[2] - 1) and self._is_exact(source):
            strip = self.values(slice(first, first + height), variant=source)
            cells = strip[targets, ::gap_y, x : x + width : gap_x]
        return Moment(Added(first, strip, source), before, shares, cells.copy())

    def _is_exact(self, variant: int) -> bool:
        return self.work <= EXACT or variant in self._wholes

    def _row(self, source: int, row: int) -> tuple[int, Array, Array]:
        """The strip that a row of windows adds to: its first row, its numbers before that and after it."""
        first = row * self.window.stride[0]
        if self._strip is None or self._strip[0] != (source, row):
            lines = range(first, first + self.window.span[0]), range(self.size[2])
            across = (0, self.counts[2])
            base = np.array(self.values(slice(first, lines[0].stop), variant=source - 1))
            self._gather(base, lines, slice(source, source + 1), (0, row), across)
            full = base.copy()
            self._gather(full, lines, slice(source, source + 1), (row, row + 1), across)
            self._strip = ((source, row), base, full)
        return first, self._strip[1], self._strip[2]

    def _whole(self, variant: int) -> Array:
        if variant not in self._wholes:
            while len(self._wholes) >= KEPT:
                self._wholes.pop(next(iter(self._wholes)))
            whole = self.computed(variant)
            whole.flags.writeable = False
            self._wholes[variant] = whole
        return self._wholes[variant]

    def _gather(self, target: Array, lines: tuple[range, range], sources: slice, down: Pair, across: Pair) -> None:
        """Add to the cells `target` at `lines` what source cells give whose row and column are in `down`, `across`."""
        meetings = [self._meetings(axis, lines[axis], limits) for axis, limits in enumerate((down, across))]
        for ky, at_rows, rows in meetings[0]:
            for kx, at_columns, columns in meetings[1]:
                self.add(target[:, at_rows, at_columns], sources, (ky, kx), rows, columns)

    def _meetings(self, axis: int, lines: range, limits: Pair) -> list[tuple[int, slice, slice]]:
        """For each kernel cell along an axis: which of the lines it meets, and from which source rows or columns."""
        step, gap = self.window.stride[axis], self.window.dilation[axis]
        meetings = []
        for cell in range(self.window.kernel[axis]):
            if lines.step == 1:  # a strip: numbers in a row need no array
                away = lines.start - cell * gap
                low, high = max(limits[0], -(-away // step)), min(limits[1], (away + len(lines) - 1) // step + 1)
                if low < high:
                    at = slice(low * step - away, (high - 1) * step - away + 1, step)
                    meetings.append((cell, at, slice(low, high)))
                continue
            index, rest = np.divmod(np.asarray(lines) - cell * gap, step)
            met = np.flatnonzero((rest == 0) & (index >= limits[0]) & (index < limits[1]))
            if met.size:
                meetings.append((cell, _as_slice(met), _as_slice(index[met])))
        return meetings


def _as_slice(places: npt.NDArray[Any]) -> slice:
    """Equally spaced places as a slice.

    >>> _as_slice(np.array([1, 4, 7]))
    slice(1, 8, 3)
    """
    first, last = int(places[0]), int(places[-1])
    return slice(first, last + 1, int(places[1]) - first if len(places) > 1 else 1)
