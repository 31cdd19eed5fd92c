"""Schedules: the learning rate as a function of how much of the run is done, as a part of the full rate.

A schedule is called with the step that is to come, from 0 to total - 1, and the total, and gives a factor from 0 to 1:

>>> rate = 0.1 * cosine(500, 1000)
>>> round(rate, 3)
0.05
"""

import math
from collections.abc import Callable

from cnnviz.text import ExplainedError, quoted

Schedule = Callable[[int, int], float]  # the step, from 0 to total - 1, and the total


class ScheduleError(ExplainedError):
    """A schedule that cannot be made so."""


def constant(step: int, total: int) -> float:
    """The same rate throughout."""
    return 1.0


def cosine(step: int, total: int) -> float:
    """Half a cosine, from the full rate down to almost none (Loshchilov and Hutter 2017, arXiv:1608.03983).

    >>> [round(cosine(step, 4), 3) for step in range(4)]
    [1.0, 0.854, 0.5, 0.146]
    """
    return (1 + math.cos(math.pi * step / max(total, 1))) / 2


def step_decay(drops: int = 2, factor: float = 0.1) -> Schedule:
    """The rate times `factor`, `drops` times at even distances (Krizhevsky et al. 2012 divided by 10 three times).

    ScheduleError for `drops` that are no whole number from 0 on, or a factor that is not from 0 to 1.

    >>> [step_decay(drops=2)(step, 6) for step in range(6)] == [1, 1, 0.1, 0.1, 0.1**2, 0.1**2]
    True
    """
    if not isinstance(drops, int) or isinstance(drops, bool) or drops < 0:
        raise ScheduleError("The drops are {given}; they must be a whole number, 0 or more.", given=quoted(drops))
    _check_part("drop factor", factor)
    return lambda step, total: factor ** (step * (drops + 1) // max(total, 1))


def warmed_up(schedule: Schedule, share: float) -> Schedule:
    """Before `schedule`, a straight rise from almost nothing to the full rate over a `share` of the run (0 to 1).

    Goyal et al. 2017, "Accurate, Large Minibatch SGD", arXiv:1706.02677: large rates are harmful only at the start.
    `schedule` is given the steps that are left. ScheduleError for a share that is not from 0 to 1, or a schedule that
    cannot be called.

    >>> [round(warmed_up(cosine, 0.5)(step, 8), 3) for step in range(8)]
    [0.2, 0.4, 0.6, 0.8, 1.0, 0.854, 0.5, 0.146]
    """
    _check_part("share of the warm-up", share)
    if not callable(schedule):
        raise ScheduleError(
            "The schedule is {given}; it must be a function such as schedules.cosine.", given=quoted(schedule)
        )

    def rate(step: int, total: int) -> float:
        rise = int(share * total + 1e-9)  # 0.29 of 100 steps are 29, though 0.29 * 100 is a little less
        return (step + 1) / (rise + 1) if step < rise else schedule(step - rise, total - rise)

    return rate


def _check_part(name: str, value: object) -> None:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ScheduleError("The {name} is {given}; it must be a number from 0 to 1.", name=name, given=quoted(value))
