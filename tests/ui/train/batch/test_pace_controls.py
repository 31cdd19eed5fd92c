"""One step and slow motion: what the controls ask for."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.ui.train.batch.pace_controls import FASTEST, NOTCHES, SLOWEST, PaceControls, notch_of, rate_at

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def controls(qtbot: QtBot) -> PaceControls:
    controls = PaceControls()
    qtbot.addWidget(controls)
    controls.resize(800, 40)
    controls.show()
    return controls


@pytest.fixture
def paces(controls: PaceControls) -> list[Any]:
    got: list[Any] = []
    controls.pace_wanted.connect(got.append)
    return got


def test_one_step_is_asked_for_once(qtbot: QtBot, controls: PaceControls) -> None:
    with qtbot.waitSignal(controls.step_wanted):
        qtbot.mouseClick(controls.step, LEFT)


def test_slow_motion_on_and_off_asks_for_seconds_and_for_full_speed(
    qtbot: QtBot, controls: PaceControls, paces: list[Any]
) -> None:
    qtbot.keyClick(controls.slow, Qt.Key.Key_Space)
    qtbot.keyClick(controls.slow, Qt.Key.Key_Space)
    assert paces == [pytest.approx(1.0, rel=0.05), None]


def test_the_slider_changes_the_pace_while_it_is_on_and_says_nothing_while_it_is_off(
    qtbot: QtBot, controls: PaceControls, paces: list[Any]
) -> None:
    qtbot.keyClick(controls.speed, Qt.Key.Key_End)
    assert paces == [] and controls.words.text() == "10 steps a second"
    qtbot.keyClick(controls.slow, Qt.Key.Key_Space)
    qtbot.keyClick(controls.speed, Qt.Key.Key_Home)
    assert paces == [pytest.approx(1 / FASTEST), pytest.approx(1 / SLOWEST)]
    assert controls.words.text() == "one step every 5 s"


def test_every_notch_is_found_again_by_its_rate() -> None:
    assert [notch_of(rate_at(notch)) for notch in range(NOTCHES + 1)] == list(range(NOTCHES + 1))


def test_a_click_leaves_the_keys_to_the_page(qtbot: QtBot, controls: PaceControls) -> None:
    controls.setFocus()
    for widget in (controls.step, controls.slow, controls.speed):
        qtbot.mouseClick(widget, LEFT)
        assert controls.hasFocus()  # else Space would not pause the run but press the button again
