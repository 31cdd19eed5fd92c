"""Ranges of colour scales: chosen so that equal colours mean equal values and zero stays in the middle."""

import math

import numpy as np
from numpy.typing import NDArray


def symmetric_limit(values: NDArray[np.floating]) -> float:
    """The largest finite magnitude among `values` (any shape); 1.0 where all are zero or there are none.

    >>> symmetric_limit(np.array([-3.0, 2.0]))
    3.0
    """
    if values.size and math.isfinite(largest := max(float(values.max()), -float(values.min()))):
        return largest if largest > 0 else 1.0
    finite = values[np.isfinite(values)]
    limit = float(np.abs(finite).max()) if finite.size else 0.0
    return limit if limit > 0 else 1.0


def rounded_up(limit: float) -> float:
    """The next larger number of the row 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten: a legend people can read.

    >>> rounded_up(3.4), rounded_up(0.012)
    (4.0, 0.015)
    """
    if not limit > 0 or not math.isfinite(limit):
        return 1.0
    power = 10.0 ** math.floor(math.log10(limit))
    for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if limit <= step * power * (1 + 1e-9):
            return float(f"{step * power:.6g}")
    return float(f"{10 * power:.6g}")


def exact_decimals(values: NDArray[np.floating]) -> int | None:
    """How many decimals, 0 to 2, say all of the values in full; None where 2 do not.

    >>> exact_decimals(np.array([1.0, -2.0])), exact_decimals(np.array([0.25, 3.5])), exact_decimals(np.array([1 / 3]))
    (0, 2, None)
    """
    slack = 1e-6 * np.maximum(np.abs(values), 1e-3)
    return next((n for n in range(3) if np.all(np.abs(values - np.round(values, n)) <= slack)), None)
