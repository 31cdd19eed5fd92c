"""Which snapshots of a run to let go when there is no room for more: dense early, sparse later, whatever its length.

A network changes fast at first and ever more slowly, so moments count by the logarithm of their step: what is left is
spread about evenly over log(step + SOFTENING). Only steps and sizes decide, so memory and disk come to the same choice.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SOFTENING = 20  # steps; without it step 1 would be as far from step 2 as 1,000 from 2,000


def places(steps: Sequence[int]) -> NDArray[np.float64]:
    """Where `steps` (N,) lie on the axis that snapshots are spread over: log(step + SOFTENING)."""
    return np.log(np.asarray(steps, dtype=np.float64) + SOFTENING)


def to_drop(steps: Sequence[int], sizes: Sequence[int], bound: int) -> list[int]:
    """The steps to let go of, so that `sizes` (N,) in bytes add up to `bound` at most; none where they do.

    `steps` (N,) rise. The first and the last stay; of those between them the one goes whose neighbours are closest to
    each other, the earliest of equals, and so on. So no gap that this leaves is longer than twice the mean gap. Where
    not even two fit the last stays alone, and none where it does not fit.

    >>> to_drop([0, 5, 20, 40, 80, 160], [100] * 6, 400)
    [5, 40]
    >>> to_drop([0, 10], [100, 100], 150), to_drop([0, 10], [100, 100], 50)
    ([0], [0, 10])
    """
    left, total = list(range(len(steps))), sum(sizes)
    where = places(steps)
    dropped = []
    while left and total > bound:
        if len(left) > 2:
            kept = where[left]
            chosen = 1 + int(np.argmin(kept[2:] - kept[:-2]))
        else:
            chosen = 0
        index = left.pop(chosen)
        total -= sizes[index]
        dropped.append(steps[index])
    return dropped
