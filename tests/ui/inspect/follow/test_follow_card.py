"""The card shows which numbers met, where their sum goes, and leads from number to number down to the picture."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnviz.engine.network import Network
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.follow.follow_card import FollowCard
from cnnviz.ui.painting.follow_rows import Spot

LEFT = Qt.MouseButton.LeftButton


def place_of(card: FollowCard, spot: Spot, kernel: bool = False) -> QPoint:
    """Where a number of the patch or the kernel lies in the rows."""
    layout = card.parts.view.layout_shown()
    assert layout is not None
    index = list(layout.order).index(spot.part)
    area = layout.kernel(index) if kernel else layout.patch(index)
    rows, columns = layout.followed.parts[spot.part].left.shape
    middle = QPointF((spot.column + 0.5) * area.width() / columns, (spot.row + 0.5) * area.height() / rows)
    return (area.topLeft() + middle).toPoint()


def number_in(text: str) -> float:
    return float(text.replace("−", "-").replace("\u2009", ""))


def outcome(card: FollowCard) -> dict[str, float]:
    return {line.name: number_in(line.value) for line in card.outcome.lines()}


def test_before_a_number_is_chosen_the_card_says_what_to_do(card: FollowCard) -> None:
    card.show_cell(None)
    assert card.followed() is None
    assert not card.trail.isVisible()
    said = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert any("Click any number" in text for text in said)


def test_sum_and_bias_make_the_number_on_the_map(card: FollowCard, shown: Pass) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    told = outcome(card)
    assert set(told) == {"sum of 4 channels", "bias", "conv2[1] (3, 4)"}
    assert told["sum of 4 channels"] + told["bias"] == pytest.approx(told["conv2[1] (3, 4)"], abs=2e-4)
    assert told["conv2[1] (3, 4)"] == pytest.approx(shown.value(Cell("conv2", 1, 3, 4)), abs=1e-4)


@pytest.mark.parametrize("name", ["conv1", "norm", "relu", "add", "pool1", "pool2", "flatten", "fc1", "fc2", "softmax"])
def test_the_last_line_is_the_number_on_the_map_for_every_layer(card: FollowCard, shown: Pass, name: str) -> None:
    layer = shown.layer(name)
    cell = Cell(name, len(layer.maps) - 1, layer.maps.shape[1] - 1, 0)
    card.show_cell(cell)
    assert number_in(card.outcome.lines()[-1].value) == pytest.approx(shown.value(cell), abs=1e-3, rel=1e-3)
    assert not card.grab().isNull()


def test_a_click_on_a_number_of_a_patch_asks_to_follow_it(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    view = card.parts.view
    with qtbot.waitSignal(card.follow_wanted) as asked:
        QTest.mouseClick(view, LEFT, pos=place_of(card, Spot(2, 0, 2)))
    assert asked.args == [Cell("relu", 2, 2, 5)]


def test_a_click_on_a_weight_follows_the_number_that_it_met(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    with qtbot.waitSignal(card.follow_wanted) as asked:
        QTest.mouseClick(card.parts.view, LEFT, pos=place_of(card, Spot(0, 1, 1), kernel=True))
    assert asked.args == [Cell("relu", 0, 3, 4)]


def test_padding_leads_nowhere_and_is_said_to_be_padding(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("conv2", 1, 0, 0))
    QTest.mouseMove(card.parts.view, place_of(card, Spot(0, 0, 0)))
    with qtbot.assertNotEmitted(card.follow_wanted):
        QTest.mouseClick(card.parts.view, LEFT, pos=place_of(card, Spot(0, 0, 0)))
    assert card.readings()[0].startswith("padding")


def test_pointing_reads_the_term_and_where_it_lies(card: FollowCard, shown: Pass) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    QTest.mouseMove(card.parts.view, place_of(card, Spot(3, 2, 1)))
    where, term = card.readings()
    assert where == "relu[3] (4, 4)"
    value, weight, product = map(number_in, re.split(" [·=] ", term))
    weights = shown.layer("conv2").weights
    assert weights is not None
    assert value == pytest.approx(shown.value(Cell("relu", 3, 4, 4)), abs=1e-4)
    assert weight == pytest.approx(float(weights[1, 3, 2, 1]), abs=1e-4)
    assert product == pytest.approx(value * weight, abs=2e-4)


def test_one_comes_from_a_probability_down_to_the_picture_and_back(card: FollowCard) -> None:
    way = ["softmax", "fc2", "fc1", "pool2", "pool1", "add", "conv2", "relu", "norm", "conv1", "input"]
    card.show_cell(Cell("softmax", 0))
    seen = ["softmax"]
    while seen[-1] != "input" and len(seen) < 20:
        QTest.mouseClick(card.parts.view, LEFT, pos=place_of(card, middle_of(card)))
        followed = card.followed()
        assert followed is not None
        seen.append(followed.cell.layer)
    assert seen == way
    assert len(card.trail.names()) == len(way)
    card.parts.view.setFocus()
    for _ in way[1:]:
        QTest.keyClick(card, Qt.Key.Key_Backspace)
    followed = card.followed()
    assert followed is not None
    assert followed.cell == Cell("softmax", 0)


def middle_of(card: FollowCard) -> Spot:
    """A number of the first part that stands in the rows, in the middle of its window."""
    followed, layout = card.followed(), card.parts.view.layout_shown()
    assert followed is not None and layout is not None
    part = layout.order[0]
    rows, columns = followed.parts[part].left.shape
    return Spot(part, rows // 2, columns // 2)


def test_a_name_of_the_way_leads_back_to_it(card: FollowCard, qtbot: QtBot) -> None:
    for cell in (Cell("softmax", 0), Cell("fc2", 1), Cell("fc1", 3)):
        card.show_cell(cell)
    assert list(card.trail.names()) == ["softmax[cat]", "fc2[dog]", "fc1[3]"]
    qtbot.mouseClick(card.trail.crumb(0), LEFT)
    assert list(card.trail.names()) == ["softmax[cat]"]


def test_the_keys_reach_every_number_and_enter_follows_it(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(card.parts.view, key)
    assert card.parts.view.spot() == Spot(1, 0, 1)  # past the three rows of the first patch
    with qtbot.waitSignal(card.follow_wanted) as asked:
        QTest.keyClick(card.parts.view, Qt.Key.Key_Return)
    assert asked.args == [Cell("relu", 1, 2, 4)]


def test_the_largest_come_first_where_somebody_wants_it(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    layout = card.parts.view.layout_shown()
    assert layout is not None and list(layout.order) == [0, 1, 2, 3]
    QTest.mouseClick(card.largest_first, LEFT, pos=QPoint(8, card.largest_first.height() // 2))
    layout, followed = card.parts.view.layout_shown(), card.followed()
    assert layout is not None and followed is not None
    sizes = [abs(followed.parts[index].total) for index in layout.order]
    assert sizes == sorted(sizes, reverse=True)
    assert sorted(layout.order) == [0, 1, 2, 3]


def test_of_many_parts_the_largest_come_first_by_themselves(card: FollowCard) -> None:
    card.show_cell(Cell("fc2", 0))
    assert card.largest_first.isChecked()
    card.show_cell(Cell("conv2", 0, 1, 1))
    assert not card.largest_first.isChecked()


def test_the_list_has_every_term_and_can_be_copied(card: FollowCard, qtbot: QtBot, shown: Pass) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    assert card.terms.text() == "All 36 terms"
    qtbot.mouseClick(card.terms, LEFT)
    dialog = card.terms_dialog()
    assert dialog is not None and dialog.isVisible()
    dialog.decimals.setValue(8)
    qtbot.mouseClick(dialog.copy, LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    products = [number_in(line.split()[-1]) for line in lines if re.match(r"relu\[\d\] \(", line)]
    assert len(products) == 36
    layer = shown.layer("conv2")
    assert layer.bias is not None
    assert sum(products) + float(layer.bias[1]) == pytest.approx(shown.value(Cell("conv2", 1, 3, 4)), rel=1e-5)
    dialog.close()


def test_the_list_follows_to_the_next_number(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("fc2", 1))
    qtbot.mouseClick(card.terms, LEFT)
    card.show_cell(Cell("softmax", 2))
    dialog = card.terms_dialog()
    assert dialog is not None and dialog.text.toPlainText().startswith("softmax class eel: Softmax, 3 terms")
    card.show_cell(None)
    assert not dialog.isVisible()


def test_the_list_goes_with_its_card(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("fc2", 1))
    qtbot.mouseClick(card.terms, LEFT)
    dialog = card.terms_dialog()
    assert dialog is not None and dialog.isVisible()
    card.hide()
    assert not dialog.isVisible()


def test_convolve_is_offered_where_it_has_the_operation(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("softmax", 0))
    assert not card.convolve.isEnabled()
    card.show_cell(Cell("conv2", 1, 3, 4))
    with qtbot.waitSignal(card.convolve_wanted) as asked:
        qtbot.mouseClick(card.convolve, LEFT)
    assert asked.args == [Cell("conv2", 1, 3, 4)]


def test_softmax_is_written_out(card: FollowCard, shown: Pass) -> None:
    card.show_cell(Cell("softmax", 1))
    lines = [number_in(line.value) for line in card.outcome.lines()]
    assert lines[0] / lines[1] == pytest.approx(shown.value(Cell("softmax", 1)), rel=1e-3)
    assert card.outcome.lines()[1].name == "divided by the sum of all 3"


def test_another_picture_keeps_the_number_that_is_followed(card: FollowCard, network: Network) -> None:
    card.show_cell(Cell("softmax", 1))
    card.show_cell(Cell("fc2", 1))
    other = NetworkModel(network).run(np.zeros((3, 8, 8), np.float32))
    card.show_pass(other)
    followed = card.followed()
    assert followed is not None
    assert followed.value == other.value(Cell("fc2", 1))
    assert len(card.trail.names()) == 2


def test_a_model_without_that_number_empties_the_card(card: FollowCard) -> None:
    from cnnviz.engine.lenet import lenet5

    card.show_cell(Cell("norm", 1, 2, 2))
    card.show_pass(NetworkModel(lenet5()).run(np.zeros((1, 28, 28), np.float32)))
    assert card.followed() is None


def test_a_pass_of_another_program_shows_its_numbers_and_says_where_they_end(card: FollowCard, shown: Pass) -> None:
    foreign = Pass(shown.picture, shown.layers)
    card.show_pass(foreign)
    card.show_cell(Cell("conv2", 1, 3, 4))
    followed = card.followed()
    assert followed is not None and not followed.parts
    assert followed.note
    assert not card.convolve.isVisible()


def test_another_cell_of_the_map_is_followed_by_a_click_or_by_the_keys(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("conv2", 1, 3, 4))
    QTest.mouseClick(card.map, LEFT, pos=card.map.cell_area(6, 2).center().toPoint())
    QTest.keyClick(card.map, Qt.Key.Key_Right)
    followed = card.followed()
    assert followed is not None and followed.cell == Cell("conv2", 1, 6, 3)


def test_another_unit_is_followed_by_a_click_on_its_bar(card: FollowCard, qtbot: QtBot) -> None:
    card.show_cell(Cell("fc1", 1))
    QTest.mouseClick(card.map, LEFT, pos=card.map.cell_area(13, 0).center().toPoint())
    followed = card.followed()
    assert followed is not None and followed.cell == Cell("fc1", 13)


def test_a_silent_map_is_said_to_be_silent(card: FollowCard, network: Network) -> None:
    card.show_pass(NetworkModel(network).run(np.zeros((3, 8, 8), np.float32)))
    card.show_cell(Cell("input", 1, 2, 2))
    assert "all zero" in card.map.accessibleDescription()
    card.show_cell(Cell("fc1", 1))
    assert "all zero" not in card.map.accessibleDescription()


def test_nothing_is_wider_than_the_card_at_its_narrowest(card: FollowCard) -> None:
    for cell in (Cell("conv1", 0, 0, 0), Cell("conv2", 1, 3, 4), Cell("fc2", 1), Cell("pool1", 1, 0, 0)):
        card.show_cell(cell)
        assert card.minimumSizeHint().width() <= 300
        assert card.parts.view.width() <= card.parts.viewport().width()


def test_a_number_of_the_picture_is_shown_larger_for_nothing_stands_below_it(card: FollowCard) -> None:
    card.show_cell(Cell("conv1", 0, 3, 3))
    before = card.map.height()
    card.show_cell(Cell("input", 0, 3, 3))
    assert card.map.height() > before
    card.show_cell(Cell("conv1", 0, 3, 3))
    assert card.map.height() == before
