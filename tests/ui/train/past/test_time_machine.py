"""The bar of the time machine: keys, clicks and the film ask for moments."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cnnviz.ui.train.past.scrub_axis import EVEN, TRUE, ScrubAxis
from cnnviz.ui.train.past.time_machine import TimeMachine

STEPS = [0, 1, 2, 4, 8, 16, 100]
LEFT = Qt.MouseButton.LeftButton


class Asked(list[object]):
    """The moments that were asked for; each is shown at once, as the page does."""


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TimeMachine]:
    made = TimeMachine()
    qtbot.addWidget(made)
    made.resize(1000, 54)
    made.show_snapshots(STEPS, 8)
    made.show_now(120)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_down()


@pytest.fixture
def asked(bar: TimeMachine) -> Asked:
    moments = Asked()
    bar.moment_wanted.connect(moments.append)
    bar.moment_wanted.connect(bar.show_moment)
    return moments


def text(bar: TimeMachine) -> str:
    return bar.position.text().replace("\u2009", "")


def test_it_begins_with_now(bar: TimeMachine) -> None:
    assert bar.index is None and text(bar) == "step 120 · epoch 15.0"
    assert not bar.now.isEnabled() and not bar.on.isEnabled() and bar.back.isEnabled()


def test_a_run_without_snapshots_says_what_will_be_there(qtbot: QtBot) -> None:
    empty = TimeMachine()
    qtbot.addWidget(empty)
    assert "Press Start" in empty.scrub._words
    assert not any(button.isEnabled() for button in (empty.back, empty.film, empty.on, empty.now, empty.export))


def test_the_buttons_go_a_snapshot_back_and_on_and_at_the_end_to_now(
    qtbot: QtBot, bar: TimeMachine, asked: Asked
) -> None:
    for button in (bar.back, bar.back, bar.on, bar.on):
        qtbot.mouseClick(button, LEFT)
    assert asked == [6, 5, 6, None]


def test_back_from_now_passes_a_snapshot_of_the_same_step(qtbot: QtBot, bar: TimeMachine, asked: Asked) -> None:
    bar.show_now(100)
    qtbot.mouseClick(bar.back, LEFT)
    assert asked == [5]


def test_the_keys_move_it(qtbot: QtBot, bar: TimeMachine, asked: Asked) -> None:
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End):
        qtbot.keyClick(bar.scrub, key)
    assert asked == [0, 1, 2, 1, None]


def test_a_click_and_a_drag_on_the_bar_go_where_they_point(qtbot: QtBot, bar: TimeMachine, asked: Asked) -> None:
    qtbot.mousePress(bar.scrub, LEFT, pos=QPoint(round(bar.scrub.x_of(3)), 12))
    qtbot.mouseMove(bar.scrub, QPoint(round(bar.scrub.x_of(5)), 12))
    qtbot.mouseRelease(bar.scrub, LEFT, pos=QPoint(round(bar.scrub.x_of(5)), 12))
    assert asked[0] == 3 and asked[-1] == 5 and bar.index == 5
    assert text(bar) == "step 16 · epoch 2.0"


def test_the_film_begins_at_the_start_and_plays_to_the_end(bar: TimeMachine, asked: Asked, qtbot: QtBot) -> None:
    bar.player.set_state(bar.player.state.with_speed(60))
    qtbot.mouseClick(bar.film, LEFT)
    assert asked == [0] and bar.player.state.playing
    qtbot.waitUntil(lambda: not bar.player.state.playing)
    assert bar.index == len(STEPS) - 1 and asked == sorted(asked, key=lambda index: -1 if index is None else index)


def test_space_pauses_the_film(qtbot: QtBot, bar: TimeMachine, asked: Asked) -> None:
    qtbot.keyClick(bar.scrub, Qt.Key.Key_Space)
    assert bar.player.state.playing and "Pause" in bar.film.text()
    qtbot.keyClick(bar.scrub, Qt.Key.Key_Space)
    assert not bar.player.state.playing and asked == [0]


def test_a_click_on_the_bar_stops_the_film(qtbot: QtBot, bar: TimeMachine, asked: Asked) -> None:
    qtbot.mouseClick(bar.film, LEFT)
    qtbot.mouseClick(bar.scrub, LEFT, pos=QPoint(round(bar.scrub.x_of(4)), 12))
    assert not bar.player.state.playing and bar.index == 4


def test_now_comes_back_from_the_past(qtbot: QtBot, bar: TimeMachine, asked: Asked) -> None:
    bar.show_moment(2)
    qtbot.mouseClick(bar.now, LEFT)
    assert asked == [None] and bar.index is None


def test_new_snapshots_and_thinned_ones_leave_the_moment_where_it_is(bar: TimeMachine) -> None:
    bar.show_moment(4)
    bar.show_snapshots([0, 2, 8, 100, 200], 8)
    assert bar.index == 2 and text(bar) == "step 8 · epoch 1.0"
    bar.show_snapshots([0, 7, 100, 300], 8)
    assert bar.index == 1


def test_the_menu_chooses_speed_loop_and_axis(bar: TimeMachine) -> None:
    menu = bar.pace.menu()
    for words in ("30 snapshots", "Loop", "every step"):
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if words in action.text()).trigger()
    assert bar.player.state.speed == 30 and bar.player.state.loop and bar.scrub.axis.kind == TRUE
    assert bar.pace.text() == "30 /s ↻"


def test_export_asks_for_the_film_or_a_picture(qtbot: QtBot, bar: TimeMachine) -> None:
    menu = bar.export.menu()
    menu.aboutToShow.emit()
    for action, what in zip(menu.actions(), ("animation", "still"), strict=True):
        with qtbot.waitSignal(bar.export_wanted, check_params_cb=lambda given, what=what: given == what):
            action.trigger()


def test_the_words_give_way_to_the_bar_in_a_narrow_window(qtbot: QtBot, bar: TimeMachine) -> None:
    bar.resize(700, 54)
    assert not bar.title.isVisible() and bar.film.text() == ""
    qtbot.waitUntil(lambda: bar.scrub.width() >= 120)


@pytest.mark.parametrize("kind", [EVEN, TRUE])
def test_every_snapshot_is_found_where_it_lies(kind: str) -> None:
    axis = ScrubAxis(STEPS, kind)
    assert [axis.index_at(axis.share(index)) for index in range(len(STEPS))] == list(range(len(STEPS)))
    assert (axis.index_at(-1.0), axis.index_at(2.0)) == (0, len(STEPS) - 1)


def test_marks_are_told_apart_and_name_steps_where_there_is_no_epoch() -> None:
    marks = ScrubAxis(tuple(range(0, 2000, 10))).marks(0, 400, 60)
    assert [words.replace("\u2009", "") for _, words in marks] == ["step 0", "step 1000"]


def test_the_bar_stays_where_it_is_when_the_film_begins(bar: TimeMachine, asked: Asked) -> None:
    before = bar.scrub.geometry()
    bar.play_or_pause()
    bar.layout().activate()
    assert bar.player.state.playing and bar.film.text() == "Pause"
    assert bar.scrub.geometry() == before


def test_it_says_which_snapshots_are_missing_and_why(bar: TimeMachine) -> None:
    assert not bar.scrub.toolTip()
    bar.show_snapshots((), 0, "There is no room.")
    assert bar.scrub.toolTip() == bar.position.toolTip() == "There is no room."
    bar.show_snapshots(STEPS, 8)
    assert not bar.scrub.toolTip()
