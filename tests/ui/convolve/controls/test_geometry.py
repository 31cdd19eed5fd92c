"""Stride, padding, border and dilation are set as a person would."""

import pytest
from PySide6.QtCore import Qt

from cnnviz.scenarios.scenario import TRANSPOSED
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.start import start_scenario
from tests.ui.convolve.controls.person import Person


def test_stride_and_dilation_are_typed_for_each_axis(person: Person, panel: SidePanel) -> None:
    rows, columns = panel.geometry_controls.stride.boxes()
    person.type_into(rows, 3)
    assert person.last("stride").stride == (3, 1)
    person.type_into(columns, 16)
    assert person.last("stride", 2).stride == (3, 16)
    person.type_into(panel.geometry_controls.dilation.boxes()[1], 8)
    assert person.last("dilation", 3).dilation == (1, 8)


def test_a_number_is_sent_when_it_is_complete(person: Person, panel: SidePanel) -> None:
    box = panel.geometry_controls.stride.boxes()[0]
    box.setFocus()
    box.selectAll()
    person.qtbot.keyClicks(box, "12")
    assert not person.sent
    person.qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert person.last("stride").stride == (12, 1)


@pytest.mark.parametrize(("word", "padding"), [("valid", (0, 0, 0, 0)), ("full", (2, 2, 2, 2))])
def test_padding_is_chosen_by_name(person: Person, panel: SidePanel, word: str, padding: tuple[int, ...]) -> None:
    person.choose(panel.geometry_controls.word, word)
    scenario = person.last("padding")
    assert (scenario.padding_word, scenario.padding) == (word, padding)
    person.choose(panel.geometry_controls.word, "same")
    assert person.last("padding", 2).padding == (1, 1, 1, 1)


def test_own_padding_keeps_the_numbers(person: Person, panel: SidePanel) -> None:
    person.choose(panel.geometry_controls.word, "number")
    scenario = person.last("padding")
    assert (scenario.padding_word, scenario.padding) == ("number", (1, 1, 1, 1))


def test_typed_padding_is_ones_own(person: Person, panel: SidePanel) -> None:
    person.type_into(panel.geometry_controls.padding.pair.boxes()[1], 4)
    scenario = person.last("padding")
    assert (scenario.padding_word, scenario.padding) == ("number", (1, 1, 4, 4))
    assert panel.geometry_controls.word.value() == "number"


def test_each_side_can_have_a_padding_of_its_own(person: Person, panel: SidePanel) -> None:
    padding = panel.geometry_controls.padding
    assert padding.fold.isHidden()
    person.choose(panel.geometry_controls.word, "number")
    person.press(padding.fold.button)
    assert padding.sides is not None
    for side, (number, expected) in enumerate(
        [(5, (5, 1, 1, 1)), (0, (5, 0, 1, 1)), (80, (5, 0, 80, 1)), (2, (5, 0, 80, 2))]
    ):
        person.type_into(padding.sides.boxes()[side], number)
        assert person.last("padding", side + 2).padding == expected
    assert [box.prefix() for box in padding.pair.boxes()] == ["5+", "80+"]
    person.type_into(padding.pair.boxes()[0], 3)
    assert person.last("padding", 6).padding == (3, 3, 80, 2)


def test_a_padding_that_is_uneven_by_name_says_so(panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_kernel_size((2, 3)))
    boxes = panel.geometry_controls.padding.pair.boxes()
    assert [box.text() for box in boxes] == ["0+1", "1"]


@pytest.mark.parametrize("border", ["reflect", "replicate", "circular"])
def test_the_border_is_chosen(person: Person, panel: SidePanel, border: str) -> None:
    person.choose(panel.geometry_controls.border, border)
    assert person.last("border").border == border
    person.choose(panel.geometry_controls.border, "zeros")
    assert person.last("border", 2).border == "zeros"


def test_padding_by_name_follows_the_dilation(person: Person, panel: SidePanel) -> None:
    person.type_into(panel.geometry_controls.dilation.boxes()[0], 3)
    assert person.last("dilation").padding == (3, 3, 1, 1)


def test_a_transposed_convolution_has_output_padding_and_a_border_that_is_cut(person: Person, panel: SidePanel) -> None:
    assert not panel.geometry_controls.has_row("output padding")
    panel.show_scenario(start_scenario().with_operation(TRANSPOSED))
    assert not panel.geometry_controls.has_row("border")
    person.type_into(panel.geometry_controls.output_padding.boxes()[1], 1)
    assert person.last("output padding").output_padding == (0, 1)


@pytest.mark.parametrize("operation", ["max", "average", "activation"])
def test_it_is_there_only_where_a_kernel_moves(panel: SidePanel, operation: str) -> None:
    panel.show_scenario(start_scenario().with_operation(operation))
    assert panel.geometry_controls.isHidden() and panel.kernel.isHidden()
