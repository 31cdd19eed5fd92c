"""The arithmetic of one output cell: every product, the sum of every channel, the bias, the result.

Terms stand in columns of equal width, so that nothing jumps when the window moves on, and only the lines that are
visible are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from cnnviz.text import tr
from cnnviz.traces.convolution import ConvolutionFrame
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.numbers import number
from cnnviz.ui.painting.cells import trimmed
from cnnviz.ui.theme import Theme

LINE = 20
PIXELS = 12
NAME_WIDTH = 48

Run = tuple[str, QColor, bool]  # text, colour, bold


@dataclass(frozen=True)
class TermLayout:
    """Where the terms of (C, KH, KW) products stand: `per_line` in a line, a new line for each channel."""

    channels: int
    cells: int
    per_line: int
    term_width: float
    left: float

    @property
    def lines_per_channel(self) -> int:
        return -(-self.cells // self.per_line)

    @property
    def lines(self) -> int:
        return self.channels * self.lines_per_channel

    @property
    def height(self) -> int:
        return self.lines * LINE

    def terms_of(self, line: int) -> tuple[int, range]:
        """Channel of a line, and the cells of the kernel (counted row by row) that stand in it."""
        channel, part = divmod(line, self.lines_per_channel)
        return channel, range(part * self.per_line, min((part + 1) * self.per_line, self.cells))

    def ends_channel(self, line: int) -> bool:
        return (line + 1) % self.lines_per_channel == 0


def lay_out_terms(shape: tuple[int, int, int], characters: int, sum_characters: int, width: float) -> TermLayout:
    """A layout for terms of at most `characters` and channel sums of at most `sum_characters`, in `width` pixels.

    Where a whole row of the kernel fits into a line, lines hold whole rows.
    """
    advance = QFontMetricsF(number_font(PIXELS)).horizontalAdvance("0")
    channels, rows, columns = shape
    left = NAME_WIDTH if channels > 1 else 0
    term_width = (characters + 2) * advance + 6
    room = width - left - (sum_characters + 3) * advance
    per_line = max(1, int(room // term_width))
    if per_line >= columns:
        per_line -= per_line % columns
    return TermLayout(channels, rows * columns, min(per_line, rows * columns), term_width, left)


def term_characters(low: float, high: float, weights: Sequence[float], decimals: int) -> int:
    """The length of the longest term that can occur."""
    values = max(len(number(low, decimals)), len(number(high, decimals)))
    return values + 1 + max(len(weight_text(weight, decimals)) for weight in weights)


def weight_text(weight: float, decimals: int) -> str:
    """A factor, in brackets where it is negative; whole ones without decimals."""
    text = trimmed(weight, decimals) if weight == round(weight) else number(weight, decimals)
    return f"({text})" if text.startswith("−") else text


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
    font = number_font(PIXELS)
    painter.setFont(font)
    advance = QFontMetricsF(font).horizontalAdvance("0")
    patch, weights = frame.patch.reshape(layout.channels, -1), frame.weights.reshape(layout.channels, -1)
    for line in visible:
        channel, cells = layout.terms_of(line)
        top = line * LINE
        if layout.channels > 1 and cells.start == 0:
            _paint_name(painter, names[channel], top, theme)
            painter.setFont(font)
        x = layout.left
        for cell in cells:
            if lit == (channel, cell):
                painter.fillRect(QRectF(x + (advance * 2 if cell else 0) - 2, top, layout.term_width - 8, LINE),
                                 theme.accent_soft)  # fmt: skip
            factor = weight_text(float(weights[channel, cell]), decimals)
            value = number(float(patch[channel, cell]), decimals)
            runs: list[Run] = [("+ " if cell else "", theme.muted, False), (value, theme.input, False)]
            runs += [("·", theme.muted, False), (factor, theme.kernel, False)]
            _paint_runs(painter, x, top, runs, advance)
            x += layout.term_width if cell else layout.term_width - 2 * advance
        if layout.ends_channel(line) and layout.channels > 1:
            total = number(float(frame.channel_sums[channel]), decimals)
            _paint_runs(painter, x, top, [("= ", theme.muted, False), (total, theme.text, False)], advance)


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
        runs.append(("= " if index == 0 else " + ", theme.muted, "number"))
        runs.append((_bracketed(float(total), decimals, index > 0), theme.text, "number"))
        runs.append((f"  {words} ", theme.muted, "word"))
    runs.append((" + ", theme.muted, "number"))
    runs.append((_bracketed(frame.bias, decimals, True), theme.kernel, "number"))
    runs.append((f"  {tr('bias')} ", theme.muted, "word"))
    runs.append((" = ", theme.muted, "number"))
    runs.append((number(frame.result, decimals), theme.output, "result"))
    return runs


def arithmetic_text(frame: ConvolutionFrame, names: Sequence[str], decimals: int) -> str:
    """The whole arithmetic as plain text, every term of every channel."""
    _, row, column = frame.position
    lines = [tr("output ({row}, {column})", row=row, column=column)]
    channels = zip(frame.patch, frame.weights, frame.channel_sums, names, strict=True)
    for patch, weights, total, name in channels:
        factors = zip(patch.ravel().tolist(), weights.ravel().tolist(), strict=True)
        terms = " + ".join(f"{number(x, decimals)}·{weight_text(w, decimals)}" for x, w in factors)
        lines.append(f"{name + ': ' if name else ''}{terms} = {number(float(total), decimals)}")
    sums = " + ".join(_bracketed(float(total), decimals, index > 0) for index, total in enumerate(frame.channel_sums))
    lines.append(f"{sums} + {_bracketed(frame.bias, decimals, True)} ({tr('bias')}) = {number(frame.result, decimals)}")
    return "\n".join(lines)


def _bracketed(value: float, decimals: int, follows: bool) -> str:
    text = number(value, decimals)
    return f"({text})" if follows and text.startswith("−") else text


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _paint_runs(painter: QPainter, x: float, top: float, runs: list[Run], advance: float) -> None:
    for text, colour, _ in runs:
        if not text:
            continue
        painter.setPen(colour)
        painter.drawText(QRectF(x, top, len(text) * advance + 4, LINE), _LEFT, text)
        x += len(text) * advance


def _paint_name(painter: QPainter, name: str, top: float, theme: Theme) -> None:
    painter.setFont(interface_font(11))
    painter.setPen(theme.muted)
    painter.drawText(QRectF(0, top, NAME_WIDTH - 4, LINE), _LEFT, name)
