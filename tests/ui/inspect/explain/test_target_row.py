"""What is to be explained is chosen in a few ways, and each names what it means."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.vgg import tiny_vgg
from cnnviz.explain.explanation import Target
from cnnviz.settings import Choice
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.explain.class_chooser import LIKELIEST, ClassChooser
from cnnviz.ui.inspect.explain.target_row import CELL, MAP, NOBODY, PREDICTED, RUNNER_UP, TargetRow
from cnnviz.ui.widgets.chooser import AROUND


@pytest.fixture
def row(qtbot: QtBot) -> TargetRow:
    made = TargetRow()
    qtbot.addWidget(made)
    made.show()
    return made


def with_shares(shown: Pass, *likeliest: int) -> Pass:
    """The pass as if these classes were the likeliest, in this order."""
    shares = np.full(10, 0.01)
    shares[list(likeliest)] = [0.5 / 2**place for place in range(len(likeliest))]
    last = shown.layers[-1]
    changed = type(last)(last.name, last.kind, last.shape, shares.reshape(-1, 1, 1), labels=last.labels)
    return Pass(shown.picture, (*shown.layers[:-1], changed), shown.network, shown.tape, shown.class_names)


def test_the_predicted_class_and_the_runner_up_go_with_the_picture(
    row: TargetRow, pass_of: Callable[[int], Pass]
) -> None:
    row.against.set_value(RUNNER_UP)
    row.show_pass(with_shares(pass_of(3), 3, 5))
    assert [named.name for named in row.targets()] == ["3", "5"]
    assert row.chosen.currentText() == "3 (predicted)" and row.against.currentText() == "5 (runner-up)"
    row.show_pass(with_shares(pass_of(3), 5, 3))
    assert [named.name for named in row.targets()] == ["5", "3"]
    assert row.chosen.currentText() == "5 (predicted)" and row.against.currentText() == "3 (runner-up)"


def test_a_class_that_was_chosen_stays_whatever_the_picture(row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    row.show_pass(with_shares(pass_of(3), 3, 5))
    row.choose_class(8)
    row.show_pass(with_shares(pass_of(3), 1, 2))
    assert [named.target for named in row.targets()] == [Target(8)]
    row.against.set_value(RUNNER_UP)
    assert [named.target for named in row.targets()] == [Target(8), Target(1)], "the likeliest of the others"


def test_a_class_is_not_set_against_itself(row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    row.show_pass(with_shares(pass_of(3), 3, 5))
    row.against.set_value("3")
    assert [named.name for named in row.targets()] == ["3"]
    assert not row.swap.isVisible()


def test_the_two_change_places(qtbot: QtBot, row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    row.show_pass(with_shares(pass_of(3), 3, 5))
    row.against.set_value(RUNNER_UP)
    row.show_pass(with_shares(pass_of(3), 3, 5))
    with qtbot.waitSignal(row.changed):
        qtbot.mouseClick(row.swap, Qt.MouseButton.LeftButton)
    assert [named.name for named in row.targets()] == ["5", "3"]


def test_where_one_thing_is_meant_no_other_is_offered(row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    row.show_pass(with_shares(pass_of(3), 3, 5))
    row.against.set_value(RUNNER_UP)
    row.set_alone(True)
    assert [named.name for named in row.targets()] == ["3"]
    assert not row.against.isVisible()


def test_units_and_maps_and_numbers_are_called_by_their_names(
    qtbot: QtBot, row: TargetRow, pass_of: Callable[[int], Pass]
) -> None:
    row.show_pass(pass_of(3))
    qtbot.mouseClick(row.kind.button(MAP), Qt.MouseButton.LeftButton)
    names = []
    for cell in (Cell("conv2", 5, 4, 3), Cell("fc1", 17)):
        row.show_cell(cell)
        names += [named.name for named in row.targets()]
    qtbot.mouseClick(row.kind.button(CELL), Qt.MouseButton.LeftButton)
    row.show_cell(Cell("conv2", 5, 4, 3))
    names += [named.name for named in row.targets()]
    assert names == ["conv2 map 5", "fc1 unit 17", "conv2 map 5 (4, 3)"]


@pytest.mark.parametrize("layer", ["input", "softmax"])
def test_the_picture_and_the_shown_probabilities_cannot_be_explained(
    row: TargetRow, pass_of: Callable[[int], Pass], layer: str
) -> None:
    row.show_pass(pass_of(3))
    row.kind.set_value(MAP)
    row.show_cell(Cell(layer, 0))
    assert row.targets() == []


def test_only_a_change_of_what_is_meant_counts(row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    row.show_pass(pass_of(3))
    assert not row.show_cell(Cell("conv1", 2, 1, 1)), "a class is explained"
    row.kind.set_value(MAP)
    assert not row.show_cell(Cell("conv1", 2, 3, 3)), "another number of the same map"
    assert row.show_cell(Cell("conv1", 3, 3, 3))


def test_a_network_without_classes_offers_its_maps_alone(row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    shown = pass_of(3)
    row.show_pass(Pass(shown.picture, shown.layers[:4], shown.network, shown.tape))
    assert row.kind.value() == MAP and not row.kind.button("class").isEnabled()


def test_of_a_thousand_classes_the_likeliest_stand_on_top(qtbot: QtBot) -> None:
    chooser = ClassChooser("Class", "", (Choice(PREDICTED, "predicted"), Choice(NOBODY, "nobody")))
    qtbot.addWidget(chooser)
    shares, names = np.full(1000, 1e-4), [f"class {index}" for index in range(1000)]
    shares[[700, 20]] = 0.6, 0.3
    chooser.show_classes(names, shares)
    assert [chooser.itemText(2), chooser.itemText(3)] == ["class 700 · 60.0 %", "class 20 · 30.0 %"]
    chooser.set_value("999")
    shares[[700, 20]] = 0.3, 0.6
    chooser.show_classes(names, shares)
    assert chooser.itemData(2) == "20" and chooser.value() == "999"
    assert chooser.count() == 2 + LIKELIEST + 1 + 1000


def test_the_number_of_a_map_follows_it(qtbot: QtBot, row: TargetRow, pass_of: Callable[[int], Pass]) -> None:
    row.show_pass(pass_of(3))
    row.show_cell(Cell("conv2", 5, 4, 3))
    assert not row.map.isVisible()
    row.kind.set_value(MAP)
    row.show_cell(Cell("conv2", 5, 4, 3))
    assert row.map.isVisible() and (row.map.value(), row.map.maximum()) == (5, 15)
    with qtbot.waitSignal(row.follow_wanted) as wanted:
        row.map.stepUp()
    assert wanted.args == [Cell("conv2", 6, 4, 3)]
    with qtbot.assertNotEmitted(row.follow_wanted):
        row.show_cell(Cell("fc1", 100))
    assert (row.map.value(), row.map.maximum()) == (100, 119)


def test_a_long_line_is_cut_behind_the_name_of_the_class(qtbot: QtBot, row: TargetRow) -> None:
    shown = NetworkModel(tiny_vgg(0)).run(np.zeros((3, 64, 64), np.float32))
    row.show_pass(shown)
    predicted = row.targets()[0].name
    assert row.chosen.currentText() == f"{predicted} (predicted)"
    row.chosen.setFixedWidth(row.fontMetrics().horizontalAdvance(f"{predicted} (pre") + AROUND)
    cut = row.chosen.shown_text()
    assert cut.startswith(predicted) and cut.endswith("…")
