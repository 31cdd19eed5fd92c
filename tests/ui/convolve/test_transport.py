"""The transport bar shows a playback and asks for others."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.traces.playback import FASTEST, SLOWEST, Playback
from cnnviz.ui.widgets.transport import Transport, place_of, speed_at


@pytest.fixture
def bar(qtbot: QtBot) -> Transport:
    bar = Transport()
    qtbot.addWidget(bar)
    bar.resize(900, 60)
    bar.show_state(Playback(2048, position=7))
    bar.set_row(32)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


def test_it_says_where_it_is(bar: Transport) -> None:
    assert bar.position.text().replace("\u2009", "").split() == ["8", "/", "2048"]


def test_showing_a_state_asks_for_nothing(qtbot: QtBot, bar: Transport) -> None:
    with qtbot.assertNotEmitted(bar.wanted):
        bar.show_state(Playback(10, position=3, speed=60, loop=True))


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("First", 0),
        ("One row back", 7),
        ("One step back", 6),
        ("One step forward", 8),
        ("One row on", 39),
        ("Last", 2047),
    ],
)
def test_the_buttons_ask_for_their_frame(qtbot: QtBot, bar: Transport, name: str, position: int) -> None:
    button = next(found for found in bar.findChildren(QAbstractButton) if found.accessibleName().startswith(name))
    with qtbot.waitSignal(bar.wanted) as signal:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert signal.args is not None
    assert signal.args[0].position == position


def test_a_film_without_rows_has_no_buttons_for_them(bar: Transport) -> None:
    bar.set_row(1)
    assert not bar.row_back.isVisible() and not bar.row_on.isVisible()


def test_loop_is_switched(qtbot: QtBot, bar: Transport) -> None:
    with qtbot.waitSignal(bar.wanted) as signal:
        qtbot.mouseClick(bar.loop, Qt.MouseButton.LeftButton)
    assert signal.args is not None
    assert signal.args[0].loop


def test_whole_rows_are_switched_on_and_off(qtbot: QtBot, bar: Transport) -> None:
    for stride in (32, 1):
        with qtbot.waitSignal(bar.wanted) as signal:
            qtbot.mouseClick(bar.rows, Qt.MouseButton.LeftButton)
        assert signal.args is not None
        assert signal.args[0].stride == stride
        bar.show_state(signal.args[0])
        assert bar.rows.isChecked() == (stride > 1)
        assert bar.speed_text.text().endswith(" rows/s") == (stride > 1)


def test_a_film_without_rows_cannot_be_played_in_rows(bar: Transport) -> None:
    assert bar.rows.isVisible()
    bar.set_row(1)
    assert not bar.rows.isVisible()


@pytest.mark.parametrize(("length", "stride"), [(2048, 1), (240_000, 600)])
def test_nothing_overlaps_in_a_narrow_window(qtbot: QtBot, bar: Transport, length: int, stride: int) -> None:
    bar.show_state(Playback(length, position=7, speed=FASTEST, stride=stride))
    bar.resize(520, 60)

    def apart() -> bool:
        widgets = sorted((w for w in bar.findChildren(QWidget) if w.isVisible()), key=lambda widget: widget.x())
        return all(one.x() + one.width() <= other.x() for one, other in itertools.pairwise(widgets))

    qtbot.waitUntil(apart)
    assert bar.play.text() == ""
    assert bar.play.accessibleName() == "Play"


@pytest.mark.parametrize(("length", "stride"), [(9, 1), (100, 1), (262_144, 1), (16 * 1024**2, 1024)])
def test_the_scrub_bar_of_a_long_film_is_long_too(qtbot: QtBot, bar: Transport, length: int, stride: int) -> None:
    bar.resize(874, 60)  # in a window of 1280 × 800
    bar.show_state(Playback(length, position=length - 1, stride=stride))
    text = QFontMetricsF(bar.position.font()).horizontalAdvance(bar.position.text())
    qtbot.waitUntil(lambda: bar.position.width() >= text and bar.scrub.width() >= 180)
    qtbot.waitUntil(lambda: bar.position.geometry().right() < bar.speed.x())


@pytest.mark.parametrize("stride", [1, 5])
def test_words_and_speed_have_room_after_the_window_has_grown(qtbot: QtBot, bar: Transport, stride: int) -> None:
    for width in (520, 1100):
        bar.resize(width, 60)
        qtbot.wait(20)
    bar.show_state(Playback(length=10, speed=FASTEST, stride=stride))
    for button in (bar.loop, bar.play):
        assert button.width() >= button.sizeHint().width()
    assert QFontMetricsF(bar.speed_text.font()).horizontalAdvance(bar.speed_text.text()) <= bar.speed_text.width()


def test_the_speed_slider_goes_from_the_slowest_to_the_fastest() -> None:
    assert (speed_at(0), speed_at(100)) == (SLOWEST, FASTEST)
    assert all(abs(place_of(speed_at(place)) - place) <= 1 for place in range(101))
