"""Kept runs to look at, and a view that shows them."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.ui.train.runs_view.runs_view import RunsView
from tests.history.kept_runs import keep_run

NEW, STOPPED, OLD = "adam 0.001", "sgd 0.01", "adam 0.002"


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs, the newest first: finished, stopped after four of ten steps, finished. Not to be changed."""
    parent = tmp_path_factory.mktemp("trained")
    keep_run(parent, OLD, created="2025-03-01T10:00:00", learning_rate=0.002)
    keep_run(parent, STOPPED, steps=4, created="2025-03-02T10:00:00", optimizer="sgd", learning_rate=0.01)
    keep_run(parent, NEW, created="2025-03-03T10:00:00")
    return parent


@pytest.fixture
def runs(trained: Path, tmp_path: Path) -> Path:
    """A copy of them that may be changed."""
    return Path(shutil.copytree(trained, tmp_path / "runs"))


MakeView = Callable[[Path], RunsView]


@pytest.fixture
def make_view(qtbot: QtBot) -> Iterator[MakeView]:
    """Makes a view of the runs in a folder, shown, its list read."""
    views: list[RunsView] = []

    def make(folder: Path) -> RunsView:
        seconds = itertools.count()  # so that it may look at what is on whenever it is asked
        view = RunsView(folder, clock=lambda: float(next(seconds)))
        views.append(view)
        qtbot.addWidget(view)
        view.resize(924, 560)
        with qtbot.waitSignal(view.shelf.listed):
            view.show()
        return view

    yield make
    for view in views:
        view.close_down()


@pytest.fixture
def view(make_view: MakeView, runs: Path) -> RunsView:
    return make_view(runs)
