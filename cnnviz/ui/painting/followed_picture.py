"""A followed number, ready to be drawn: what its parts are called, in which order they stand, in which colours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.numbers import number
from cnnviz.traces.following import Followed, Part
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.follow_rows import Columns
from cnnviz.ui.painting.follow_tiles import Tint
from cnnviz.ui.painting.sum_numbers import number_text
from cnnviz.ui.painting.texts import Texts

DECIMALS = 4  # of numbers that are neither large nor tiny
WIDEST_NAME, WIDEST_ALONE = 0.3, 0.5  # of the width, with factors and without; longer names lose their middle
NAME_GAP = 8
MOST_TINY = 50  # numbers that are written with a power of ten; more would not be longer


@dataclass(frozen=True, eq=False)
class FollowedPicture:
    """`names` are those of the parts, `name` that of the number itself; `order` says which parts stand where.

    `patch` and `kernel` are the colours of what was met and of what it was multiplied by, `products` of both together.
    """

    followed: Followed
    name: str
    names: Sequence[str]
    order: Sequence[int]
    patch: Tint
    kernel: Tint
    products: Tint

    @cached_property
    def totals(self) -> list[float]:
        """What each part brings, in the order of the parts."""
        return [part.total for part in self.followed.parts]

    @cached_property
    def largest(self) -> float:
        """The largest of the totals, by magnitude: the whole length of a bar."""
        return max((abs(total) for total in self.totals if math.isfinite(total)), default=0.0) or 1.0

    @cached_property
    def one_sided(self) -> bool:
        """Whether no total is negative."""
        return all(not total < 0 for total in self.totals)

    @cached_property
    def decimals(self) -> int:
        """So many that the largest of the numbers has about five figures.

        All numbers of a column have the same, so that they can be compared.
        """
        return telling_places(max(self.largest if self.followed.parts else 0.0, abs(self.followed.value)))

    @property
    def signed(self) -> bool:
        """Whether the totals are terms of a sum, which have a sign."""
        return self.followed.sum.kind == "products" and any(part.right is not None for part in self.followed.parts)

    @property
    def is_shares(self) -> bool:
        """Whether each number is raised to a power of e first (softmax)."""
        return self.followed.sum.kind == "shares"

    def total_text(self, part: Part) -> str:
        return told(part.total, self.decimals, self.signed)

    def factor_text(self, value: float) -> str:
        return told(value, self.decimals)

    def columns(self, width: int) -> Columns:
        """What the texts need of so many pixels."""
        names = Texts(interface_font(11))
        longest = sorted(set(self.names), key=len)[-4:]
        alone = all(part.right is None for part in self.followed.parts) and not self.is_shares
        name = min(
            (WIDEST_ALONE if alone else WIDEST_NAME) * width, max((names.width(text) for text in longest), default=0.0)
        )
        factors = [float(part.left.flat[0]) for part in self.followed.parts]
        factors += [float(part.right.flat[0]) for part in self.followed.parts if part.right is not None]
        total = self._letters(self.totals, self.signed) * Texts(number_font(12)).width("0")
        factor = self._letters(factors, signed=False) * Texts(number_font(11)).width("0")
        return Columns(math.ceil(name) + NAME_GAP, math.ceil(total) + 2, math.ceil(factor) + 2)

    def _letters(self, values: Sequence[float], signed: bool) -> int:
        """How many letters the longest of these numbers has."""
        if not values:
            return 0
        exact = np.abs(np.asarray(values, np.float64))
        tiny = exact[(exact > 0) & (exact < 10.0**-self.decimals)]
        ends = [min(values), max(values), *(-tiny).tolist()[:MOST_TINY]]
        return max(len(told(end, self.decimals, signed)) for end in ends)


def told(value: float, decimals: int, signed: bool = False) -> str:
    """A number that is not written as zero unless it is.

    >>> told(0.5, 2, signed=True), told(-0.5, 2), told(2.4e-12, 4), told(0.0, 2, signed=True)
    ('+0.50', '−0.50', '2.40e−12', '0.00')
    """
    if not math.isfinite(value) or 0 < abs(value) < 0.5 * 10.0**-decimals:
        return ("+" if signed and value > 0 else "") + number_text(value, decimals)
    return number(value, decimals, signed)


def telling_places(largest: float) -> int:
    """Decimals for a column of numbers of which this is the largest.

    >>> telling_places(2.4), telling_places(250.0), telling_places(123456.0), telling_places(0.0003)
    (4, 3, 0, 7)
    """
    if not math.isfinite(largest) or largest == 0:
        return DECIMALS
    order = math.floor(math.log10(largest))
    if order > 1:
        return max(0, DECIMALS + 1 - order)
    return min(9, DECIMALS - 1 - order) if order < -1 else DECIMALS


def by_size(followed: Followed) -> list[int]:
    """The parts with the largest totals first; equal ones stay in their order."""
    sizes = np.abs(np.nan_to_num([part.total for part in followed.parts]))
    return [int(index) for index in np.argsort(-sizes, kind="stable")]
