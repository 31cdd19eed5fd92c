"""The rules that say how many windows fit along an axis, with their numbers in them, as lines to be read."""

from typing import NamedTuple

from PySide6.QtGui import QColor

from cnnviz.engine.geometry import Pair, Window2D, output_length, transposed_length
from cnnviz.numbers import MINUS, trimmed
from cnnviz.text import tr
from cnnviz.ui.fonts import INTERFACE, NUMBERS
from cnnviz.ui.theme import Theme

DOWN, UP, BACK = "down", "up", "back"


class AxisRule(NamedTuple):
    """The numbers of one axis: `length` cells, padding `before` and `after`, and the window's three numbers.

    `kind` is `DOWN` (a convolution: rounded down), `UP` (a pooling in ceil mode) or `BACK` (a transposed convolution,
    with `more` cells of output padding).
    """

    kind: str
    length: int
    before: int
    after: int
    dilation: int
    kernel: int
    stride: int
    more: int = 0

    @property
    def result(self) -> int:
        """How many cells come out; GeometryError where none can."""
        if self.kind == BACK:
            return transposed_length(
                self.length, self.kernel, self.stride, self.before, self.after, self.dilation, self.more
            )
        up = self.kind == UP
        return output_length(self.length, self.kernel, self.stride, self.before, self.after, self.dilation, up)

    @property
    def quotient(self) -> int:
        """How many whole steps that are: rounded down, or up in ceil mode."""
        return -(-self.numerator // self.stride) if self.kind == UP else self.numerator // self.stride

    @property
    def less(self) -> int:
        """In ceil mode, windows that are not made because they would start behind the picture."""
        return self.quotient + 1 - self.result

    @property
    def numerator(self) -> int:
        """How far the window can move, in cells: what is divided by the stride."""
        return self.length + self.before + self.after - self.dilation * (self.kernel - 1) - 1


def axes_of(kind: str, window: Window2D, size: Pair, more: Pair = (0, 0)) -> tuple[AxisRule, AxisRule]:
    """The rules of rows and columns of a picture of `size` (H, W)."""
    top, bottom, left, right = window.padding
    (rows, columns), (height, width) = size, window.kernel
    (down, across), (gap_y, gap_x) = window.stride, window.dilation
    return (
        AxisRule(kind, rows, top, bottom, gap_y, height, down, more[0]),
        AxisRule(kind, columns, left, right, gap_x, width, across, more[1]),
    )


def general_rule(kind: str) -> str:
    """The rule in words."""
    if kind == BACK:
        return tr("(input − 1) · stride + dilation · (kernel − 1) + 1 + output padding − padding")
    if kind == UP:
        return tr("⌈(input + padding − dilation · (kernel − 1) − 1) / stride⌉ + 1")
    return tr("⌊(input + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1")


def rule_html(axes: tuple[AxisRule, AxisRule], theme: Theme, maps: int = 1) -> str:
    """The rules in colours, once where rows and columns have the same numbers, and the size that comes out."""
    rows, columns = axes
    size = f"→ {_result(f'{rows.result} × {columns.result}', theme)}"
    if maps > 1:
        size += _muted(f" · {tr('{count} maps', count=maps)}", theme)
    if rows == columns:
        return _paragraph([*_axis_lines(rows, theme), size])
    named = [[_muted(name, theme), *_axis_lines(axis, theme)]
             for name, axis in zip((tr("rows"), tr("columns")), axes, strict=True)]  # fmt: skip
    return _paragraph([*named[0], *named[1], size])


def plain_html(size: str, theme: Theme) -> str:
    """A size that follows no rule but is that of something else."""
    return _paragraph([f"→ {_result(size, theme)}"])


def axis_html(axis: AxisRule, theme: Theme) -> str:
    """The rule of one axis with its numbers in colours, without its result."""
    length, kernel = _coloured(axis.length, theme.input), _coloured(axis.kernel, theme.kernel)
    padding = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before}+{axis.after}"
    if axis.kind == BACK:
        padding = padding if axis.before == axis.after else f"({padding})"
        return f"({length}−1)·{axis.stride} + {axis.dilation}·({kernel}−1) + 1 + {axis.more} − {padding}"
    first, last = "⌈⌉" if axis.kind == UP else "⌊⌋"
    less = f" − {axis.less}" if axis.less else ""
    return f"{first}({length} + {padding} − {axis.dilation}·({kernel}−1) − 1)/{axis.stride}{last} + 1{less}"


def _axis_lines(axis: AxisRule, theme: Theme) -> list[str]:
    """The rule with its numbers, what it comes to, and what is left over."""
    result = _result(str(axis.result), theme)
    if axis.kind == BACK:
        covered = (axis.length - 1) * axis.stride + axis.dilation * (axis.kernel - 1) + 1 + axis.more
        return [axis_html(axis, theme), f"= {covered} − {axis.before + axis.after} = {result}"]
    first, last = "⌈⌉" if axis.kind == UP else "⌊⌋"
    less = f" − {axis.less}" if axis.less else ""
    lines = [
        axis_html(axis, theme),
        f"= {first}{_minus(axis.numerator)}/{axis.stride}{last} + 1{less} = {axis.quotient} + 1{less} = {result}",
    ]
    notes = [_rounding(axis)] if axis.numerator % axis.stride else []
    if less:
        notes.append(tr("− {less}: one more window would start behind the picture", less=axis.less))
    return [*lines, *(_muted(note, theme) for note in notes)]


def _rounding(axis: AxisRule) -> str:
    """What rounding did, in words."""
    exact = axis.numerator / axis.stride
    division = f"{_minus(axis.numerator)}/{axis.stride} {'=' if exact == round(exact, 2) else '≈'} {trimmed(exact)}"
    if axis.kind == UP:
        return tr("{division}, rounded up to {value}", division=division, value=axis.quotient)
    return tr("{division}, rounded down to {value}, remainder {remainder}",
              division=division, value=axis.quotient, remainder=axis.numerator % axis.stride)  # fmt: skip


def _minus(value: int) -> str:
    return str(value).replace("-", MINUS)


def _paragraph(lines: list[str]) -> str:
    return f"<div style=\"font-family: '{NUMBERS}'; font-size: 11px\">{'<br>'.join(lines)}</div>"


def _coloured(value: int, colour: QColor) -> str:
    return f"<span style='color: {colour.name()}'>{value}</span>"


def _result(text: str, theme: Theme) -> str:
    return f"<span style='color: {theme.output.name()}; font-weight: 600'>{text}</span>"


def _muted(text: str, theme: Theme) -> str:
    return f"<span style=\"color: {theme.muted.name()}; font-family: '{INTERFACE}'\">{text}</span>"
