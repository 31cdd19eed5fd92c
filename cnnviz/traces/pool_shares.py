"""How a pooling's gradient is shared out: each δ goes to the winner of its window, or to all of its cells alike."""

from abc import abstractmethod
from itertools import repeat

import numpy as np

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.windows import add_back
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.accumulation import Accumulation
from cnnviz.traces.bordered import BorderedPicture, Indices, Lines
from cnnviz.traces.pool_windows import divisors
from cnnviz.traces.pool_winners import PoolWinners, Winners
from cnnviz.traces.scene import Array

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
        self._winners = PoolWinners(picture, window, (source.shape[1], source.shape[2]))
        self._found: tuple[Indices, Indices, list[Winners]] | None = None

    def winner(self, source: int, row: int, column: int) -> Pair:
        """Row and column, in the window, of the cell that wins."""
        cell = int(self._winners.at(source, np.array([row]), np.array([column]))[0, 0])
        return divmod(cell, self.window.kernel[1])

    def parts(self, source: int, row: int, column: int) -> Array:
        parts = np.zeros(self.window.kernel, self.source.dtype)
        parts[self.winner(source, row, column)] = 1
        return parts

    def add(self, target: Array, sources: slice, cell: Pair, rows: slice, columns: slice) -> None:
        assert self._found is not None
        down, across = _within(rows, self._found[0]), _within(columns, self._found[1])
        number = cell[0] * self.window.kernel[1] + cell[1]
        for source, winners in zip(range(sources.start, sources.stop), self._found[2], strict=True):
            target[source] += self.source[source, rows, columns] * (winners[down][:, across] == number)

    def _gather(self, target: Array, lines: tuple[range, range], sources: slice, down: Pair, across: Pair) -> None:
        """The winners of all windows that are needed are found first."""
        rows, columns = self._windows_over(0, lines[0], down), self._windows_over(1, lines[1], across)
        if rows.size and columns.size:
            channels = range(sources.start, sources.stop)
            self._found = rows, columns, [self._winners.at(channel, rows, columns) for channel in channels]
            super()._gather(target, lines, sources, down, across)

    def _windows_over(self, axis: int, lines: range, limits: Pair) -> Indices:
        """The windows, in a row along an axis, that see one of these lines of the picture."""
        seen = [np.arange(self.counts[1 + axis])[places] for _, _, places in self._meetings(axis, lines, limits)]
        return np.unique(np.concatenate(seen)) if seen else np.arange(0)

    def computed(self, variant: int) -> Array:
        """As the engine does it, on the picture with its padding."""
        workspace = Workspace()
        _, saved = self._layer.forward(self.picture.cells()[..., None], workspace)
        return np.array(self._layer.backward(self._known(variant), saved, workspace)[0][..., 0])


def _within(lines: slice, found: Indices) -> Lines:
    """Where the windows `lines` are among those that were found."""
    first = int(found[0])
    if int(found[-1]) - first + 1 == found.size:
        return slice(lines.start - first, lines.stop - first, lines.step)
    return np.searchsorted(found, np.arange(lines.start, lines.stop, lines.step))
