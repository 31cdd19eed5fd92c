"""Files of a run: its model, its metrics, all of it, saved where a person says; and runs brought in from elsewhere."""

import csv
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.data.model_files import load_model
from cnnviz.history.run_list import list_runs
from cnnviz.history.stored_run import open_run
from cnnviz.ui.train.runs_view.file_menu import FileMenu
from cnnviz.ui.train.runs_view.run_files import RunFiles, folder_size
from cnnviz.ui.train.runs_view.runs_view import RunsView
from tests.ui.train.runs_view.conftest import NEW


@pytest.fixture
def menu(qtbot: QtBot, runs: Path) -> FileMenu:
    """The menu of the newest run."""
    window = QWidget()
    qtbot.addWidget(window)
    result = FileMenu(RunFiles(window), window)
    result.set_folder(list_runs(runs)[0].path)
    return result


@pytest.fixture
def told(menu: FileMenu) -> list[str]:
    messages: list[str] = []
    menu.files.told.connect(messages.append)
    menu.files.failed.connect(messages.append)
    return messages


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    """Let the person choose `path` in the next dialog; empty: cancel it."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))


def test_without_a_run_there_is_only_opening(qtbot: QtBot, menu: FileMenu) -> None:
    menu.set_folder(None)
    assert [action.text() for action in menu.actions() if action.isEnabled() and action.text()] == ["Open a run…"]


def test_the_model_is_saved_for_use_elsewhere(
    menu: FileMenu, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "net")
    menu.model.trigger()
    network = load_model(tmp_path / "net.safetensors")
    assert sum(line.parameters for line in network.summary()) == 61_706 and told[-1].startswith("Saved in ")


def test_a_run_without_a_model_says_when_there_will_be_one(
    menu: FileMenu, told: list[str], runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (list_runs(runs)[0].path / "model.safetensors").unlink()
    choose(monkeypatch, tmp_path / "net")
    menu.model.trigger()
    assert told == ["This run has no model yet: it is saved when the run rests or ends. Pause it first."]


def test_metrics_are_saved_with_a_row_for_each_step(
    menu: FileMenu, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "metrics.csv")
    menu.metrics.trigger()
    with (tmp_path / "metrics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows if row["loss"]] == [str(step) for step in range(1, 11)]


def test_a_place_that_cannot_be_written_is_explained(
    menu: FileMenu, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "no folder" / "file.safetensors")
    menu.model.trigger()
    assert "cannot be written: No such file or directory" in told[-1]


def test_a_copy_is_a_run_of_its_own(
    qtbot: QtBot, menu: FileMenu, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    choose(monkeypatch, tmp_path / "elsewhere")
    menu.copy.trigger()
    qtbot.waitUntil(lambda: told[-1].startswith("Copied to "))
    [copied] = list_runs(tmp_path / "elsewhere")
    assert copied.name == NEW and open_run(copied.path).record.step == 10
    menu.copy.trigger()
    qtbot.waitUntil(lambda: "already" in told[-1])


def test_cancelled_dialogs_do_nothing(menu: FileMenu, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, "")
    for action in (menu.model, menu.metrics, menu.copy, menu.open):
        action.trigger()
    assert told == []


def test_a_run_in_another_place_can_be_opened(
    qtbot: QtBot, menu: FileMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path)
    with qtbot.waitSignal(menu.files.open_wanted) as opened:
        menu.open.trigger()
    assert opened.args == [tmp_path]


def test_the_path_goes_to_the_clipboard(menu: FileMenu, runs: Path) -> None:
    menu.path.trigger()
    assert QGuiApplication.clipboard().text() == str(list_runs(runs)[0].path)


def test_a_run_from_elsewhere_comes_into_the_list(
    qtbot: QtBot, view: RunsView, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, list_runs(trained)[0].path)
    view.runs.bring_in.trigger()
    qtbot.waitUntil(lambda: len(view.runs.list.entries()) == 4)
    assert [entry.name for entry in view.runs.list.entries()].count(NEW) == 2


def test_what_is_no_run_is_not_brought_in(
    qtbot: QtBot, view: RunsView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "holiday").mkdir()
    choose(monkeypatch, tmp_path / "holiday")
    view.runs.bring_in.trigger()
    qtbot.waitUntil(lambda: "There is no run in" in view.notice.text())


def test_the_size_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a").write_bytes(bytes(300))
    (tmp_path / "b").write_bytes(bytes(20))
    assert folder_size(tmp_path) == 320
