"""Axes upwards: where a value lies and which values are written beside the axis. Pure arithmetic, without a window."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.history.curves import Floats
from cnnviz.numbers import MINUS, number

LEAST = 1e-12  # what a logarithm takes 0 for
LONG = 1e5  # from here on a number has more digits than an axis has room for
ALMOST = 0.005  # percent of mistakes that an axis of mistakes takes none for
Ticks = list[tuple[float, str]]


@dataclass(frozen=True)
class Scale:
    """`place` says how far up values lie; `ticks` which places between two are marked, about so many, and how."""

    name: str
    place: Callable[[Floats], Floats]
    ticks: Callable[[float, float, int], Ticks]


def round_step(room: float, count: int) -> float:
    """The smallest of 1, 2, 5, 10 … (and of their tenths …) that goes into `room` at most `count` times.

    >>> round_step(100, 4), round_step(0.7, 4), round_step(9, 3)
    (50.0, 0.2, 5.0)
    """
    least = room / max(count, 1)
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def even_ticks(low: float, high: float, count: int) -> Ticks:
    """Even steps, written with as many decimals as they need, or with powers of ten where they would be long.

    >>> even_ticks(0, 0.5, 3), even_ticks(0, 3e7, 2)[1:]
    ([(0.0, '0.0'), (0.2, '0.2'), (0.4, '0.4')], [(20000000.0, '2e7')])
    """
    step = round_step(high - low, count)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if decimals > 4 or high >= LONG:
        return [(place, scientific(place)) for place in _multiples(low, high, step)]
    return [(place, number(place, decimals)) for place in _multiples(low, high, step)]


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def power_ticks(low: float, high: float, count: int) -> Ticks:
    """Powers of ten between the places `low` and `high` (logarithms), and where there is room 2 and 5 times them.

    >>> power_ticks(-2, 0, 5), power_ticks(-0.5, 0.31, 4)
    ([(-2, '0.01'), (-1, '0.1'), (0, '1')], [(-0.301, '0.5'), (0.0, '1'), (0.301, '2')])
    """
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    values = [factor * 10.0**power for power in range(first - 1, last + 2) for factor in (1, 2, 5)]
    places = [(round(math.log10(value), 3), scientific(value)) for value in values]
    fine = [(place, text) for place, text in places if low - 1e-3 <= place <= high + 1e-3]
    if last - first < 1 or len(fine) <= count + 1:
        return fine
    by = -(-(last - first + 1) // max(count, 2))
    return [(power, scientific(10.0**power)) for power in range(-(-first // by) * by, last + 1, by)]


def scientific(value: float) -> str:
    """A number of one or two digits, with a power of ten where it would be long.

    >>> scientific(0.001), scientific(1e-05), scientific(20.0), scientific(3e7), scientific(-0.00002), scientific(0.0)
    ('0.001', '1e−5', '20', '3e7', '−2e−5', '0')
    """
    if not value or 1e-3 <= abs(value) < LONG:
        return f"{value:g}".replace("-", MINUS)
    digits, power = f"{value:.1e}".split("e")
    return f"{digits.removesuffix('.0')}e{int(power)}".replace("-", MINUS)


def mistake_ticks(low: float, high: float, count: int) -> Ticks:
    """Percents that are right, evenly apart where the mistakes fall by even factors.

    >>> mistake_ticks(-2, 0, 5), mistake_ticks(-1, 1, 2)
    ([(-2, '0'), (-1, '90'), (0, '99')], [(-1, '90'), (1, '99.9')])
    """
    steps = [*range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]
    by = -(-len(steps) // max(count, 2))
    whole: Ticks = [(place, number(100 - 10.0**-place, max(0, place))) for place in steps[::by]]
    if len(steps) * 3 > count + 1:
        return whole
    powers = [*steps, steps[-1] + 1] if steps else [0]
    between = [(power - math.log10(many), 100 - many * 10.0**-power) for power in powers for many in (2, 5)]
    fine = [(place, number(right, max(0, math.ceil(place)))) for place, right in between if low <= place <= high]
    return sorted([*whole, *fine])


def _same(values: Floats) -> Floats:
    return values


def _logarithm(values: Floats) -> Floats:
    return np.asarray(np.log10(np.maximum(values, LEAST)))


def _without_mistakes(percents: Floats) -> Floats:
    return np.asarray(-np.log10(np.maximum(100 - percents, ALMOST)))


LINEAR = Scale("linear", _same, even_ticks)
LOG = Scale("log", _logarithm, power_ticks)
MISTAKES = Scale("log", _without_mistakes, mistake_ticks)
