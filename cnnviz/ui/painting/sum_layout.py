"""Where the terms of a sum stand: in lines of equal places, by arithmetic on their numbers, however many there are.

All terms get the same room, that of the longest one: they stand in columns, and none moves while the window does.
"""

import bisect
from collections.abc import Hashable
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from cnnviz.traces.scene import Place, Sum
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.sum_slots import Slots, shown_terms, slots_of

LINE = 20
PIXELS = 12
NAME_PIXELS = 11
NAME_GAP = 10
WIDEST_NAME = 200
PLUS = 2  # characters of "+ "
END = 4  # of "= " before a total, with some air


class Block(NamedTuple):
    """The lines of one group: `lines` with `terms`, one that tells of `more`, one of its own for the total."""

    first: int
    terms: int
    lines: int
    more: int
    total_below: bool

    @property
    def height(self) -> int:
        """How many lines these are."""
        return self.lines + (self.more > 0) + self.total_below


class TermRoom(NamedTuple):
    """The room of a term, ``before + left · right = after``, in characters; `width` with the `gap` behind it.

    The product begins at `start`, with nothing but a plus before it or what was there; `after` is where that stands.
    """

    start: int
    after: int
    width: int
    gap: int

    @classmethod
    def of(cls, total: Sum, slots: Slots, decimals: int) -> "TermRoom":
        """The room for each term of such a sum."""
        left, right, before, after = (spread.characters(decimals) for spread in slots[:4])
        has_right = any(group.right is not None for group in total.groups)
        product = left + (1 + right if has_right else 0)
        if total.kind == "scatter":
            return cls(before + 3, before + 3 + product + 3, before + product + after + 9, 3)
        start = 0 if prefix(total) else PLUS
        gap = 2 if total.kind == "maximum" else 1
        return cls(start, 0, start + product + gap, gap)


class SumLayout(NamedTuple):
    """The terms of a sum in `lines` lines of LINE pixels; `per_line` of them in each, from `left` pixels on.

    `panel`, `columns` and `first_group` are those of the sum.
    """

    blocks: tuple[Block, ...]
    term: TermRoom
    slots: Slots
    per_line: int
    left: float
    advance: float
    panel: str
    columns: int
    first_group: int = 0

    @property
    def lines(self) -> int:
        return self.blocks[-1].first + self.blocks[-1].height if self.blocks else 0

    @property
    def height(self) -> int:
        return self.lines * LINE

    def group_of(self, line: int) -> int:
        """The group that a line belongs to."""
        return bisect.bisect_right(self.blocks, line, key=lambda block: block.first) - 1

    def term_at(self, x: float, y: float) -> Place | None:
        """The cell whose term is under a point."""
        line, column = int(y // LINE), int((x - self.left) // (self.term.width * self.advance))
        if not (self.panel and 0 <= line < self.lines and 0 <= column < self.per_line):
            return None
        group = self.group_of(line)
        block = self.blocks[group]
        cell = (line - block.first) * self.per_line + column
        if line - block.first >= block.lines or cell >= block.terms:
            return None
        return Place(self.panel, group - self.first_group, *divmod(cell, self.columns))

    def line_of(self, place: Place) -> tuple[int, int] | None:
        """The line in which the term of a cell stands, and the how many-th it is there; None where it is not shown."""
        group = place.grid + self.first_group
        if place.panel != self.panel or not 0 <= group < len(self.blocks):
            return None
        block, cell = self.blocks[group], place.row * self.columns + place.column
        if not 0 <= cell < block.terms:
            return None
        line, column = divmod(cell, self.per_line)
        return block.first + line, column

    def area_of(self, line: int, column: int, end: int) -> QRectF:
        """Where the `column`-th term of a line stands that ends at character `end`, without the sign before it."""
        start = column * self.term.width + (0 if self.term.after else self.term.start)
        return QRectF(self.left + start * self.advance, line * LINE, (end - start) * self.advance, LINE)


def lay_out(total: Sum, decimals: int, width: float, slots: Slots | None = None) -> SumLayout:
    """Lines for all terms of a sum in `width` pixels; `slots` is the room that terms get, where not their own."""
    slots = slots_of(total) if slots is None else slots
    term, advance = TermRoom.of(total, slots, decimals), digit_width()
    left = names_width(total) + len(prefix(total)) * advance
    characters = int((width - left) / advance)
    per_line = max(1, (characters + term.gap) // term.width)
    if per_line > total.columns > 1:
        per_line -= per_line % total.columns  # lines end where rows of the kernel end
    room = slots.total._replace(whole=slots.whole).characters(decimals) + END if has_own_totals(total) else 0
    blocks: list[Block] = []
    for group in total.groups:
        shown = shown_terms(total, group)
        lines = -(-shown // per_line)
        last = (shown - 1) % per_line + 1 if shown else 0
        more = len(group.left) - shown
        below = room > 0 and (more > 0 or last * term.width + room > characters)
        blocks.append(Block(blocks[-1].first + blocks[-1].height if blocks else 0, shown, lines, more, below))
    columns = max(1, total.columns)
    return SumLayout(tuple(blocks), term, slots, per_line, left, advance, total.panel, columns, total.first)


def form(total: Sum) -> Hashable:
    """All of a sum that its layout depends on, but for the room that its numbers need."""
    groups = tuple((group.name, len(group.left), group.right is None) for group in total.groups)
    return total.kind, total.panel, total.columns, total.first, groups


def has_own_totals(total: Sum) -> bool:
    """Whether each group's total stands behind its terms: where there are several."""
    return total.kind in ("products", "mean") and len(total.groups) > 1


def prefix(total: Sum) -> str:
    """What stands before the terms that a function takes, which "max" or a group of one number names: "ReLU("."""
    if total.kind == "maximum":
        return "max("
    named = total.kind == "point" and total.groups[0].right is None and total.groups[0].name
    return f"{total.groups[0].name}(" if named else ""


def names_width(total: Sum) -> float:
    """Room for the names of the groups, before their terms."""
    names = set() if prefix(total) else {group.name for group in total.groups} - {""}
    if not names:
        return 0.0
    metrics = QFontMetricsF(interface_font(NAME_PIXELS))
    return min(max(metrics.horizontalAdvance(name) for name in names), WIDEST_NAME) + NAME_GAP


def digit_width() -> float:
    """The width of one digit, in pixels."""
    return QFontMetricsF(number_font(PIXELS)).horizontalAdvance("0")
