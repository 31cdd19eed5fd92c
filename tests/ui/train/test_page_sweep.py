"""A sweep begins with what stands at the left of the page, however it came there, and makes its runs one by one."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import NETWORKS
from cnnviz.history.run_list import list_runs
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.runs_view.runs_view import RunsView
from cnnviz.ui.train.session import State

from .conftest import choose

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder of runs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))


def runs_of(page: TrainPage) -> RunsView:
    page.views.show_view("runs")
    view = page.views.view("runs")
    assert isinstance(view, RunsView)
    return view


def test_a_queue_makes_each_of_its_runs_and_one_that_diverges_does_not_stop_it(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, optimizer="sgd", epochs=1)
    runs = runs_of(page)
    qtbot.mouseClick(runs.queued.sweep, LEFT)
    assert runs.dialog is not None
    runs.dialog.rows[0].typed.setText("0.01 1e6 0.02")
    qtbot.mouseClick(runs.dialog.add, LEFT)
    qtbot.mouseClick(runs.queued.start, LEFT)
    qtbot.waitUntil(lambda: not runs.queue.is_on and page.session.state is State.FINISHED, timeout=30_000)
    assert [run.state for run in runs.queue.runs] == ["finished", "failed", "finished"]
    assert "out of bounds" in runs.queue.runs[1].reason
    kept = {run.name: (run.summary.state, run.path) for run in list_runs()}
    assert {name: state for name, (state, _) in kept.items()} == {
        "learning rate 0.01": "finished", "learning rate 1e+06": "failed", "learning rate 0.02": "finished",
    }  # fmt: skip
    assert runs.queue.folders == (kept["learning rate 0.01"][1], kept["learning rate 0.02"][1])


def test_a_run_of_the_queue_that_is_stopped_leaves_the_others_waiting(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    runs = runs_of(page)
    runs.queued.add([page.controls.setup()] * 3)
    qtbot.mouseClick(runs.queued.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number >= 3, timeout=20_000)
    qtbot.mouseClick(page.header.stop, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.STOPPED, timeout=20_000)
    assert [run.state for run in runs.queue.runs] == ["stopped", "waiting", "waiting"] and not runs.queue.is_on
    qtbot.mouseClick(runs.queued.start, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.RUNNING and page.session.step_number >= 3, timeout=20_000)
    assert [run.state for run in runs.queue.runs] == ["stopped", "running", "waiting"]


def test_a_sweep_varies_what_is_chosen_at_the_moment_it_is_asked_for(qtbot: QtBot, page: TrainPage) -> None:
    runs = runs_of(page)
    before = page.controls.setup()
    other = NETWORKS["lenet5-1998"].build(None).describe()
    settings = replace(before.settings, epochs=7)
    data = replace(before.data, validation=77)
    page.controls.show_setup(replace(before, network=other, network_name="lenet5-1998", settings=settings, data=data))
    qtbot.mouseClick(runs.queued.sweep, LEFT)
    assert runs.dialog is not None
    qtbot.mouseClick(runs.dialog.add, LEFT)
    (waiting,) = runs.queue.waiting
    assert waiting.setup.network_name == "lenet5-1998"
    assert (waiting.setup.settings.epochs, waiting.setup.data.validation) == (7, 77)
