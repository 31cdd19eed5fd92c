"""The last line of a sum: what its groups come to, the bias, the result, and what is done to it then."""

from collections.abc import Iterator
from typing import NamedTuple

from cnnviz.numbers import MINUS, count
from cnnviz.text import tr
from cnnviz.traces.scene import Group
from cnnviz.ui.painting.sum_numbers import number_text
from cnnviz.ui.painting.sum_reading import EQUAL, Reading
from cnnviz.ui.painting.sum_text import bias_text

NUMBER, WORD, RESULT = "number", "word", "result"
BRIEFEST = 3
MOST_TOTALS = 32  # groups; of more, only what all come to is said


class Piece(NamedTuple):
    """Some text, the role of its colour ("muted", "text" or one of a panel) and whether it is number or word."""

    text: str
    role: str
    kind: str = NUMBER


def outcome_pieces(reading: Reading, brevity: int = 0) -> list[Piece]:
    """The pieces of the last line, from 0 (all that can be said) to `BRIEFEST`."""
    total = reading.sum
    makers = {"products": _added, "mean": _averaged, "maximum": _chosen, "scatter": _spread, "point": _made}
    pieces = [*makers[total.kind](reading, brevity), *_steps(reading, brevity)]
    last = max(index for index, piece in enumerate(pieces) if piece.kind == NUMBER)
    role = pieces[last].role if total.kind == "scatter" else "output"
    pieces[last] = Piece(pieces[last].text, role, RESULT)
    return pieces


def outcome_text(reading: Reading) -> str:
    """The whole last line as text."""
    return "".join(piece.text for piece in outcome_pieces(reading))


def _added(reading: Reading, brevity: int) -> Iterator[Piece]:
    total, result = reading.sum, Piece(reading.result, "text")
    if reading.is_direct or brevity == BRIEFEST:
        yield Piece(f"{reading.sign} ", "muted")
        yield result
        if brevity == 0:
            yield Piece(f"  {_unnamed(total.groups[0])}", "muted", WORD)
        return
    yield Piece(f"{reading.group_sign(0) if len(total.groups) == 1 else EQUAL} ", "muted")
    yield from _totals(reading, brevity)
    if total.bias is not None:
        yield Piece(" + ", "muted")
        yield Piece(bias_text(reading), "kernel")
        yield Piece(f"  {tr('bias')} ", "muted", WORD)
    yield Piece(f" {reading.result_sign()} ", "muted")
    yield result


def _totals(reading: Reading, brevity: int) -> Iterator[Piece]:
    """What the groups come to: each with its name, each, or all together."""
    groups = reading.sum.groups
    if len(groups) > MOST_TOTALS or (len(groups) > 1 and brevity >= 2):
        together = sum(group.total for group in groups)
        yield Piece(reading.total(together, reading.scale), "text")
        yield Piece(f"  {tr('sum of all {count}', count=len(groups))} ", "muted", WORD)
        return
    for index, group in enumerate(groups):
        if index:
            yield Piece(" + ", "muted")
        text = reading.group_total(index)
        yield Piece(f"({text})" if index and text.startswith(MINUS) else text, "text")
        if brevity == 0:
            yield Piece(f"  {_name(group)} ", "muted", WORD)


def _name(group: Group) -> str:
    if not group.name:
        return _unnamed(group)
    return tr("sum {number}", number=group.name) if group.name.isdigit() else tr("sum of {name}", name=group.name)


def _unnamed(group: Group) -> str:
    if group.right is not None:
        return tr("sum of the products")
    return tr("sum of {count} numbers", count=count(len(group.left))) if len(group.left) != 1 else tr("one number")


def _averaged(reading: Reading, brevity: int) -> Iterator[Piece]:
    total = reading.sum
    cells = sum(len(group.left) for group in total.groups)
    coming = sum(group.total for group in total.groups)
    yield Piece(f"{reading.group_sign(0) if len(total.groups) == 1 else EQUAL} ", "muted")
    yield Piece(reading.total(coming, reading.scale), "text")
    if brevity == 0:
        yield Piece(f"  {tr('sum of {count} cells', count=cells)}   ", "muted", WORD)
        yield Piece(reading.total(coming, reading.scale), "text")
    yield Piece(f" / {total.divisor} {reading.result_sign()} ", "muted")
    yield Piece(reading.result, "text")
    if brevity == 0:
        yield Piece(f"  {tr('mean')}", "muted", WORD)


def _chosen(reading: Reading, brevity: int) -> Iterator[Piece]:
    total = reading.sum
    yield Piece(f"{reading.result_sign()} ", "muted")
    yield Piece(reading.result, "text")
    if brevity == 0 and total.winner >= 0:
        row, column = divmod(total.winner, max(1, total.columns))
        where = tr("the largest of {count}: row {row}, column {column} of the window",
                   count=len(total.groups[0].left), row=row, column=column)  # fmt: skip
        yield Piece(f"  {where}", "muted", WORD)


def _spread(reading: Reading, brevity: int) -> Iterator[Piece]:
    total = reading.sum
    yield Piece(number_text(total.result, reading.decimals, reading.slots.left.whole), total.left_role)
    if brevity < BRIEFEST:
        cells = sum(len(group.left) for group in total.groups)
        yield Piece(f"  {tr('spread over {count} cells', count=cells)}", "muted", WORD)
    if brevity == 0:
        yield Piece(f"  {tr('before + {left} · {right} = after', **_factors(reading))}", "muted", WORD)


def _factors(reading: Reading) -> dict[str, str]:
    names = {"kernel": tr("weight"), "output": tr("δ"), "input": tr("number")}
    total = reading.sum
    return {"left": names.get(total.left_role, tr("number")), "right": names.get(total.right_role, tr("share"))}


def _made(reading: Reading, brevity: int) -> Iterator[Piece]:
    yield Piece(f"{reading.result_sign()} ", "muted")
    yield Piece(reading.result, "text")


def _steps(reading: Reading, brevity: int) -> Iterator[Piece]:
    """Each step as a function of the number before it."""
    before, text = reading.sum.result, reading.result
    for step in reading.sum.steps:
        yield Piece("   ", "muted")
        yield Piece(step.name, "muted", WORD)
        if brevity < BRIEFEST:
            yield Piece("(… " if step.of_several else "(", "muted")
            yield Piece(text, "text")
            yield Piece(" …)" if step.of_several else ")", "muted")
        yield Piece(f" {reading.step_sign(before, step)} ", "muted")
        before, text = step.value, reading.total(step.value, 0.0)
        yield Piece(text, "text")
