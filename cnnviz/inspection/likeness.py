"""How alike two arrays of numbers are."""

import numpy as np

from cnnviz.engine.arrays import Array


def correlation(one: Array, other: Array) -> float:
    """Pearson's, of all numbers, from -1 to 1; NaN where one of the two does not vary.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    1.0
    """
    if one.size < 2:
        return float("nan")
    left, right = (np.asarray(part, np.float64).ravel() for part in (one, other))
    left, right = left - left.mean(), right - right.mean()
    size = float(np.sqrt((left @ left) * (right @ right)))
    return max(-1.0, min(1.0, float(left @ right) / size)) if size > 0 else float("nan")
