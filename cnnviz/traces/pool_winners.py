"""Which cell of each window is the largest: of a large picture only in the windows that somebody asks for."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.traces.bordered import BorderedPicture, Indices
from cnnviz.traces.reach import cells_seen

Winners = npt.NDArray[np.integer[Any]]


class PoolWinners:
    """The winners of `count` (OH, OW) windows over a padded picture, channel by channel.

    Of equal numbers the first, row by row, wins. Where none is the largest (a window with a number that is none), the
    last cell does, as in the engine.
    """

    def __init__(self, picture: BorderedPicture, window: Window2D, count: Pair) -> None:
        self._picture, self._window, self._count = picture, window, count
        self._whole: dict[int, Winners] = {}

    def at(self, channel: int, rows: Indices, columns: Indices) -> Winners:
        """(rows, columns): which cell, counted row by row, wins the windows where these cross.

        Once a good part of a channel's windows is asked for, all of them are kept.
        """
        if channel not in self._whole and 4 * rows.size * columns.size > self._count[0] * self._count[1]:
            self._whole[channel] = self._found(channel, *map(np.arange, self._count))
        if channel in self._whole:
            return self._whole[channel][rows][:, columns]
        return self._found(channel, rows, columns)

    def _found(self, channel: int, rows: Indices, columns: Indices) -> Winners:
        down, across = cells_seen(self._window, 0, rows).T, cells_seen(self._window, 1, columns).T
        only = slice(channel, channel + 1)
        cells = [self._picture.cells(y, x, only)[0] for y in down for x in across]
        largest = cells[0].copy()
        winners = np.zeros(largest.shape, np.min_scalar_type(len(cells)))
        for number, cell in enumerate(cells):
            better = (cell > largest).astype(winners.dtype)
            better *= winners.dtype.type(number)
            np.maximum(winners, better, out=winners)
            np.maximum(largest, cell, out=largest)
        winners[np.isnan(largest)] = len(cells) - 1
        return winners
