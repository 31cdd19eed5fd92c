"""How a pooling's gradient is shared out: each δ goes to the winner of its window, or to all of its cells alike."""

from abc import abstractmethod
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.windows import add_back, kernel_cells
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.accumulation import Accumulation
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.pool_windows import divisors
from cnnviz.traces.scene import Array

Winners = npt.NDArray[np.integer[Any]]
PASSES = 4  # over the memory of a picture for each cell of a window, where a convolution needs one


class PoolShares(Accumulation):
    """The gradient by a padded `picture` (C, rows, columns) that δs, `source` (C, OH, OW), are shared out to."""

    def __init__(self, picture: BorderedPicture, window: Window2D, source: Array) -> None:
        self.picture, self.source = picture, source
        work = PASSES * source.size * window.kernel[0] * window.kernel[1]
        start = np.zeros(len(source), source.dtype)
        super().__init__(window, source.shape, (len(source), *picture.size), start, work)

    def targets(self, source: int) -> slice:
        return slice(source, source + 1)

    def sources(self, target: int) -> slice:
        return slice(target, target + 1)

    def shares(self, source: int, row: int, column: int) -> Array:
        return np.asarray(self.source[source, row, column] * self.parts(source, row, column)[None])

    @abstractmethod
    def parts(self, source: int, row: int, column: int) -> Array:
        """Which part of its δ each cell of a window gets: (KH, KW)."""

    def _known(self, variant: int) -> Array:
        """The δs (C, OH, OW, 1) up to and with a channel, the others being zero."""
        known = (np.arange(len(self.source)) <= variant)[:, None, None, None]
        return np.where(known, self.source[..., None], self.source.dtype.type(0))


class MeanShares(PoolShares):
    """Of average pooling: each cell of a window gets δ / divisor."""

    def __init__(self, layer: AvgPool2D, picture: BorderedPicture, window: Window2D, source: Array) -> None:
        super().__init__(picture, window, source)
        count = (source.shape[1], source.shape[2])
        self.divisors = divisors(layer, (picture.border.height, picture.border.width), count)
        self._part = np.asarray(1 / self.divisors, source.dtype)
        self._each = source * self._part

    def parts(self, source: int, row: int, column: int) -> Array:
        return np.full(self.window.kernel, self._part[row, column])

    def add(self, target: Array, sources: slice, cell: Pair, rows: slice, columns: slice) -> None:
        target[sources] += self._each[sources, rows, columns]

    def computed(self, variant: int) -> Array:
        """As the engine does it, only that what goes to the padding is kept."""
        share = self._known(variant) * self._part[..., None]
        gradient = np.zeros((*self.size, 1), share.dtype)
        cells = self.window.kernel[0] * self.window.kernel[1]
        add_back(repeat(share, cells), gradient, self.window, (self.counts[1], self.counts[2]))
        return gradient[..., 0]


class WinnerShares(PoolShares):
    """Of max pooling: the winner of a window, the first of equals, gets the whole δ."""

    def __init__(self, picture: BorderedPicture, window: Window2D, source: Array) -> None:
        super().__init__(picture, window, source)
        self._layer = MaxPool2D(window.kernel, window.stride, 0, window.dilation)
        self._block: tuple[tuple[range, range], Winners] | None = None
        self._all: Winners | None = None

    def winner(self, source: int, row: int, column: int) -> Pair:
        """Row and column, in the window, of the cell that wins."""
        cell = int(self._winners(range(row, row + 1), range(column, column + 1))[source, 0, 0])
        return divmod(cell, self.window.kernel[1])

    def parts(self, source: int, row: int, column: int) -> Array:
        parts = np.zeros(self.window.kernel, self.source.dtype)
        parts[self.winner(source, row, column)] = 1
        return parts

    def add(self, target: Array, sources: slice, cell: Pair, rows: slice, columns: slice) -> None:
        assert self._block is not None
        (down, across), winners = self._block
        won = (
            winners[sources, _within(rows, down), _within(columns, across)] == cell[0] * self.window.kernel[1] + cell[1]
        )
        target[sources] += self.source[sources, rows, columns] * won

    def _gather(self, target: Array, lines: tuple[range, range], sources: slice, down: Pair, across: Pair) -> None:
        """The winners of all windows that are needed are found first."""
        needed = self._windows_over(0, lines[0], down), self._windows_over(1, lines[1], across)
        if min(map(len, needed)) > 0:
            self._block = needed, self._winners(*needed)
            super()._gather(target, lines, sources, down, across)

    def _windows_over(self, axis: int, lines: range, limits: Pair) -> range:
        """The windows, in a row along an axis, that reach lines of the picture."""
        step, span = self.window.stride[axis], self.window.span[axis]
        first = max(limits[0], -((span - 1 - lines[0]) // step)) if lines else limits[1]
        return range(first, min(limits[1], lines[-1] // step + 1) if lines else first)

    def _winners(self, rows: range, columns: range) -> Winners:
        """(C, rows, columns): which cell of its window, counted row by row, wins. Those of nearly all are kept."""
        if self._all is not None:
            return self._all[:, rows.start : rows.stop, columns.start : columns.stop]
        if 4 * len(rows) * len(columns) > self.counts[1] * self.counts[2]:
            self._all = self._found(range(self.counts[1]), range(self.counts[2]))
            return self._winners(rows, columns)
        return self._found(rows, columns)

    def _found(self, rows: range, columns: range) -> Winners:
        """Where no cell is the largest number (it is none), the last one wins, as in the engine."""
        lines = (
            slice(places.start * step, places[-1] * step + span)
            for places, step, span in zip((rows, columns), self.window.stride, self.window.span, strict=True)
        )
        picture = self.picture.cells(*lines)[..., None]
        largest, _ = self._layer.forward(picture, Workspace())
        cells = list(kernel_cells(picture, self.window, (len(rows), len(columns))))
        winners = np.full(largest.shape, len(cells) - 1, np.int16)
        for number in reversed(range(len(cells) - 1)):
            np.copyto(winners, number, where=cells[number] == largest)
        return winners[..., 0]

    def computed(self, variant: int) -> Array:
        """As the engine does it, on the picture with its padding."""
        workspace = Workspace()
        _, saved = self._layer.forward(self.picture.cells()[..., None], workspace)
        return np.array(self._layer.backward(self._known(variant), saved, workspace)[0][..., 0])


def _within(lines: slice, block: range) -> slice:
    """Lines counted from the first of a block."""
    return slice(lines.start - block.start, lines.stop - block.start, lines.step)
