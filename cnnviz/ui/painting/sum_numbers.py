"""How the numbers of a sum are written: as many decimals as wished, but what is not zero is never written as zero.

What would be, has as many decimals as its first digit needs: the corner of a large Gaussian kernel is 9.5e−7, not 0.00.
With more than two decimals, small numbers keep at least one digit less than decimals are wished, so that a sum of small
numbers can be shown to add up too.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.numbers import MINUS, number

Values = npt.NDArray[np.floating[Any]]
LARGE = 1e9  # from here on written with a power of ten
MORE_DECIMALS = 2  # than wished are written for a small number: 0.0002; then comes 2.4e−5
SMALLEST = 1e-290  # below that even powers of ten run out
SMALL_POWER = 13  # with 9 decimals, smaller numbers are written with a power of ten and need no more room
NOISE = 1e-6  # what rounding in float32 may leave of a sum that is zero, relative to its largest term


def number_text(value: float, decimals: int, whole: bool = False) -> str:
    """A number with `decimals` decimals, none where it is one of `whole` numbers; more digits where it is tiny.

    >>> number_text(0.5, 2), number_text(-3.0, 2, whole=True), number_text(0.00024, 2), number_text(-2.4e-7, 2)
    ('0.50', '−3', '0.0002', '−2.4e−7')
    >>> number_text(0.00024, 7), number_text(1 / 3, 0)
    ('0.000240000', '0.3')
    """
    if math.isinf(value):
        return f"{MINUS}∞" if value < 0 else "∞"
    size = abs(value)
    if size >= LARGE:
        return _with_power(value, max(2, decimals))
    if whole or not SMALLEST <= size < small_below(decimals):
        return number(value, 0 if whole else decimals)
    digits = _digits(decimals)
    places = digits - 1 - _order(size, digits)
    return number(value, places) if places <= decimals + MORE_DECIMALS else _with_power(value, max(1, digits - 1))


def factor_text(value: float, decimals: int, whole: bool = False) -> str:
    """A number that follows a sign: in brackets where it is negative.

    >>> factor_text(-0.5, 1), factor_text(2.0, 1)
    ('(−0.5)', '2.0')
    """
    text = number_text(value, decimals, whole)
    return f"({text})" if text.startswith(MINUS) else text


def total_text(value: float, decimals: int, whole: bool = False, largest: float = 0.0) -> str:
    """What a sum gives; `largest` is its largest term: what is next to nothing beside it, is.

    >>> total_text(3e-8, 2, largest=0.5), total_text(3e-8, 2), total_text(-8.0, 2, whole=True)
    ('0.00', '3.0e−8', '−8')
    """
    if abs(value) <= NOISE * largest:
        return number(value, 0 if whole else decimals)
    return number_text(value, decimals, whole and is_whole(value))


def is_whole(value: float) -> bool:
    return math.isfinite(value) and value == round(value)


def written(values: npt.ArrayLike, decimals: int, whole: bool = False) -> Values:
    """Numbers as a reader reads them, in float64.

    >>> written([0.333, 0.00024444, 0.000024444, 7.0], 2).tolist()
    [0.33, 0.0002, 2.4e-05, 7.0]
    """
    exact = np.asarray(values, dtype=np.float64)
    size = np.abs(exact)
    result: Values = np.array(exact) if whole else np.round(exact, decimals)
    large = (size >= LARGE) & np.isfinite(size)
    if large.any():
        result[large] = _rounded(exact[large], size[large], max(2, decimals) + 1)
    tiny = (size >= SMALLEST) & (size < small_below(decimals))
    if tiny.any():
        result[tiny] = _rounded(exact[tiny], size[tiny], _digits(decimals), decimals)
    return result


def written_total(value: float, decimals: int, largest: float) -> float:
    """The same for what `total_text` writes."""
    size = abs(value)
    if size <= NOISE * largest:
        return round(value, decimals)
    if small_below(decimals) <= size < LARGE:
        return float(np.round(value, decimals))
    return float(written([value], decimals)[0])


def small_below(decimals: int) -> float:
    """Numbers below this do not have the decimals that are wished, but more."""
    return 0.5 * 0.1**decimals if decimals <= 2 else 0.00995


def _digits(decimals: int) -> int:
    return max(1, decimals - 1)


def _order(size: float, digits: int) -> int:
    """The power of ten of a positive number's first digit, when it is written with so many."""
    order = math.floor(math.log10(size))
    return order + (size / 10.0**order >= 10 - 5 * 0.1**digits)


def _rounded(values: Values, sizes: Values, digits: int, decimals: int | None = None) -> Values:
    """To so many digits; to one more where they are few and `decimals` and some more do not suffice for them."""
    first = np.floor(np.log10(sizes))
    mantissa = sizes / 10.0**first
    kept = np.full(len(sizes), digits)
    if decimals is not None:
        order = first + (mantissa >= 10 - 5 * 0.1**digits)
        kept[digits - 1 - order > decimals + MORE_DECIMALS] = max(2, digits)
    factor = 10.0 ** (kept - 1 - first - (mantissa >= 10 - 5 * 0.1**kept))
    result: Values = np.round(values * factor) / factor
    return result


def _with_power(value: float, decimals: int) -> str:
    mantissa, power = f"{value:.{decimals}e}".split("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)


class Spread(NamedTuple):
    """What is known of the numbers in one place of a sum: it says how much room they need, with any decimals."""

    largest: float = 0.0
    smallest: float = math.inf  # of those that are not zero
    negative: bool = False
    whole: bool = True

    def covering(self, other: "Spread") -> "Spread":
        """The spread of both together."""
        return Spread(
            max(self.largest, other.largest),
            min(self.smallest, other.smallest),
            self.negative or other.negative,
            self.whole and other.whole,
        )

    def characters(self, decimals: int) -> int:
        """The length of the longest of these numbers, with the brackets of a negative one.

        >>> Spread(10.25, 0.5, True, False).characters(2), Spread(255.0, 1.0).characters(2)
        (8, 3)
        """
        candidates = [self.largest, min(self.largest, 0.999 * LARGE)]
        if not self.whole and self.smallest < small_below(decimals):
            powers = range(max(_order(self.smallest, 1), -SMALL_POWER), 0)
            candidates += [self.smallest, *(10.0**power for power in powers)]
        longest = max(len(number_text(size, decimals, self.whole)) for size in candidates)
        return longest + 3 * self.negative


def spread_of(values: Values) -> Spread:
    """The spread of some numbers (any shape); what is not finite does not count.

    >>> spread_of(np.array([0.0, -2.0, 0.5]))
    Spread(largest=2.0, smallest=0.5, negative=True, whole=False)
    """
    finite = values if np.isfinite(values).all() else values[np.isfinite(values)]
    if not finite.size:
        return Spread()
    low, high = float(finite.min()), float(finite.max())
    sizes = np.abs(finite)
    smallest = float(np.where(sizes > 0, sizes, np.inf).min())
    return Spread(max(-low, high), smallest, low < 0, bool((finite == np.rint(finite)).all()))
