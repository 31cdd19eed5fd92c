"""The size rule with its numbers in it, for every operation, and which cells no window reaches."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cnnviz.engine.geometry import Pair
from cnnviz.numbers import size as size_text
from cnnviz.scenarios.layers import pooling_of
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    BIAS,
    CONVOLUTION,
    FORWARD,
    INPUT,
    MAXIMUM,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.text import tr
from cnnviz.ui.convolve.rule_axes import BACK, DOWN, UP, axes_of, general_rule, plain_html, rule_html
from cnnviz.ui.convolve.rule_texts import beyond_text, cut_text, padding_text, reach_text, uncovered_text
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.widgets.labels import set_role, wrapped

HEADING, MUTED, RULE = "heading", "muted", "rule"


class Part(NamedTuple):
    """A paragraph: a heading, some words, or a rule in HTML."""

    kind: str
    text: str


class SizeRule(QWidget):
    """How large the result is and why: the rule of the operation, what rounding does, what is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._scenario: Scenario | None = None
        self._labels: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_scenario(self, scenario: Scenario) -> None:
        """Write the rule for a scenario that can be shown; GeometryError for one that cannot."""
        parts = parts_of(scenario, theme_of(self))
        self._scenario = scenario
        for index, part in enumerate(parts):
            self._label(index, part)
        for label in self._labels[len(parts) :]:
            label.hide()

    def text(self) -> str:
        """All that is said, line by line, with the rules in HTML."""
        return "\n".join(label.text() for label in self._labels if not label.isHidden())

    def _label(self, index: int, part: Part) -> None:
        """Write a paragraph into its label, which is made when it is needed first."""
        if index == len(self._labels):
            self._labels.append(wrapped("", part.kind))
            self._column.addWidget(self._labels[index])
        label = self._labels[index]
        set_role(label, "role", part.kind)
        label.setTextFormat(Qt.TextFormat.RichText if part.kind == RULE else Qt.TextFormat.PlainText)
        label.setText(part.text)
        label.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._scenario is not None:
            self.show_scenario(self._scenario)
        super().changeEvent(event)


def parts_of(scenario: Scenario, theme: Theme) -> list[Part]:
    """What is said about the sizes of a scenario; GeometryError where it cannot be shown."""
    makers: dict[str, Callable[[Scenario, Theme], Iterator[Part]]] = {
        CONVOLUTION: _convolution,
        TRANSPOSED: _transposed,
        ACTIVATION: _activation,
    }
    parts = list(makers.get(scenario.operation, _pooling)(scenario, theme))
    return [part for part in [*parts, *_gradient(scenario, theme)] if part.text]


def _heading(scenario: Scenario) -> Part:
    """Backward, the gradient that comes from above has the output's size."""
    text = tr("Output size") if scenario.direction == FORWARD else tr("Size of δ, the gradient from above")
    return Part(HEADING, text)


def _convolution(scenario: Scenario, theme: Theme) -> Iterator[Part]:
    window, size = scenario.window, _size(scenario)
    count = window.output_size(size)
    yield Part(HEADING, tr("Size after the convolution")) if scenario.chain else _heading(scenario)
    yield Part(MUTED, general_rule(DOWN))
    yield Part(RULE, rule_html(axes_of(DOWN, window, size), theme, scenario.filters))
    yield Part(MUTED, padding_text(window.padding, scenario.padding_word, window.padding_mode))
    yield Part(MUTED, reach_text(window, size, count))
    if scenario.chain:
        yield Part(HEADING, tr("Size after the activation: the same"))
        yield Part(HEADING, tr("Size after the pooling"))
        yield from _pooled(scenario, count, scenario.filters, theme)


def _pooling(scenario: Scenario, theme: Theme) -> Iterator[Part]:
    yield _heading(scenario)
    yield from _pooled(scenario, _size(scenario), len(scenario.image), theme)


def _pooled(scenario: Scenario, size: Pair, maps: int, theme: Theme) -> Iterator[Part]:
    """The rule of a pooling of `maps` maps of `size` (H, W)."""
    which = scenario.pool_kind if scenario.chain else scenario.operation
    kind, window = UP if scenario.ceil_mode else DOWN, pooling_of(scenario, which).window
    axes = axes_of(kind, window, size)
    yield Part(MUTED, general_rule(kind))
    yield Part(RULE, rule_html(axes, theme, maps))
    yield Part(MUTED, padding_text(window.padding, "", "none" if which == MAXIMUM else "zeros"))
    yield Part(MUTED, beyond_text(window, size) if scenario.ceil_mode else "")
    yield Part(MUTED, reach_text(window, size, (axes[0].result, axes[1].result)))


def _transposed(scenario: Scenario, theme: Theme) -> Iterator[Part]:
    window, size, more = scenario.window, _size(scenario), scenario.output_padding
    yield _heading(scenario)
    yield Part(MUTED, general_rule(BACK))
    yield Part(RULE, rule_html(axes_of(BACK, window, size, more), theme, scenario.filters))
    yield Part(MUTED, cut_text(window.padding))
    yield Part(MUTED, uncovered_text(window, window.transposed_size(size, more), size))


def _activation(scenario: Scenario, theme: Theme) -> Iterator[Part]:
    yield _heading(scenario)
    yield Part(MUTED, tr("Each number is taken by itself: the size stays."))
    yield Part(RULE, plain_html(size_text(*scenario.image.shape), theme))


def _gradient(scenario: Scenario, theme: Theme) -> Iterator[Part]:
    """How large the gradient is that is computed."""
    if scenario.direction == INPUT:
        yield Part(HEADING, tr("Size of the input's gradient"))
        yield Part(MUTED, tr("As large as the input: one number for each cell of it."))
        yield Part(RULE, plain_html(size_text(*scenario.image.shape), theme))
    elif scenario.direction == WEIGHT:
        yield Part(HEADING, tr("Size of the weights' gradient"))
        yield Part(MUTED, tr("As large as the weights: each one's is gathered from all places where it met a cell."))
        yield Part(RULE, plain_html(size_text(*scenario.kernel.shape), theme))
    elif scenario.direction == BIAS:
        yield Part(HEADING, tr("Size of the bias's gradient"))
        yield Part(MUTED, tr("One number for each filter: the sum of its δ."))
        yield Part(RULE, plain_html(size_text(*scenario.bias.shape), theme))


def _size(scenario: Scenario) -> Pair:
    return (scenario.image.shape[1], scenario.image.shape[2])
