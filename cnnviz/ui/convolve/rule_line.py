"""The size rule in one line below the panels, so that it is always in sight; `rule` explains it in full."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy

from cnnviz.engine.geometry import Pair
from cnnviz.numbers import size as size_text
from cnnviz.scenarios.layers import pooling_of
from cnnviz.scenarios.scenario import ACTIVATION, BIAS, CONVOLUTION, FORWARD, INPUT, TRANSPOSED, WEIGHT, Scenario
from cnnviz.text import mark, tr
from cnnviz.traces.reach import reached
from cnnviz.ui.convolve.rule_axes import BACK, DOWN, UP, AxisRule, axes_of, axis_html
from cnnviz.ui.fonts import NUMBERS, interface_font
from cnnviz.ui.theme import Theme, theme_of

GRADIENTS = {
    INPUT: mark("gradient of the input: {size}, as the input"),
    WEIGHT: mark("gradient of the weights: {size}, as the weights"),
    BIAS: mark("gradient of the bias: {size}, one number per filter"),
}


class RuleLine(QLabel):
    """⌊(input + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1 with its numbers, and what is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(interface_font(12))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            tr("How large the output is: ⌊(input + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1; in full below "
               "the controls at the left")
        )  # fmt: skip
        self._scenario: Scenario | None = None

    def show_scenario(self, scenario: Scenario) -> None:
        """Write the rule for a scenario that can be shown; GeometryError for one that cannot."""
        self._scenario = scenario
        texts = (line_html(scenario, theme_of(self), numbers) for numbers in (True, False))
        self.setText(next((text for text in texts if self._fits(text)), line_html(scenario, theme_of(self), False)))

    def show_refused(self) -> None:
        """Say that what is set does not work, and that something else is shown."""
        self._scenario = None
        words = tr("Shown: the last settings that work. Those at the left do not; the message there says why.")
        self.setText(_in_colour(words, theme_of(self).warning))

    def _fits(self, text: str) -> bool:
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.setHtml(text)
        return document.idealWidth() <= self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scenario is not None and event.size().width() != event.oldSize().width():
            self.show_scenario(self._scenario)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._scenario is not None:
            self.show_scenario(self._scenario)
        super().changeEvent(event)


def line_html(scenario: Scenario, theme: Theme, numbers: bool = True) -> str:
    """The rule of the operation, that of the pooling after it in a chain, the size of a gradient: in one line.

    Without `numbers` the sizes alone.
    """
    pieces = list(_pieces(scenario, theme, numbers))
    if scenario.direction != FORWARD:
        shapes = {INPUT: scenario.image.shape, WEIGHT: scenario.kernel.shape, BIAS: scenario.bias.shape}
        words = tr(GRADIENTS[scenario.direction], size=size_text(*shapes[scenario.direction]))
        pieces.append(_in_colour(words, theme.muted))
    gap = "&nbsp;&nbsp;·&nbsp;&nbsp;"
    return f"<div style='white-space: pre'>{gap.join(pieces)}</div>"


def _pieces(scenario: Scenario, theme: Theme, numbers: bool) -> Iterator[str]:
    size = (scenario.image.shape[1], scenario.image.shape[2])
    name = tr("Output size") if scenario.direction == FORWARD else tr("Size of δ")
    if scenario.operation == ACTIVATION:
        yield _named(name, size_text(*size), theme)
    elif scenario.operation == TRANSPOSED:
        yield _ruled(name, axes_of(BACK, scenario.window, size, scenario.output_padding), theme, numbers)
    elif scenario.operation == CONVOLUTION:
        axes = axes_of(DOWN, scenario.window, size)
        yield _ruled(tr("Convolution") if scenario.chain else name, axes, theme, numbers)
        yield from _left_out(reached(scenario.window, scenario.window.padded_size(size), _counts(axes)), theme)
        if scenario.chain:
            yield _pooled(scenario, tr("Pooling"), _counts(axes), theme, numbers)
    else:
        yield _pooled(scenario, name, size, theme, numbers)


def _pooled(scenario: Scenario, name: str, size: Pair, theme: Theme, numbers: bool) -> str:
    window = pooling_of(scenario, scenario.pool_kind if scenario.chain else scenario.operation).window
    return _ruled(name, axes_of(UP if scenario.ceil_mode else DOWN, window, size), theme, numbers)


def _counts(axes: tuple[AxisRule, AxisRule]) -> Pair:
    return axes[0].result, axes[1].result


def _left_out(flags: tuple[object, object], theme: Theme) -> Iterator[str]:
    rows, columns = (int((~axis).sum()) for axis in flags)  # type: ignore[operator]
    missed = []
    if rows:
        missed.append(tr("{count} rows", count=rows) if rows > 1 else tr("1 row"))
    if columns:
        missed.append(tr("{count} columns", count=columns) if columns > 1 else tr("1 column"))
    if missed:
        words = tr("not reached: {places}", places=", ".join(missed))
        yield _in_colour(words, theme.warning)


def _ruled(name: str, axes: tuple[AxisRule, AxisRule], theme: Theme, numbers: bool) -> str:
    rows, columns = axes
    if not numbers:
        return _named(name, size_text(*_counts(axes)), theme)
    font = f'font-family: "{NUMBERS}"; font-size: 11px'
    if rows == columns:
        text = f"<span style='{font}'>{axis_html(rows, theme)}</span>"
        return f"{_named(name, size_text(*_counts(axes)), theme)} = {text}"
    parts = [f"{word} <span style='{font}'>{axis_html(axis, theme)} = {axis.result}</span>"
             for word, axis in zip((tr("rows"), tr("columns")), axes, strict=True)]  # fmt: skip
    return f"{_named(name, size_text(*_counts(axes)), theme)}: {', '.join(parts)}"


def _named(name: str, size: str, theme: Theme) -> str:
    bold = "font-weight: 600"
    return f"<span style='{bold}'>{name}</span> <span style='{bold}; color: {theme.output.name()}'>{size}</span>"


def _in_colour(words: str, colour: QColor) -> str:
    return f"<span style='color: {colour.name()}'>{words}</span>"
