"""Shift & turn as a person uses it: what is moved, what the network makes of it, and what is said of every layer."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cnnviz.engine.lenet import lenet5
from cnnviz.inspection.movement import Movement
from cnnviz.traces.passes import NetworkModel
from cnnviz.traces.shown_layers import HEAVY
from cnnviz.ui.inspect.shift.shift_view import ShiftView
from cnnviz.ui.workspace import Workspace

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000


def seven() -> np.ndarray:
    """A seven (1, 28, 28), white on black."""
    picture = np.zeros((1, 28, 28), np.float32)
    picture[0, 5:8, 7:20] = 1
    for step in range(14):
        picture[0, 8 + step, 18 - step // 2 : 20 - step // 2] = 1
    return picture


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ShiftView]:
    model = NetworkModel(Workspace().model().network)
    view = ShiftView()
    qtbot.addWidget(view)
    view.resize(920, 640)
    view.show()
    view.show_model(model)
    view.show_pass(model.run(seven()))
    view.show_layer("conv1")
    yield view
    view.close_down()


def test_it_begins_with_a_turned_picture_so_that_there_is_something_to_see(view: ShiftView) -> None:
    assert view.card.movement() == Movement(turn=20)
    assert view.bars.values()["conv1"] < 0.99


def test_a_slider_moves_the_picture_and_the_network_looks_again(qtbot: QtBot, view: ShiftView) -> None:
    qtbot.mouseClick(view.card.controls.reset, LEFT)
    assert all(value == pytest.approx(1) for value in view.bars.values().values())
    slider = view.card.controls.sliders["right"]
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert view.card.movement() == Movement(right=2)
    assert view.bars.values()["relu1"] > 0.99 > view.bars.values()["fc1"]


def test_the_tiles_are_the_networks_own_numbers(view: ShiftView) -> None:
    view.card.controls.set_number("turn", 90)
    content = view.wall.area.content()
    assert content is not None
    network = Workspace().model().network
    tape = network.forward(np.rot90(seven()[0], -1)[None, None])
    got = {content.index(tile): content.maps[tile] for tile in range(1, len(content.maps), 3)}
    assert len(got) == 6
    for index, maps in got.items():
        assert np.allclose(maps, tape["conv1"].output[0, index], atol=1e-5)
    assert np.allclose(content.maps[0] + content.maps[2], content.maps[1], atol=1e-5), "no cell lies outside here"


def test_the_picture_is_dragged_by_its_own_pixels(qtbot: QtBot, view: ShiftView) -> None:
    view.card.controls.back()
    middle = view.picture.rect().center()
    pixel = min(view.picture.width(), view.picture.height()) / 28
    QTest.mousePress(view.picture, LEFT, pos=middle)
    QTest.mouseMove(view.picture, middle + QPoint(1, 1))
    QTest.mouseMove(view.picture, (QPointF(middle) + QPointF(3 * pixel, -2 * pixel)).toPoint())
    QTest.mouseRelease(view.picture, LEFT, pos=middle)
    assert view.card.movement() == Movement(right=3, down=-2)


def test_the_sweep_shows_the_networks_probabilities_and_a_click_goes_there(qtbot: QtBot, view: ShiftView) -> None:
    view.card.controls.set_number("turn", 0)
    qtbot.waitUntil(lambda: len(curves_of(view)) == 73, timeout=PATIENCE_MS)
    curves = view.card.plot.curves()
    assert curves is not None
    network = Workspace().model().network
    for place in (0, 36, 60):
        picture = Movement(turn=float(curves.values[place])).of(seven())
        assert np.allclose(curves.shares[place], network.probabilities(picture[None])[0], atol=1e-5)
    qtbot.mouseClick(view.card.plot, LEFT, pos=QPoint(view.card.plot.width() - 1, 50))
    assert view.card.movement() == Movement(turn=180)


def test_a_click_on_a_bar_asks_for_its_layer(qtbot: QtBot, view: ShiftView) -> None:
    with qtbot.waitSignal(view.layer_wanted) as asked:
        qtbot.mouseClick(view.bars, LEFT, pos=QPoint(20, 3))
    assert asked.args == ["input"]


def test_playing_goes_over_the_range_and_stops_when_another_view_is_shown(qtbot: QtBot, view: ShiftView) -> None:
    before = view.card.movement().turn
    qtbot.mouseClick(view.card.play, LEFT)
    qtbot.waitUntil(lambda: view.card.movement().turn != before, timeout=PATIENCE_MS)
    view.left()
    assert not view.card.play.isChecked()


def curves_of(view: ShiftView) -> np.ndarray:
    curves = view.card.plot.curves()
    return np.zeros(0) if curves is None else curves.values


def test_many_maps_are_compared_away_from_the_window(
    qtbot: QtBot, view: ShiftView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.ui.inspect.shift.shift_view.MOST_AT_ONCE", 10)
    view.card.controls.set_number("turn", 90)
    at_once = view.bars.values()
    qtbot.waitUntil(lambda: view.bars.values() is not at_once, timeout=PATIENCE_MS)
    monkeypatch.undo()
    later = dict(view.bars.values())
    view.card.controls.set_number("turn", 0)
    view.card.controls.set_number("turn", 90)
    assert later == view.bars.values()


def test_a_heavy_model_is_shown_with_the_movement_that_it_has_seen(qtbot: QtBot, view: ShiftView) -> None:
    model = NetworkModel(Workspace().model().network)
    model.work = HEAVY  # it is run away from the window, where only the latest picture counts
    view.show_model(model)
    view.show_pass(model.run(seven()))
    view.card.controls.set_number("turn", 90)
    with qtbot.waitSignal(view._passing.ran, timeout=PATIENCE_MS):  # of the first movement
        pass
    first = view.bars.values()["input"]
    qtbot.waitUntil(lambda: not view._passing.is_busy, timeout=PATIENCE_MS)
    assert view.bars.values()["input"] == pytest.approx(1)
    assert first > 0.9, "the picture that was turned by 20 degrees follows a turn by 20 degrees"


@pytest.mark.parametrize("width", [880, 1400])
def test_nothing_moves_when_a_number_is_pointed_at(qtbot: QtBot, view: ShiftView, width: int) -> None:
    view.resize(width, 640)
    view.show_layer("conv2")
    qtbot.wait(10)
    places = [view.wall.legend.geometry(), view.wall.amount.geometry(), view.wall.area.geometry()]
    told = view.wall.reading.text()
    view.wall.area.wall.hovered.emit((0, 3, 4))
    qtbot.wait(10)
    assert view.wall.reading.text() != told
    assert [view.wall.legend.geometry(), view.wall.amount.geometry(), view.wall.area.geometry()] == places


def test_a_network_that_has_lost_its_numbers_reads_nothing_anywhere(qtbot: QtBot, view: ShiftView) -> None:
    network = lenet5(0)
    network.weights["fc3.bias"][:] = np.nan
    model = NetworkModel(network)
    view.show_model(model)
    view.show_pass(model.run(seven()))
    view.card.controls.set_number("turn", 90)
    qtbot.waitUntil(lambda: not view._passing.is_busy, timeout=PATIENCE_MS)
    assert "no numbers (NaN)" in view.answer.text()
    assert view.card.plot.curves() is None
