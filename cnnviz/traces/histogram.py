"""How often which numbers occur."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 33  # odd: zero lies in the middle of a bin where the range is symmetric
MOST_NUMBERS = 400_000  # beyond it every n-th is counted


@dataclass(frozen=True, eq=False)
class Histogram:
    """`counts` (B,) of the numbers between `edges` (B + 1,); `every` n-th was counted, `left_out` were not finite."""

    edges: NDArray[np.floating]
    counts: NDArray[np.integer]
    every: int = 1
    left_out: int = 0


def histogram_of(values: NDArray[np.floating], bins: int = BINS) -> Histogram:
    """Count `values` (any shape) from the smallest to the largest; around zero if there are some on either side.

    >>> made = histogram_of(np.array([-1.0, 0.0, 0.0, 2.0]), 3)
    >>> made.counts.tolist(), made.edges.round(2).tolist()
    ([1, 2, 1], [-2.0, -0.67, 0.67, 2.0])
    """
    every = max(1, values.size // MOST_NUMBERS)
    flat = values.reshape(-1)[::every]
    finite = flat[np.isfinite(flat)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low < 0 < high:
        high = max(-low, high)
        low = -high
    if low == high:
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(finite, bins, (low, high))
    return Histogram(edges, counts, every, flat.size - finite.size)
