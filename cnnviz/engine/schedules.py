"""Schedules: the learning rate as a function of how much of the run is done."""

import math
from collections.abc import Callable, Mapping

Schedule = Callable[[int, int], float]


def constant(step: int, total: int) -> float:
    """The same rate throughout."""
    return 1.0


def cosine(step: int, total: int) -> float:
    """Half a cosine, from the full rate down to almost none (Loshchilov and Hutter 2017, arXiv:1608.03983).

    `step` counts from 0 to `total` - 1.

    >>> [round(cosine(step, 4), 3) for step in range(4)]
    [1.0, 0.854, 0.5, 0.146]
    """
    return (1 + math.cos(math.pi * step / max(total, 1))) / 2


SCHEDULES: Mapping[str, Schedule] = {"constant": constant, "cosine": cosine}
