"""What is at the top of the panel: operation, direction, activation, chain, gradient from above."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cnnviz.scenarios.scenario import (
    ACTIVATION,
    ACTIVATIONS,
    AVERAGE,
    BIAS,
    CONVOLUTION,
    FORWARD,
    INPUT,
    MAXIMUM,
    ONES,
    TENTHS,
    TRANSPOSED,
    WEIGHT,
)
from cnnviz.scenarios.upstream import upstream_of
from cnnviz.ui.convolve.controls.operation import BACKWARD
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.start import start_scenario
from tests.ui.convolve.controls.person import Person


@pytest.mark.parametrize("operation", [MAXIMUM, AVERAGE, TRANSPOSED, ACTIVATION])
def test_another_operation_is_one_click_away(person: Person, panel: SidePanel, operation: str) -> None:
    person.choose(panel.operation.operation, operation)
    assert person.last("operation").operation == operation
    person.choose(panel.operation.operation, CONVOLUTION)
    assert person.last("operation", 2).operation == CONVOLUTION


def test_what_is_chosen_already_sends_nothing(person: Person, panel: SidePanel) -> None:
    person.choose(panel.operation.operation, CONVOLUTION)
    person.choose(panel.operation.way, FORWARD)
    person.choose(panel.operation.activation, "none")
    assert not person.sent


def test_backward_begins_with_the_gradient_by_the_input(person: Person, panel: SidePanel) -> None:
    person.choose(panel.operation.way, BACKWARD)
    assert person.last("direction").direction == INPUT
    person.choose(panel.operation.gradient, WEIGHT)
    assert person.last("direction", 2).direction == WEIGHT
    person.choose(panel.operation.way, BACKWARD)  # it is backward already
    assert len(person.sent) == 2
    person.choose(panel.operation.gradient, BIAS)
    assert person.last("direction", 3).direction == BIAS
    person.choose(panel.operation.way, FORWARD)
    assert person.last("direction", 4).direction == FORWARD


@pytest.mark.parametrize("operation", [CONVOLUTION, TRANSPOSED, MAXIMUM, AVERAGE, ACTIVATION])
def test_gradients_are_chosen_where_there_are_several(panel: SidePanel, operation: str) -> None:
    panel.show_scenario(start_scenario().with_operation(operation))
    assert not panel.operation.has_row("gradient")
    panel.show_scenario(start_scenario().with_operation(operation).with_direction(INPUT))
    assert panel.operation.has_row("gradient") == (operation in (CONVOLUTION, TRANSPOSED))


def test_the_direction_is_changed_with_the_arrow_keys(person: Person, panel: SidePanel) -> None:
    button = panel.operation.way.button(FORWARD)
    button.setFocus()
    person.qtbot.keyClick(button, Qt.Key.Key_Right)
    assert person.last("direction").direction == INPUT


@pytest.mark.parametrize("activation", ACTIVATIONS[1:])
def test_an_activation_comes_after_the_sums(person: Person, panel: SidePanel, activation: str) -> None:
    person.choose(panel.operation.activation, activation)
    assert person.last("activation").activation == activation


def test_no_activation_is_no_operation(panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_operation(ACTIVATION))
    activation = panel.operation.activation
    index = activation.model().index(activation.findData("none"), 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert activation.value() == "relu"
    panel.show_scenario(start_scenario())
    assert index.flags() & Qt.ItemFlag.ItemIsEnabled


@pytest.mark.parametrize(
    ("operation", "direction", "shown"),
    [
        (CONVOLUTION, FORWARD, True),
        (CONVOLUTION, INPUT, False),
        (TRANSPOSED, FORWARD, False),
        (MAXIMUM, FORWARD, False),
        (ACTIVATION, FORWARD, True),
        (ACTIVATION, INPUT, True),
    ],
)
def test_the_activation_is_offered_where_it_means_something(
    panel: SidePanel, operation: str, direction: str, shown: bool
) -> None:
    panel.show_scenario(start_scenario().with_operation(operation).with_direction(direction))
    assert panel.operation.has_row("activation") == shown


def test_the_chain_is_switched_on_and_off(person: Person, panel: SidePanel) -> None:
    person.qtbot.keyClick(panel.operation.chain, Qt.Key.Key_Space)
    assert person.last("chain").chain
    person.qtbot.keyClick(panel.operation.chain, Qt.Key.Key_Space)
    assert not person.last("chain", 2).chain


@pytest.mark.parametrize("operation", [MAXIMUM, AVERAGE, TRANSPOSED, ACTIVATION])
def test_the_chain_is_offered_for_a_convolution_forward_only(panel: SidePanel, operation: str) -> None:
    assert panel.operation.has_row("chain")
    panel.show_scenario(start_scenario().with_operation(operation))
    assert not panel.operation.has_row("chain")
    panel.show_scenario(start_scenario().with_direction(INPUT))
    assert not panel.operation.has_row("chain")


def test_the_gradient_from_above_is_rolled_again(person: Person, panel: SidePanel) -> None:
    before = start_scenario().with_direction(INPUT)
    panel.show_scenario(before)
    assert panel.operation.upstream is not None
    person.press(panel.operation.upstream.dice)
    after = person.last("upstream")
    assert not np.array_equal(upstream_of(before), upstream_of(after))


def test_the_gradient_from_above_can_be_ones_and_random_again(person: Person, panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_direction(INPUT))
    row = panel.operation.upstream
    assert row is not None
    person.choose(row.chooser, ONES)
    assert person.last("upstream").upstream_fill == ONES
    assert row.dice.isHidden()
    person.choose(row.chooser, TENTHS)
    assert person.last("upstream", 2).upstream_fill == TENTHS
    assert not row.dice.isHidden()


def test_typed_keeps_the_numbers_that_are_there(person: Person, panel: SidePanel) -> None:
    before = start_scenario().with_direction(INPUT)
    panel.show_scenario(before)
    assert panel.operation.upstream is not None
    person.choose(panel.operation.upstream.chooser, "typed")
    after = person.last("upstream")
    assert after.upstream is not None
    np.testing.assert_array_equal(after.upstream, upstream_of(before))
    person.choose(panel.operation.upstream.chooser, "typed")
    assert len(person.sent) == 1
    person.choose(panel.operation.upstream.chooser, TENTHS)
    assert person.last("upstream", 2).upstream is None


def test_where_there_is_no_output_typing_says_why(person: Person, panel: SidePanel) -> None:
    panel.show_scenario(replace(start_scenario(), padding=(0, 0, 0, 0), dilation=(8, 8)).with_direction(INPUT))
    assert panel.operation.upstream is not None
    person.choose(panel.operation.upstream.chooser, "typed")
    assert not person.sent
    assert "does not fit" in panel.error("upstream")
    assert panel.operation.upstream.chooser.value() == TENTHS


def test_a_gradient_that_has_a_name_is_shown_by_it(panel: SidePanel) -> None:
    values = np.ones((1, 10, 10), np.float32)
    panel.show_scenario(start_scenario().with_direction(INPUT).with_upstream(values, "conv2, loss 0.02"))
    assert panel.operation.upstream is not None
    assert panel.operation.upstream.chooser.currentText() == "conv2, loss 0.02"
    panel.show_scenario(start_scenario().with_direction(INPUT).with_upstream(values))
    assert panel.operation.upstream.chooser.currentText() == "Typed"
