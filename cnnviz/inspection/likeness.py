"""How alike arrays of numbers are."""

import numpy as np

from cnnviz.engine.arrays import Array


def correlation(one: Array, other: Array) -> float:
    """Pearson's, of all numbers, from -1 to 1; NaN where one of the two does not vary.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    1.0
    """
    return float(correlations(one.reshape(1, -1), other.reshape(1, -1))[0])


def correlations(one: Array, other: Array) -> Array:
    """Pearson's of each row of `one` (K, n) with that of `other`, (K,); NaN where a row does not vary."""
    if one.shape[1] < 2:
        return np.full(len(one), np.nan)
    left, right = (np.asarray(part, np.float64) for part in (one, other))
    left, right = left - left.mean(axis=1, keepdims=True), right - right.mean(axis=1, keepdims=True)
    sizes = np.sqrt(np.einsum("ij,ij->i", left, left) * np.einsum("ij,ij->i", right, right))
    sums = np.einsum("ij,ij->i", left, right)
    found = np.full(len(one), np.nan)
    np.divide(sums, sizes, out=found, where=sizes > 0)
    return np.asarray(found.clip(-1, 1))


def mean_agreement(agreement: Array) -> float:
    """The mean of what several maps agree (K,), without those that say nothing; NaN where none says anything.

    >>> mean_agreement(np.array([1.0, 0.5, np.nan]))
    0.75
    """
    known = agreement[np.isfinite(agreement)]
    return float(known.mean()) if known.size else float("nan")
