"""What the axes upwards span: what happens now is seen well, outliers of the start may stick out."""

from collections.abc import Sequence

import numpy as np

from cnnviz.history.curves import Floats
from cnnviz.traces.ranges import rounded_up

SHORT = 100  # steps: of a run so far everything is seen, of a longer one what happens now


def loss_range(some: Floats, recent: Sequence[Floats]) -> tuple[float, float]:
    """The linear axis of losses, from `some` values of all the run and the later halves of what must be seen whole.

    >>> loss_range(np.array([2.3, 0.4, 0.3]), [np.array([1.3, 1.0])])
    (0.0, 3.0)
    """
    highest = [1.2 * float(part.max()) for part in recent if len(part)]
    if len(some):
        highest.append(float(np.quantile(some, 0.95)))
    return 0.0, rounded_up(max(highest, default=2.5))


def log_range(values: Sequence[Floats], least: float = 1e-6) -> tuple[float, float]:
    """A logarithmic axis of at least a factor of ten that holds all values above `least`, between round numbers.

    >>> log_range([np.array([2.3, 0.04]), np.array([0.5])]), log_range([np.array([0.0])])
    ((0.02, 3.0), (1e-06, 1e-05))
    """
    lows = [float(part.min()) for part in values if len(part)]
    highs = [float(part.max()) for part in values if len(part)]
    lowest = max(min(lows, default=0.1), least)
    power = 10.0 ** np.floor(np.log10(lowest) + 1e-9)
    low = float(f"{max(factor * power for factor in (1, 2, 5) if factor * power <= lowest * (1 + 1e-9)):.6g}")
    return low, rounded_up(max(*highs, 10 * low) if highs else 10.0)


def accuracy_range(recent: Sequence[Floats]) -> tuple[float, float]:
    """The axis of percents: from below what happened in the later half, up to 100.

    >>> accuracy_range([np.array([97.0, 98]), np.array([])])
    (95.0, 100.0)
    """
    low = min((float(part.min()) for part in recent if len(part)), default=0.0)
    for floor in (98.0, 95.0, 90.0, 80.0, 60.0, 40.0, 20.0):
        if low > floor + (100 - floor) * 0.1:
            return floor, 100.0
    return 0.0, 100.0


def mistakes_range(recent: Sequence[Floats], highest: Sequence[Floats]) -> tuple[float, float]:
    """The axis on which mistakes are laid out by factors: up to 99, 99.9 or 99.99 %.

    >>> mistakes_range([np.array([80.0, 95])], [np.array([97.5])])
    (50.0, 99.0)
    >>> mistakes_range([np.array([97.0])], [np.array([99.95])])
    (90.0, 99.99)
    """
    low = min((float(part.min()) for part in recent if len(part)), default=0.0)
    high = max((float(part.max()) for part in highest if len(part)), default=0.0)
    floor = next((floor for floor in (99.0, 90.0, 50.0) if low > floor + 0.1 * (100 - floor)), 0.0)
    return floor, next((top for top in (99.0, 99.9) if high <= top), 99.99)
