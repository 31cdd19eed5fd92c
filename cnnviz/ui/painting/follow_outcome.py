"""Where a sum goes: what the parts come to, the bias, what is done then, and the number on the map."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from cnnviz.numbers import MINUS, count, number
from cnnviz.text import tr
from cnnviz.traces.following import Followed
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.followed_picture import FollowedPicture, told
from cnnviz.ui.theme import Theme

LINE = 18  # pixels


class OutcomeLine(NamedTuple):
    """A name and a number; the last one is the number that was followed."""

    name: str
    value: str


def outcome_lines(picture: FollowedPicture, decimals: int | None = None) -> list[OutcomeLine]:
    """The lines below the parts, the last one the result; with as many `decimals` as the parts have, or others."""
    followed, decimals = picture.followed, picture.decimals if decimals is None else decimals
    makers = {"products": _added, "mean": _averaged, "maximum": _chosen, "point": _made, "shares": _shared}
    maker = makers.get(followed.sum.kind)
    lines = [] if maker is None else list(maker(followed, decimals))
    before = followed.sum.result
    if followed.sum.steps and followed.sum.kind == "products":
        lines.append(OutcomeLine(tr("together"), told(before, decimals, signed=True)))
    for step in followed.sum.steps:
        lines.append(OutcomeLine(f"{step.name}({told(before, decimals)})", told(step.value, decimals)))
        before = step.value
    return [*lines, OutcomeLine(picture.name, told(followed.value, decimals))]


def terms_of(followed: Followed) -> int:
    """How many numbers were met, padding included."""
    return sum(part.left.size for part in followed.parts)


def paint_outcome(painter: QPainter, area: QRectF, lines: Sequence[OutcomeLine], theme: Theme) -> None:
    """Draw the lines from the top of `area` on; the result is bold and in the colour of what comes out."""
    for index, line in enumerate(lines):
        last = index == len(lines) - 1
        place = QRectF(area.left(), area.top() + index * LINE, area.width(), LINE)
        font = number_font(12 if last else 11, bold=last)
        painter.setFont(font)
        painter.setPen(theme.output if last else theme.text)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.value)
        room = place.width() - painter.fontMetrics().horizontalAdvance(line.value) - 8
        painter.setPen(theme.text if last else theme.muted)
        text = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideMiddle, int(room))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _added(followed: Followed, decimals: int) -> Iterator[OutcomeLine]:
    """The sum of the parts, and the bias."""
    if len(followed.parts) > 1:
        together = sum(part.total for part in followed.parts)
        many = count(len(followed.parts))
        if any(part.left.size > 1 for part in followed.parts):
            name = tr("sum of {count} channels", count=many)
        elif any(part.right is not None for part in followed.parts):
            name = tr("sum of {count} products", count=many)
        else:
            name = tr("sum of {count} numbers", count=many)
        yield OutcomeLine(name, told(together, decimals, signed=True))
    elif followed.parts and followed.sum.bias is not None:
        terms = terms_of(followed)
        name = tr("sum of {count} products", count=count(terms)) if terms > 1 else tr("product")
        yield OutcomeLine(name, told(followed.parts[0].total, decimals, signed=True))
    if followed.sum.bias is not None:
        name = tr("shift") if followed.kind.startswith("BatchNorm") else tr("bias")
        yield OutcomeLine(name, told(followed.sum.bias, decimals, signed=True))


def _averaged(followed: Followed, decimals: int) -> Iterator[OutcomeLine]:
    together = sum(part.total for part in followed.parts)
    yield OutcomeLine(tr("sum of {count} numbers", count=count(terms_of(followed))), told(together, decimals))
    yield OutcomeLine(tr("divided by"), count(followed.sum.divisor))


def _chosen(followed: Followed, decimals: int) -> Iterator[OutcomeLine]:
    name = tr("largest of {count} numbers", count=count(terms_of(followed)))
    yield OutcomeLine(name, told(followed.sum.result, decimals))


def _made(followed: Followed, decimals: int) -> Iterator[OutcomeLine]:
    for group in followed.sum.groups:
        if group.name and group.right is None:
            name = f"{group.name}({told(float(group.left[0]), decimals)})"
            yield OutcomeLine(name, told(followed.sum.result, decimals))


def _shared(followed: Followed, decimals: int) -> Iterator[OutcomeLine]:
    """Softmax written out: e to the power of the own score, by the sum of all such powers."""
    powers = [group.total for group in followed.sum.groups]
    scores = [float(group.left[0]) for group in followed.sum.groups]
    own, largest = followed.sum.winner, max(scores)
    less = f"{MINUS} {number(largest, 2)}" if largest >= 0 else f"+ {number(-largest, 2)}"
    yield OutcomeLine(f"e^({number(scores[own], 2)} {less})", told(powers[own], decimals))
    name = tr("divided by the sum of all {count}", count=count(len(powers)))
    yield OutcomeLine(name, told(sum(powers), decimals))
    if followed.sum.steps:
        yield OutcomeLine(tr("share"), told(followed.sum.result, decimals))
