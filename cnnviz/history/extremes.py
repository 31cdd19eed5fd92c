"""A growing series, thinned as it grows: drawing it anew looks at what is new and at a few hundred points."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.history.curves import Floats

MOST = 500


class Extremes:
    """The lowest and the highest point of each stretch of a series, and always its last point.

    Stretches are of 2, 4, 8 … points, all equally long, and begin where they always did: what is drawn does not flicker
    while the series grows. When there would be more than `most` points, each two stretches become one.

    >>> thinned = Extremes(most=4)
    >>> thinned.take(np.arange(8.0), np.array([0, 9, 0, 0, 0, 0, -5, 0.0]))
    True
    >>> [points.tolist() for points in thinned.points()]
    [[1.0, 6.0, 7.0], [9.0, -5.0, 0.0]]
    """

    def __init__(self, most: int = MOST) -> None:
        self._blocks: NDArray[np.float64] = np.empty(
            (max(2, most // 4 * 2), 2, 2)
        )  # (stretch, first or second, x or y)
        self._full = 0
        self._length = 2
        self._tail: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        self._last = np.empty((2, 0))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def take(self, x: Floats, y: Floats) -> bool:
        """Bring it up to date with the points (N,) of a series that has grown; whether it had."""
        if len(x) == self._count:
            return False
        done = self._full * self._length
        while len(x) - done >= self._length:
            room = len(self._blocks) - self._full
            count = min(room, (len(x) - done) // self._length)
            end = done + count * self._length
            points = np.stack([x[done:end], y[done:end]], axis=-1).reshape(count, self._length, 2)
            self._blocks[self._full : self._full + count] = _ends(points)
            self._full, done = self._full + count, end
            if self._full == len(self._blocks):
                self._merge()
        self._tail = x[done:].copy(), y[done:].copy()
        self._last = np.array([x[-1:], y[-1:]])
        self._count = len(x)
        return True

    def points(self) -> tuple[Floats, Floats]:
        """What is to be drawn, in its order: x and y, each at most `most` + 3 long."""
        parts = [self._blocks[: self._full].reshape(-1, 2).T]
        if len(self._tail[0]) > 1:
            parts.append(_ends(np.stack(self._tail, axis=-1)[None])[0].T)
        x, y = np.concatenate([*parts, self._last], axis=1)
        if len(x) > 1 and x[-2] == x[-1]:
            return x[:-1], y[:-1]
        return x, y

    def _merge(self) -> None:
        """Each two stretches become one."""
        self._full //= 2
        self._length *= 2
        self._blocks[: self._full] = _ends(self._blocks.reshape(self._full, 4, 2))


def _ends(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lowest and the highest of the points (stretch, point, x or y) of each stretch, in their order.

    Of several as low it is the first, of several as high the last: of equal points both ends.
    """
    lowest = points[:, :, 1].argmin(axis=1)
    highest = points.shape[1] - 1 - points[:, ::-1, 1].argmax(axis=1)
    which = np.stack([lowest, highest], axis=1)
    which.sort(axis=1)
    return np.asarray(points[np.arange(len(points))[:, None], which])
