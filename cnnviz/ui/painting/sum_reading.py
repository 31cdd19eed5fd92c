"""A sum as a reader reads it: what its written numbers come to, and whether "=" may stand there or only "≈"."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from cnnviz.traces.scene import Group, Step, Sum
from cnnviz.ui.painting.sum_numbers import Values, total_text, written, written_total
from cnnviz.ui.painting.sum_slots import MOST_TERMS, Slots, shown_terms, slots_of

ADDS_UP = 1e-5  # what the rounding of float32 may leave, relative to the largest number
EQUAL, NEARLY = "=", "≈"
IGNORED: Any = {"invalid": "ignore", "over": "ignore"}  # infinities are shown like other numbers


class Account(NamedTuple):
    """What is written of a group: how many terms, what they come to as written, the largest, and the `rest`."""

    shown: int
    coming: float
    largest: float
    rest: float


@dataclass(frozen=True, eq=False, repr=False)
class Reading:
    """A sum written with so many `decimals`; `most` is about how many of its terms are written out."""

    sum: Sum
    decimals: int
    slots: Slots
    most: int = MOST_TERMS

    @classmethod
    def of(cls, total: Sum, decimals: int, slots: Slots | None = None, most: int = MOST_TERMS) -> "Reading":
        """With the room of the sum itself, where no other `slots` are given."""
        return cls(total, decimals, slots_of(total) if slots is None else slots, most)

    @property
    def is_direct(self) -> bool:
        """Whether the terms make the result at once: of one group, without a bias."""
        return self.sum.kind == "products" and len(self.sum.groups) == 1 and self.sum.bias is None

    @property
    def has_totals(self) -> bool:
        """Whether the terms of each group are added up."""
        return self.sum.kind in ("products", "mean")

    @property
    def left_out(self) -> int:
        """How many terms are not written out."""
        return sum(len(group.left) for group in self.sum.groups) - sum(self._shown)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """One for each group."""
        sizes, start, result = np.abs(self._terms), 0, []
        for group, count in zip(self.sum.groups, self._shown, strict=True):
            here = slice(start, start + count)
            largest = float(sizes[here].max()) if count else 0.0
            rest = _sum_of(group, count) if count < len(group.left) else 0.0
            with np.errstate(**IGNORED):
                result.append(Account(count, float(self._terms[here].sum()), largest, rest))
            start += count
        return tuple(result)

    @cached_property
    def scale(self) -> float:
        """The largest of all terms: what a result is to be measured by."""
        return max((account.largest for account in self.accounts), default=0.0)

    def total(self, value: float, largest: float) -> str:
        """What a sum gives, as text."""
        return total_text(value, self.decimals, self.slots.whole, largest)

    def group_total(self, index: int) -> str:
        """What the terms of a group come to, as text."""
        return self.total(self.sum.groups[index].total, self.accounts[index].largest)

    @cached_property
    def result(self) -> str:
        """The result as text."""
        return self.total(self.sum.result, self.scale if self.has_totals else 0.0)

    def group_sign(self, index: int) -> str:
        """Between the terms of a group and its total, which is the result where the sum is direct."""
        return self._group_signs[index]

    def result_sign(self) -> str:
        """Between the totals, with the bias, and the result; for a maximum and a point between their terms and it."""
        return self._result_sign

    @cached_property
    def _group_signs(self) -> tuple[str, ...]:
        signs = []
        for group, (_, coming, largest, rest) in zip(self.sum.groups, self.accounts, strict=True):
            largest = max(largest, abs(rest))
            coming += written_total(rest, self.decimals, largest)
            total = self.sum.result if self.is_direct else group.total
            signs.append(_sign(coming, written_total(total, self.decimals, largest), largest))
        return tuple(signs)

    @cached_property
    def _result_sign(self) -> str:
        if self.is_direct:
            return self.group_sign(0)
        total = self.sum
        result = written_total(total.result, self.decimals, self.scale if self.has_totals else 0.0)
        if total.kind == "maximum":
            return _sign(self._winner(), result, 0.0)
        if total.kind == "point":
            return EQUAL if total.groups[0].right is None else _sign(self.accounts[0].coming, result, 0.0)
        totals = [written_total(group.total, self.decimals, self.scale) for group in total.groups]
        if total.kind == "mean":
            coming = sum(totals) / total.divisor
            return _sign(coming, result, abs(coming))
        bias = 0.0 if total.bias is None else float(written([total.bias], self.decimals)[0])
        return _sign(sum(totals) + bias, result, max([self.scale, abs(bias), *map(abs, totals)]))

    def cell_signs(self, index: int) -> list[str]:
        """Of a scatter: between ``before + left · right`` and ``after``, cell by cell."""
        if index not in self._cell_signs:
            self._cell_signs[index] = self._signs_of(index)
        return self._cell_signs[index]

    @cached_property
    def _cell_signs(self) -> dict[int, list[str]]:
        return {}

    def _signs_of(self, index: int) -> list[str]:
        group, shown = self.sum.groups[index], self.accounts[index].shown
        if group.before is None or group.after is None:
            return []
        start = sum(account.shown for account in self.accounts[:index])
        terms = self._terms[start : start + shown]
        before = written(group.before[:shown], self.decimals, self.slots.before.whole)
        after = written(group.after[:shown], self.decimals, self.slots.after.whole)
        slack = ADDS_UP * np.maximum(np.maximum(np.abs(before), np.abs(terms)), np.abs(after))
        with np.errstate(**IGNORED):
            fits = (before + terms == after) | (np.abs(before + terms - after) <= slack)
        return [EQUAL if one else NEARLY for one in fits.tolist()]

    def step_sign(self, before: float, step: Step) -> str:
        """Whether what a step leaves is written in full; what it took away or let through is."""
        if step.value in (0.0, before):
            return EQUAL
        return _sign(float(written([step.value], self.decimals)[0]), step.value, 0.0)

    @cached_property
    def sign(self) -> str:
        """Of all that is written between terms and what they give."""
        groups = range(len(self.sum.groups))
        if self.sum.kind == "scatter":
            signs = {sign for index in groups for sign in self.cell_signs(index)}
        else:
            signs = {self.group_sign(index) for index in groups} if self.has_totals else set()
            signs.add(self.result_sign())
        return EQUAL if signs <= {EQUAL} else NEARLY

    @cached_property
    def _shown(self) -> list[int]:
        """How many terms of each group are written out."""
        return [shown_terms(self.sum, group, self.most) for group in self.sum.groups]

    @cached_property
    def _terms(self) -> Values:
        """The terms of all groups that are written out, as they are written."""
        groups = list(zip(self.sum.groups, self._shown, strict=True))
        left = np.concatenate([group.left[:count] for group, count in groups])
        terms = written(left, self.decimals, self.slots.left.whole)
        rights = [group.right[:count] for group, count in groups if group.right is not None]
        with np.errstate(**IGNORED):
            return terms * written(np.concatenate(rights), self.decimals, self.slots.right.whole) if rights else terms

    def _winner(self) -> float:
        """The number that won, as it is written; the largest one where none is said to have won."""
        numbers = [self.sum.groups[0].left[self.sum.winner]] if self.sum.winner >= 0 else self.sum.groups[0].left
        return float(written(numbers, self.decimals, self.slots.left.whole).max())


def adds_up(total: Sum, decimals: int, slots: Slots | None = None) -> bool:
    """Whether all that is written adds up as it is written."""
    return Reading.of(total, decimals, slots).sign == EQUAL


def _sum_of(group: Group, first: int) -> float:
    """What the terms of a group from `first` on come to."""
    left = group.left[first:].astype(np.float64)
    with np.errstate(**IGNORED):
        return float(left.sum() if group.right is None else left @ group.right[first:].astype(np.float64))


def _sign(coming: float, value: float, largest: float) -> str:
    if coming == value:  # infinities too
        return EQUAL
    return EQUAL if abs(coming - value) <= ADDS_UP * max(abs(value), largest) else NEARLY
