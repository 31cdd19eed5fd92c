"""A whole sum as plain text, to be copied: each line is an equation that can be checked."""

from collections.abc import Iterator

from cnnviz.numbers import MINUS, count
from cnnviz.text import tr
from cnnviz.traces.scene import Group, Sum
from cnnviz.ui.painting.sum_numbers import factor_text, is_whole, number_text, total_text
from cnnviz.ui.painting.sum_reading import Reading
from cnnviz.ui.painting.sum_slots import Slots

MOST_COPIED = 4096  # terms; the others are told as one number


def sum_text(total: Sum, decimals: int, slots: Slots | None = None) -> str:
    """What is computed, then every term (of more than some thousand the first), the totals, and what is done then."""
    reading = Reading.of(total, decimals, slots, MOST_COPIED)
    makers = {"products": _added, "mean": _averaged, "maximum": _chosen, "scatter": _spread, "point": _made}
    return "\n".join([total.title, *makers[total.kind](reading), *_steps(reading)])


def bias_text(reading: Reading) -> str:
    """The bias of a sum that has one."""
    bias = reading.sum.bias or 0.0
    return factor_text(bias, reading.decimals, reading.slots.whole and is_whole(bias))


def more_text(reading: Reading, index: int) -> str:
    """How many terms of a group are not written out, and what they come to; empty where all are."""
    group, account = reading.sum.groups[index], reading.accounts[index]
    more = len(group.left) - account.shown
    if not more:
        return ""
    if not reading.has_totals:
        return tr("… and {count} more", count=count(more))
    rest = reading.total(account.rest, account.largest)
    return tr("… and {count} more terms, sum {sum}", count=count(more), sum=rest)


def cell_texts(reading: Reading, index: int, which: range, signs: list[str]) -> Iterator[tuple[str, ...]]:
    """Terms of a scatter as text: before, left, right, sign, after."""
    group = reading.sum.groups[index]
    if group.before is None or group.after is None or group.right is None:
        return
    scale = max(reading.accounts[index].largest, float(abs(group.before).max()), float(abs(group.after).max()))
    here, whole = slice(which.start, which.stop), reading.slots.after.whole
    numbers = (values[here].tolist() for values in (group.before, group.left, group.right, group.after))
    for sign, (before, left, right, after) in zip(signs[here], zip(*numbers, strict=True), strict=True):
        first, last = (total_text(value, reading.decimals, whole, scale) for value in (before, after))
        yield first, _left_factor(reading, left), _right_factor(reading, right), sign, last


def _added(reading: Reading) -> Iterator[str]:
    yield from (_equation(reading, index) for index, group in enumerate(reading.sum.groups) if len(group.left))
    if reading.is_direct:
        return
    texts = [reading.group_total(index) for index in range(len(reading.sum.groups))]
    parts = [f"({text})" if index and text.startswith(MINUS) else text for index, text in enumerate(texts)]
    if reading.sum.bias is not None:
        parts.append(f"{bias_text(reading)} ({tr('bias')})")
    yield f"{' + '.join(parts)} {reading.result_sign()} {reading.result}"


def _averaged(reading: Reading) -> Iterator[str]:
    yield from (_equation(reading, index) for index, group in enumerate(reading.sum.groups) if len(group.left))
    coming = reading.total(sum(group.total for group in reading.sum.groups), reading.scale)
    yield f"{coming} / {reading.sum.divisor} {reading.result_sign()} {reading.result}"


def _chosen(reading: Reading) -> Iterator[str]:
    numbers = ", ".join([*_numbers(reading, reading.sum.groups[0]), *filter(None, [more_text(reading, 0)])])
    yield f"max({numbers}) {reading.result_sign()} {reading.result}"


def _spread(reading: Reading) -> Iterator[str]:
    for index, group in enumerate(reading.sum.groups):
        if group.name:
            yield f"{group.name}:"
        cells = cell_texts(reading, index, range(reading.accounts[index].shown), reading.cell_signs(index))
        yield from (f"{before} + {left}·{right} {sign} {after}" for before, left, right, sign, after in cells)
        yield from filter(None, [more_text(reading, index)])


def _made(reading: Reading) -> Iterator[str]:
    group = reading.sum.groups[0]
    number = _numbers(reading, group)[0]
    term = f"{group.name}({number})" if group.name else number
    if group.right is not None:
        term = _terms(reading, group, 1)
    yield f"{term} {reading.result_sign()} {reading.result}"


def _steps(reading: Reading) -> Iterator[str]:
    before, text = reading.sum.result, reading.result
    for step in reading.sum.steps:
        value = reading.total(step.value, 0.0)
        taken = f"… {text} …" if step.of_several else text
        yield f"{step.name}({taken}) {reading.step_sign(before, step)} {value}"
        before, text = step.value, value


def _equation(reading: Reading, index: int) -> str:
    group = reading.sum.groups[index]
    value = reading.result if reading.is_direct else reading.group_total(index)
    name = f"{group.name}: " if group.name else ""
    terms = _terms(reading, group, reading.accounts[index].shown)
    return f"{name}{' + '.join(filter(None, [terms, more_text(reading, index)]))} {reading.group_sign(index)} {value}"


def _terms(reading: Reading, group: Group, shown: int) -> str:
    lefts = (_left_factor(reading, value) for value in group.left[:shown].tolist())
    if group.right is None:
        return " + ".join(lefts)
    rights = (_right_factor(reading, value) for value in group.right[:shown].tolist())
    return " + ".join(f"{left}·{right}" for left, right in zip(lefts, rights, strict=True))


def _left_factor(reading: Reading, value: float) -> str:
    return factor_text(value, reading.decimals, reading.slots.left.whole)


def _right_factor(reading: Reading, value: float) -> str:
    return factor_text(value, reading.decimals, reading.slots.right.whole)


def _numbers(reading: Reading, group: Group) -> list[str]:
    """The numbers that a function takes: no brackets needed."""
    whole = reading.slots.left.whole
    return [number_text(value, reading.decimals, whole) for value in group.left[: reading.accounts[0].shown].tolist()]
