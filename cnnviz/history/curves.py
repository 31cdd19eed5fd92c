"""Numbers of a run as they come in: growing series, and thinning to what a screen can show."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Series:
    """Points (x, y) in the order they came; adding one is cheap however many there are."""

    def __init__(self) -> None:
        self._points = np.empty((2, 1024))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, x: float, y: float) -> None:
        """Add a point at the end."""
        if self._count == self._points.shape[1]:
            self._points = np.concatenate([self._points, np.empty_like(self._points)], axis=1)
        self._points[:, self._count] = x, y
        self._count += 1

    def extend(self, x: Floats, y: Floats) -> None:
        """Add many points (N,) at once."""
        count, room = self._count + len(x), self._points.shape[1]
        while room < count:
            room *= 2
        if room > self._points.shape[1]:
            grown = np.empty((2, room))
            grown[:, : self._count] = self._points[:, : self._count]
            self._points = grown
        self._points[0, self._count : count] = x
        self._points[1, self._count : count] = y
        self._count = count

    @property
    def x(self) -> Floats:
        """A view (N,), valid until the next `add`."""
        return self._points[0, : self._count]

    @property
    def y(self) -> Floats:
        """A view (N,), valid until the next `add`."""
        return self._points[1, : self._count]

    def nearest(self, x: float) -> int | None:
        """The index of the point closest to `x`; None where there are none."""
        if not self._count:
            return None
        after = int(np.searchsorted(self.x, x))
        if after == 0:
            return 0
        if after == self._count:
            return self._count - 1
        return after if self.x[after] - x < x - self.x[after - 1] else after - 1


def thin(x: Floats, y: Floats, most: int) -> tuple[Floats, Floats]:
    """Keep the lowest and the highest point of each stretch, in their order, so that no peak is lost.

    `x` and `y` (N,) come back unchanged up to `most` points; of more, about `most` are kept, and always the last.

    >>> thin(np.arange(8.0), np.array([0, 9, 0, 0, 0, 0, -5, 0.0]), 4)
    (array([0., 1., 4., 6., 7.]), array([ 0.,  9.,  0., -5.,  0.]))
    """
    count = len(x)
    if count <= most:
        return x.copy(), y.copy()
    length = -(-2 * count // most)
    stretches = count // length
    blocks = y[: stretches * length].reshape(stretches, length)
    ends = np.stack([blocks.argmin(axis=1), blocks.argmax(axis=1)], axis=1)
    ends.sort(axis=1)
    kept = (ends + (np.arange(stretches) * length)[:, None]).ravel()
    kept = np.append(kept[kept < count - 1], count - 1)
    return x[kept], y[kept]
