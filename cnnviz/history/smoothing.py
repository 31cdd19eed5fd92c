"""Smoothed curves: an exponential mean, exact and fast over a whole series, and cheap for every point that follows."""

import numpy as np

from cnnviz.history.curves import Floats, Series

BLOCK = 64  # so many sums are one product with a small matrix


def decayed_sums(values: Floats, keep: float) -> Floats:
    """The sums s of `values` (N,) in which what came before counts for `keep` (0 to 1) of what it did.

    s[i] = keep · s[i - 1] + values[i], from s[-1] = 0. Within a block of 64 it is a product with a triangular matrix;
    what the blocks leave to the next ones is the same task again, 64 times as short. No rounding is added to that of
    the plain loop.

    >>> decayed_sums(np.array([1.0, 1, 1, 0]), 0.5).tolist()
    [1.0, 1.5, 1.75, 0.875]
    """
    count = len(values)
    lag = np.arange(BLOCK)[:, None] - np.arange(BLOCK)
    within = np.where(lag >= 0, keep ** np.maximum(lag, 0), 0.0)
    if count <= BLOCK:
        return within[:count, :count] @ values
    blocks = -(-count // BLOCK)
    padded = np.zeros(blocks * BLOCK)
    padded[:count] = values
    sums = padded.reshape(blocks, BLOCK) @ within.T
    brought = decayed_sums(sums[:-1, -1], keep**BLOCK)  # what each block leaves to the next
    sums[1:] += brought[:, None] * keep ** np.arange(1, BLOCK + 1)
    return sums.ravel()[:count]


class Smoothed:
    """The mean of a growing series over about `steps` points: an exponential mean that is not pulled to 0 at its start.

    `series` has a point for each that was taken in. A point of `steps` ago counts for about a third (1/e) of the
    newest; with `steps` 1 nothing is smoothed. The start is corrected as in Adam (Kingma and Ba, 2015).

    >>> smoothed = Smoothed(2)
    >>> smoothed.take(np.array([1.0, 2]), np.array([3.0, 0])), smoothed.series.y.tolist()
    (True, [3.0, 1.0])
    """

    def __init__(self, steps: int) -> None:
        self.series = Series()
        self._keep = 1 - 1 / max(steps, 1)
        self._memory = 40 * max(steps, 1)  # what is longer ago counts for less than 1e-17
        self._sum = 0.0

    def take(self, x: Floats, y: Floats) -> bool:
        """Bring `series` up to date with the points (N,) of a series that has grown; whether it had."""
        known = len(self.series)
        fresh = y[known:]
        if not len(fresh):
            return False
        sums = decayed_sums(fresh, self._keep)
        felt = min(len(fresh), self._memory)
        sums[:felt] += self._sum * self._keep ** np.arange(1, felt + 1)
        self._sum = float(sums[-1])
        means = (1 - self._keep) * sums
        young = max(0, min(len(fresh), self._memory - known))  # points that feel that nothing was before the first
        means[:young] /= 1 - self._keep ** np.arange(known + 1.0, known + young + 1.0)
        self.series.extend(x[known:], means)
        return True
