"""The buttons in the top bar: what they say where they do nothing, and where the keys go."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.ui.train.header import RunHeader
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.session import State


@pytest.fixture
def header(qtbot: QtBot) -> RunHeader:
    header = RunHeader()
    qtbot.addWidget(header)
    header.show()
    return header


def test_a_start_button_that_does_nothing_says_what_is_missing(header: RunHeader) -> None:
    header.show_state(State.IDLE, ready=False)
    assert not header.start.isEnabled() and "pictures" in header.start.toolTip()
    header.show_state(State.IDLE, ready=True)
    assert header.start.isEnabled() and "Space" in header.start.toolTip()


def test_keys_that_no_button_takes_are_those_of_the_page(qtbot: QtBot, page: TrainPage) -> None:
    qtbot.keyClick(page.header.start, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED and page.session.step_number == 1)
    before = page.probe.watched()
    qtbot.keyClick(page.header.stop, Qt.Key.Key_N)
    after = page.probe.watched()
    assert before is not None and after is not None and after.number == before.number + 1


def test_a_click_on_a_button_leaves_the_keys_where_they_were(qtbot: QtBot, header: RunHeader) -> None:
    with qtbot.waitActive(header):
        header.activateWindow()
    header.step.setFocus()
    qtbot.mouseClick(header.start, Qt.MouseButton.LeftButton)
    assert header.step.hasFocus()


def test_where_a_button_goes_the_keys_go_to_the_first_one(qtbot: QtBot, header: RunHeader) -> None:
    with qtbot.waitActive(header):
        header.activateWindow()
    header.show_state(State.PAUSED)
    header.stop.setFocus()
    header.show_state(State.STOPPED, can_resume=True)
    assert header.start.hasFocus()
