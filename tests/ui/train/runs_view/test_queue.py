"""The queue on the screen: runs follow one another in an order that a person changes, and are compared at the end."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.history.run_list import list_runs
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.sweep import Sweep
from cnnviz.ui.train.runs_view.runs_view import RunsView
from tests.history.made_runs import made_record, made_setup
from tests.ui.train.runs_view.conftest import NEW, OLD, MakeView

BASE = made_setup("base")


@pytest.fixture
def started(view: RunsView) -> list[RunSetup]:
    """What the view wanted to be started, with a sweep of two waiting in its queue."""
    setups: list[RunSetup] = []
    view.start_wanted.connect(setups.append)
    view.queued.add(Sweep(BASE, {"learning_rate": [0.1, 0.2]}).setups())
    return setups


def press(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def states(view: RunsView) -> list[str]:
    return [run.state for run in view.queue.runs]


def test_without_settings_a_sweep_says_what_to_do_first(qtbot: QtBot, view: RunsView) -> None:
    press(qtbot, view.queued.sweep)
    assert view.dialog is None and "on the left first" in view.notice.text()


def test_a_sweep_is_asked_for_and_queued(qtbot: QtBot, view: RunsView) -> None:
    view.set_base(BASE)
    press(qtbot, view.queued.sweep)
    assert view.dialog is not None and view.dialog.isVisible()
    view.dialog.rows[0].typed.setText("0.1 0.2")
    press(qtbot, view.dialog.add)
    assert [run.setup.name for run in view.queue.runs] == ["learning rate 0.1", "learning rate 0.2"]
    assert view.queued.place.filled and view.queued.start.isEnabled()


def test_the_pace_of_kept_runs_is_the_estimate(qtbot: QtBot, view: RunsView) -> None:
    view.set_base(BASE)
    press(qtbot, view.queued.sweep)
    assert view.dialog is not None and view.dialog.note.text().startswith("About ")
    press(qtbot, view.dialog.cancel)


def test_the_next_run_starts_when_one_has_ended(qtbot: QtBot, view: RunsView, started: list[RunSetup]) -> None:
    press(qtbot, view.queued.start)
    assert [setup.name for setup in started] == ["learning rate 0.1"] and states(view) == ["running", "waiting"]
    view.run_ended(started[0], "failed", None, "The loss became nan.")
    assert [setup.name for setup in started] == ["learning rate 0.1", "learning rate 0.2"]
    assert states(view) == ["failed", "running"]
    assert "The loss became nan." in view.queued.list.item(0).toolTip()
    view.run_ended(started[1], "finished", None)
    assert len(started) == 2 and not view.queue.is_on


def test_progress_of_the_run_that_is_on_is_shown(qtbot: QtBot, view: RunsView, started: list[RunSetup]) -> None:
    press(qtbot, view.queued.start)
    view.run_progressed(made_record(started[0], steps=5, state="running"))
    assert view.parts()[0]()
    assert view.queue.running is not None and view.queue.running.share == 0.25
    assert view.queued.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "learning rate 0.1, running 25 %"
    assert not view.parts()[0]()


def test_at_its_end_the_finished_runs_are_compared(
    qtbot: QtBot, view: RunsView, started: list[RunSetup], runs: Path
) -> None:
    kept = {run.name: run.path for run in list_runs(runs)}
    press(qtbot, view.queued.start)
    view.run_ended(started[0], "finished", kept[OLD])
    assert view.runs.list.checked() == []
    view.run_ended(started[1], "finished", kept[NEW])
    qtbot.waitUntil(lambda: len(view.comparison.comparison.names) == 2)
    assert set(view.comparison.comparison.names) == {NEW, OLD}
    assert set(view.runs.list.checked()) == {kept[NEW], kept[OLD]}


def test_the_queue_begins_when_a_run_from_elsewhere_has_ended(
    qtbot: QtBot, view: RunsView, started: list[RunSetup]
) -> None:
    view.run_progressed(made_record(made_setup("by hand"), steps=3, state="running"))
    press(qtbot, view.queued.start)
    assert started == [] and "begins when" in view.notice.text()
    view.run_ended(made_setup("by hand"), "stopped")
    assert [setup.name for setup in started] == ["learning rate 0.1"]


def test_a_stopped_queue_begins_no_more(qtbot: QtBot, view: RunsView, started: list[RunSetup]) -> None:
    press(qtbot, view.queued.start)
    assert view.queued.start.text() == "Stop queue"
    press(qtbot, view.queued.start)
    view.run_ended(started[0], "finished")
    assert len(started) == 1 and states(view) == ["finished", "waiting"] and view.queued.start.text() == "Start queue"


def test_waiting_runs_are_moved_and_removed(qtbot: QtBot, view: RunsView, started: list[RunSetup]) -> None:
    queued = view.queued
    queued.list.setCurrentRow(1)
    press(qtbot, queued.up)
    assert [run.number for run in view.queue.runs] == [2, 1]
    assert queued.list.chosen is not None and queued.list.chosen.number == 2 and not queued.up.isEnabled()
    qtbot.keyClick(queued.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [run.number for run in view.queue.runs] == [1, 2]
    qtbot.keyClick(queued.list, Qt.Key.Key_Delete)
    assert [run.number for run in view.queue.runs] == [1]
    press(qtbot, queued.remove)
    assert view.queue.runs == () and not queued.place.filled and not queued.start.isEnabled()


def test_what_has_ended_is_cleared_at_once(qtbot: QtBot, view: RunsView, started: list[RunSetup]) -> None:
    assert not view.queued.clear.isEnabled()
    press(qtbot, view.queued.start)
    view.run_ended(started[0], "finished")
    press(qtbot, view.queued.clear)
    assert [run.number for run in view.queue.runs] == [2]


def test_the_list_is_read_when_it_is_seen_again(qtbot: QtBot, make_view: MakeView, runs: Path) -> None:
    view = make_view(runs)
    view.hide()
    view.run_ended(BASE, "finished")
    assert not view.shelf.busy
    with qtbot.waitSignal(view.shelf.listed):
        view.show()
