"""The arithmetic of one output cell: every product, the sum of every channel, the bias, the result.

Every term keeps its place while the window moves on, and only the lines that are visible are written. Where the
numbers as they are written do not add up to the result as it is written, because they are rounded, "≈" stands for "=".
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from cnnviz.text import tr
from cnnviz.traces.convolution import ConvolutionFrame
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.numbers import number
from cnnviz.ui.painting.cells import trimmed
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.theme import Theme

LINE = 20
PIXELS = 12
NAME_WIDTH = 48
ADDS_UP = 1e-5  # what the rounding of float32 may leave, relative to the largest number

Run = tuple[str, QColor]
Values = npt.NDArray[np.floating[Any]]


class Term(NamedTuple):
    """Where one product stands."""

    channel: int
    cell: int
    x: float
    width: float


class TermLayout(NamedTuple):
    """The products of (C, KH, KW) in lines, a new line for each channel; `left` is where they begin."""

    lines: tuple[tuple[Term, ...], ...]
    left: float

    @property
    def height(self) -> int:
        return len(self.lines) * LINE

    def term_at(self, x: float, y: float) -> Term | None:
        """The term under a point."""
        line = int(y // LINE)
        if not 0 <= line < len(self.lines):
            return None
        return next((term for term in self.lines[line] if 0 <= x - term.x < term.width), None)


def lay_out_terms(weights: Values, value_characters: int, decimals: int, width: float) -> TermLayout:
    """Lines for the terms of weights (C, KH, KW) and values of at most `value_characters`, in `width` pixels.

    The widths depend on the weights and on the longest value only: they stay while the window moves.
    """
    advance = _advance()
    channels = weights.shape[0]
    left = NAME_WIDTH if channels > 1 else 0.0
    room = width - (decimals + 7) * advance * (channels > 1)
    lines: list[tuple[Term, ...]] = []
    for channel, kernel in enumerate(weights.reshape(channels, -1).tolist()):
        line: list[Term] = []
        x = left
        for cell, weight in enumerate(kernel):
            characters = value_characters + 1 + len(weight_text(weight, decimals)) + (3 if cell else 1)
            if line and x + characters * advance > room:
                lines.append(tuple(line))
                line, x = [], left
            line.append(Term(channel, cell, x, characters * advance))
            x += characters * advance
        lines.append(tuple(line))
    return TermLayout(tuple(lines), left)


def value_characters(low: float, high: float, decimals: int) -> int:
    """The length of the longest value between `low` and `high`."""
    return max(len(value_text(low, decimals)), len(value_text(high, decimals)))


def value_text(value: float, decimals: int) -> str:
    """A value of the picture, in brackets where it is negative."""
    return _bracketed(value, decimals, True)


def weight_text(weight: float, decimals: int) -> str:
    """A factor, in brackets where it is negative; whole ones without decimals."""
    text = trimmed(weight, decimals) if weight == round(weight) else number(weight, decimals)
    return f"({text})" if text.startswith("−") else text


def channel_sign(frame: ConvolutionFrame, channel: int, decimals: int) -> str:
    """Whether the terms of a channel, as they are written, add up to its sum as it is written ("=") or not ("≈")."""
    terms = _written(frame.patch[channel], decimals) * _written(frame.weights[channel], decimals)
    return _sign(terms, float(frame.channel_sums[channel]), decimals)


def total_sign(frame: ConvolutionFrame, decimals: int) -> str:
    """The same for the sums of the channels and the bias, which make the result."""
    return _sign(_written(np.append(frame.channel_sums, frame.bias), decimals), frame.result, decimals)


def adds_up(frame: ConvolutionFrame, decimals: int) -> bool:
    """Whether all that is written adds up as it is written."""
    signs = [channel_sign(frame, channel, decimals) for channel in range(len(frame.patch))]
    return set(signs) | {total_sign(frame, decimals)} == {"="}


def paint_terms(
    painter: QPainter,
    layout: TermLayout,
    frame: ConvolutionFrame,
    names: Sequence[str],
    decimals: int,
    theme: Theme,
    visible: range,
    lit: tuple[int, int] | None = None,
) -> None:
    """The lines `visible` of the terms; `lit` is a (channel, cell) to stress."""
    advance = _advance()
    channels = len(frame.patch)
    patch, weights = frame.patch.reshape(channels, -1), frame.weights.reshape(channels, -1)
    for index in visible:
        top = index * LINE
        line = layout.lines[index]
        first, last = line[0], line[-1]
        if channels > 1 and first.cell == 0:
            _paint_name(painter, names[first.channel], top, theme)
        painter.setFont(number_font(PIXELS))
        for term in line:
            value = value_text(float(patch[term.channel, term.cell]), decimals)
            factor = weight_text(float(weights[term.channel, term.cell]), decimals)
            plus = "+ " if term.cell else ""
            if lit == (term.channel, term.cell):
                shift = len(plus) * advance
                area = QRectF(term.x + shift - 3, top + 1, term.width - shift - advance + 6, LINE - 2)
                fill(painter, area, theme.accent_soft)
            runs: list[Run] = [(plus, theme.muted), (value, theme.input), ("·", theme.muted), (factor, theme.kernel)]
            _paint_runs(painter, term.x, top, runs, advance)
        if channels > 1 and last.cell + 1 == patch.shape[1]:
            total = number(float(frame.channel_sums[last.channel]), decimals)
            sign = channel_sign(frame, last.channel, decimals)
            _paint_runs(painter, last.x + last.width, top, [(f"{sign} ", theme.muted), (total, theme.text)], advance)


def paint_total(
    painter: QPainter, area: QRectF, frame: ConvolutionFrame, names: Sequence[str], decimals: int, theme: Theme
) -> None:
    """The sums of the channels, the bias and the result, in one line."""
    small, font = interface_font(11), number_font(PIXELS)
    x = area.x()
    for text, colour, kind in total_runs(frame, names, decimals, theme):
        used = small if kind == "word" else number_font(PIXELS + 1, bold=True) if kind == "result" else font
        painter.setFont(used)
        painter.setPen(colour)
        width = QFontMetricsF(used).horizontalAdvance(text)
        painter.drawText(QRectF(x, area.y(), width + 2, area.height()), _LEFT, text)
        x += width


def total_runs(
    frame: ConvolutionFrame, names: Sequence[str], decimals: int, theme: Theme
) -> list[tuple[str, QColor, str]]:
    """The pieces of the last line: text, colour, and whether it is a number, a word or the result."""
    runs: list[tuple[str, QColor, str]] = []
    for index, (total, name) in enumerate(zip(frame.channel_sums, names, strict=True)):
        words = tr("sum of {channel}", channel=name) if name else tr("sum of the products")
        sign = channel_sign(frame, 0, decimals) if len(names) == 1 else "="
        runs.append((f"{sign} " if index == 0 else " + ", theme.muted, "number"))
        runs.append((_bracketed(float(total), decimals, index > 0), theme.text, "number"))
        runs.append((f"  {words} ", theme.muted, "word"))
    runs.append((" + ", theme.muted, "number"))
    runs.append((_bracketed(frame.bias, decimals, True), theme.kernel, "number"))
    runs.append((f"  {tr('bias')} ", theme.muted, "word"))
    runs.append((f" {total_sign(frame, decimals)} ", theme.muted, "number"))
    runs.append((number(frame.result, decimals), theme.output, "result"))
    return runs


def arithmetic_text(frame: ConvolutionFrame, names: Sequence[str], decimals: int) -> str:
    """The whole arithmetic as plain text, every term of every channel."""
    _, row, column = frame.position
    lines = [tr("output ({row}, {column})", row=row, column=column)]
    channels = zip(frame.patch, frame.weights, frame.channel_sums, names, strict=True)
    for channel, (patch, weights, total, name) in enumerate(channels):
        factors = zip(patch.ravel().tolist(), weights.ravel().tolist(), strict=True)
        terms = " + ".join(f"{value_text(x, decimals)}·{weight_text(w, decimals)}" for x, w in factors)
        sign = channel_sign(frame, channel, decimals)
        lines.append(f"{name + ': ' if name else ''}{terms} {sign} {number(float(total), decimals)}")
    sums = " + ".join(_bracketed(float(total), decimals, index > 0) for index, total in enumerate(frame.channel_sums))
    bias = f"{_bracketed(frame.bias, decimals, True)} ({tr('bias')})"
    lines.append(f"{sums} + {bias} {total_sign(frame, decimals)} {number(frame.result, decimals)}")
    return "\n".join(lines)


def _bracketed(value: float, decimals: int, follows: bool) -> str:
    text = number(value, decimals)
    return f"({text})" if follows and text.startswith("−") else text


def _sign(terms: Values, value: float, decimals: int) -> str:
    written = float(_written(value, decimals))
    largest = max(abs(written), float(np.abs(terms).max()))
    return "=" if abs(float(terms.sum()) - written) <= ADDS_UP * largest else "≈"


def _written(values: npt.ArrayLike, decimals: int) -> Values:
    """Numbers as a reader reads them."""
    return np.round(np.asarray(values, dtype=np.float64), decimals)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _paint_runs(painter: QPainter, x: float, top: float, runs: list[Run], advance: float) -> None:
    for text, colour in runs:
        painter.setPen(colour)
        painter.drawText(QRectF(x, top, len(text) * advance + 4, LINE), _LEFT, text)
        x += len(text) * advance


def _advance() -> float:
    """The width of one digit."""
    return QFontMetricsF(number_font(PIXELS)).horizontalAdvance("0")


def _paint_name(painter: QPainter, name: str, top: float, theme: Theme) -> None:
    painter.setFont(interface_font(11))
    painter.setPen(theme.muted)
    painter.drawText(QRectF(0, top, NAME_WIDTH - 4, LINE), _LEFT, name)
