"""The size rule with its numbers in it, and which cells no window reaches."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.text import tr
from cnnviz.traces.convolution import reached
from cnnviz.ui.fonts import NUMBERS
from cnnviz.ui.numbers import size as size_text
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.widgets.labels import label, wrapped


class SizeRule(QWidget):
    """⌊(length + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, for rows and for columns."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Window2D, Pair] | None = None
        self._rule = QLabel()
        self._rule.setTextFormat(Qt.TextFormat.RichText)
        self._rule.setWordWrap(True)
        words = wrapped(tr("⌊(input + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1"), "muted")
        words.setToolTip(tr("⌊ ⌋ rounds down: a step that would leave the picture is not made"))
        self._reach = wrapped("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(tr("Output size"), "heading"))
        column.addWidget(words)
        column.addWidget(self._rule)
        column.addWidget(self._reach)

    def show_window(self, window: Window2D, size: Pair) -> None:
        """Write the rule for a window on a picture of `size` (H, W)."""
        self._shown = (window, size)
        self._rule.setText(rule_html(window, size, theme_of(self)))
        self._rule.setAccessibleName(size_text(*window.output_size(size)))
        self._reach.setText(reach_text(window, size))

    def reach(self) -> str:
        return self._reach.text()

    def rule(self) -> str:
        return self._rule.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._shown is not None:
            self.show_window(*self._shown)
        super().changeEvent(event)


def rule_html(window: Window2D, size: Pair, theme: Theme) -> str:
    """The rule in colours; once where rows and columns have the same numbers, else twice."""
    top, bottom, left, right = window.padding
    axes = [
        (size[0], top, bottom, window.dilation[0], window.kernel[0], window.stride[0]),
        (size[1], left, right, window.dilation[1], window.kernel[1], window.stride[1]),
    ]
    results = window.output_size(size)
    font = f"font-family: '{NUMBERS}'; font-size: 11px"
    output = f"color: {theme.output.name()}; font-weight: 600"
    if axes[0] == axes[1]:
        text = f"{_axis_html(*axes[0], theme)}<br>= <span style='{output}'>{size_text(*results)}</span>"
        return f'<div style="{font}">{text}</div>'
    lines = [
        f"{_axis_html(*axis, theme)}<br>= <span style='{output}'>{result}</span>"
        for axis, result in zip(axes, results, strict=True)
    ]
    muted = f"<span style='color: {theme.muted.name()}'>"
    named = [f"{muted}{name}</span><br>{line}" for name, line in
             zip((tr("rows"), tr("columns")), lines, strict=True)]  # fmt: skip
    return f'<div style="{font}">{"<br>".join(named)}</div>'


def reach_text(window: Window2D, size: Pair) -> str:
    """How many rows and columns of the padded picture no window touches."""
    rows, columns = (int((~flags).sum()) for flags in reached(window, size))
    if not rows and not columns:
        return tr("Every row and column is reached.")
    return tr("Hatched: cells that no window reaches (rows: {rows}, columns: {columns}).",
              rows=rows, columns=columns)  # fmt: skip


def _axis_html(length: int, before: int, after: int, dilation: int, kernel: int, stride: int, theme: Theme) -> str:
    padding = f"2·{before}" if before == after else f"{before}+{after}"
    weight = f"<span style='color: {theme.kernel.name()}'>{kernel}</span>"
    picture = f"<span style='color: {theme.input.name()}'>{length}</span>"
    return f"<nobr>⌊({picture} + {padding} − {dilation}·({weight}−1) − 1)/{stride}⌋ + 1</nobr>"
