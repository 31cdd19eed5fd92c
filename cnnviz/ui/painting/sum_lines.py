"""One line of the terms of a sum, as texts in several colours: what is written where, counted in characters."""

from collections.abc import Callable

from cnnviz.ui.painting.sum_layout import SumLayout, has_own_totals, prefix
from cnnviz.ui.painting.sum_numbers import factor_text, number_text
from cnnviz.ui.painting.sum_reading import Reading
from cnnviz.ui.painting.sum_text import cell_texts

WINNER = "winner"  # a role of its own: bold, and framed


class Line:
    """Texts by the role of their colour, each with gaps where the others stand; `ends` says where each term ends.

    `winner` is the how many-th of them has won, -1 where none has.
    """

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.ends: list[int] = []
        self.winner = -1

    def put(self, role: str, at: int, text: str) -> int:
        """Write `text` in the colour of `role`; where it ends."""
        self.texts[role] = self.texts.get(role, "").ljust(at) + text
        return at + len(text)


def line_of_terms(layout: SumLayout, reading: Reading, number: int) -> Line:
    """What is written in line `number` of a layout, but for names and words."""
    index, line = layout.group_of(number), Line()
    block = layout.blocks[index]
    here = number - block.first
    if here < block.lines:
        which = range(here * layout.per_line, min((here + 1) * layout.per_line, block.terms))
        writers: dict[str, Callable[[Line, SumLayout, Reading, int, range], None]] = {
            "scatter": _write_cells,
            "maximum": _write_numbers,
        }
        writers.get(reading.sum.kind, _write_terms)(line, layout, reading, index, which)
    if has_own_totals(reading.sum) and here == block.height - 1:
        at = len(line.ends) * layout.term.width  # behind the room of the last term, which stays as it is
        end = line.put("muted", at, reading.group_sign(index))
        line.put("text", end + 1, reading.group_total(index))
    return line


def _write_terms(line: Line, layout: SumLayout, reading: Reading, index: int, which: range) -> None:
    """Terms of products or of a mean: a sign, then one number or two around a dot."""
    total, slots, start = reading.sum, layout.slots, layout.term.start
    group, here = total.groups[index], slice(which.start, which.stop)
    lefts = group.left[here].tolist()
    rights = [] if group.right is None else group.right[here].tolist()
    function = prefix(total)
    text_of = number_text if function else factor_text
    for place, cell in enumerate(which):
        at = place * layout.term.width
        if cell:
            line.put("muted", at, "+")
        end = line.put(total.left_role, at + start, text_of(lefts[place], reading.decimals, slots.left.whole))
        if rights:
            line.put("muted", end, "·")
            text = factor_text(rights[place], reading.decimals, slots.right.whole)
            end = line.put(total.right_role, end + 1, text)
        line.ends.append(end)
    if function:
        line.put("muted", line.ends[-1], ")")


def _write_numbers(line: Line, layout: SumLayout, reading: Reading, index: int, which: range) -> None:
    """The numbers of a maximum; the winner is stressed."""
    total, left = reading.sum, reading.sum.groups[index].left
    for place, cell in enumerate(which):
        text = number_text(float(left[cell]), reading.decimals, layout.slots.left.whole)
        won = cell == total.winner
        line.winner = place if won else line.winner
        end = line.put(WINNER if won else total.left_role, place * layout.term.width, text)
        line.put("muted", end, "," if cell + 1 < len(left) else ")")
        line.ends.append(end)


def _write_cells(line: Line, layout: SumLayout, reading: Reading, index: int, which: range) -> None:
    """Cells of a scatter, each an equation of its own."""
    total, term = reading.sum, layout.term
    texts = cell_texts(reading, index, which, reading.cell_signs(index))
    for place, (before, left, right, sign, after) in enumerate(texts):
        at = place * term.width
        line.put("text", at, before.rjust(term.start - 3))
        line.put("muted", at + term.start - 2, "+")
        end = line.put(total.left_role, at + term.start, left)
        line.put("muted", end, "·")
        line.put(total.right_role, end + 1, right)
        line.put("muted", at + term.after - 2, sign)
        line.ends.append(line.put("output", at + term.after, after))
