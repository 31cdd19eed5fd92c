"""The controls at the top: which operation, forward or backward, and what comes after it or from above."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from cnnviz.scenarios.scenario import (
    ACTIVATION,
    ACTIVATIONS,
    BIAS,
    CONVOLUTION,
    DIRECTIONS,
    FORWARD,
    INPUT,
    OPERATIONS,
    WEIGHT,
    Scenario,
)
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from cnnviz.ui.convolve.controls.upstream import UpstreamRow

BACKWARD = "backward"
WAYS = (
    Choice(FORWARD, mark("Forward"), mark("From the input to the output")),
    Choice(BACKWARD, mark("Backward"), mark("From the gradient at the output back to what the output was made of")),
)
GRADIENTS = (
    Choice(INPUT, mark("∂input"), mark("The gradient by the input: how each of its cells would change the loss")),
    Choice(WEIGHT, mark("∂kernel"), mark("The gradient by the kernel: how each of its weights would change the loss")),
    Choice(BIAS, mark("∂bias"), mark("The gradient by the bias: the sum of all that comes from above")),
)
FUNCTIONS = dict(
    zip(
        ACTIVATIONS,
        (mark("none"), mark("ReLU"), mark("Leaky ReLU"), mark("ELU"), mark("Sigmoid"), mark("Tanh"), mark("Softplus")),
        strict=True,
    )
)
FORMULAS = dict(
    zip(
        ACTIVATIONS,
        ("", "max(x, 0)", "x > 0 ? x : 0.01·x", "x > 0 ? x : exp(x) − 1", "1 / (1 + exp(−x))", "tanh(x)",
         "log(1 + exp(x))"),
        strict=True,
    )
)  # fmt: skip


class OperationControls(ScenarioGroup):
    """Operation, direction, activation, chain, and the gradient from above."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(tr("Operation"))
        self._workspace = workspace
        self.upstream: UpstreamRow | None = None

    def _make(self) -> None:
        self.operation = Segmented(OPERATIONS)
        self.operation.setAccessibleName(tr("Operation"))
        self.way = Segmented(WAYS)
        self.way.setAccessibleName(tr("Direction"))
        self.activation = Chooser(
            tr("Activation"), tr("What is done to every sum: a bend, without which layers would be one"),
            [Choice(name, FUNCTIONS[name], FORMULAS[name]) for name in ACTIVATIONS],
        )  # fmt: skip
        self.chain = QCheckBox(tr("Chain: activation, then pooling"))
        self.chain.setToolTip(tr("Shows convolution, activation and pooling side by side, each with its own window"))
        self.add_wide(self.operation, "operation")
        self.add_wide(self.way, "direction")
        self.keep_row("gradient")
        self.add_row("activation", tr("Activation"), self.activation, self.activation.toolTip())
        self.add_wide(self.chain, "chain")
        self.keep_row("upstream")
        self.operation.changed.connect(self._take_operation)
        self.way.changed.connect(self._take_way)
        self.activation.chosen.connect(lambda name: self._set("activation", activation=name))
        self.chain.clicked.connect(lambda on: self._set("chain", chain=on))

    @cached_property
    def gradient(self) -> Segmented:
        """By what the gradient is taken: of operations that have weights."""
        gradient = Segmented(GRADIENTS)
        gradient.setAccessibleName(tr("Gradient by"))
        gradient.changed.connect(self._take_direction)
        self.add_wide(gradient, "gradient")
        return gradient

    def _make_upstream(self) -> UpstreamRow:
        """The row of the gradient from above, the last one: forward it is not needed."""
        from cnnviz.ui.convolve.controls.upstream import UpstreamRow

        row = UpstreamRow(self._workspace)
        self.add_row("upstream", tr("Upstream"), row, row.chooser.toolTip())
        row.edited.connect(self.edited)
        row.failed.connect(lambda text: self.show_error("upstream", text))
        return row

    def _show(self, scenario: Scenario) -> None:
        forward = scenario.direction == FORWARD
        self.operation.set_value(scenario.operation)
        self.way.set_value(FORWARD if forward else BACKWARD)
        several = not forward and len(DIRECTIONS[scenario.operation]) > 2
        if several:
            self.gradient.set_value(scenario.direction)
        if not forward:
            if self.upstream is None:
                self.upstream = self._make_upstream()
            self.upstream.show_scenario(scenario)
        alone = scenario.operation == ACTIVATION
        self.activation.set_offered("none", not alone)
        self.activation.set_value("relu" if alone and scenario.activation == "none" else scenario.activation)
        self.chain.setChecked(scenario.chain)
        self.set_row_visible("gradient", several)
        self.set_row_visible("activation", _bends(scenario))
        self.set_row_visible("chain", forward and scenario.operation == CONVOLUTION)
        self.set_row_visible("upstream", not forward)

    def _take_operation(self, operation: str) -> None:
        if operation != self.scenario.operation:
            self.edited.emit(self.scenario.with_operation(operation), "operation")

    def _take_way(self, way: str) -> None:
        if (way == FORWARD) != (self.scenario.direction == FORWARD):
            self._take_direction(FORWARD if way == FORWARD else INPUT)

    def _take_direction(self, direction: str) -> None:
        if direction != self.scenario.direction:
            self.edited.emit(self.scenario.with_direction(direction), "direction")


def _bends(scenario: Scenario) -> bool:
    """Whether an activation means something: alone, or after the sums of a convolution."""
    return scenario.operation == ACTIVATION or (scenario.operation == CONVOLUTION and scenario.direction == FORWARD)
