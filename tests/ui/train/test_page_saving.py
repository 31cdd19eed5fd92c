"""What cannot be saved is said, stays in the window, and is saved as soon as that can be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.published import DataMissing
from cnnviz.history.run_list import list_runs
from cnnviz.history.stored_run import open_run
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.runs_view.runs_view import RunsView
from cnnviz.ui.train.session import State

from .conftest import MakePage, choose, open_tiny

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder of runs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))


@contextmanager
def full_disk() -> Iterator[None]:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cnnviz.history.run_saver.write_checkpoint", full)
        yield


def stop_at(qtbot: QtBot, page: TrainPage, step: int) -> None:
    qtbot.waitUntil(lambda: page.session.step_number >= step, timeout=20_000)
    qtbot.mouseClick(page.header.stop, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.STOPPED, timeout=20_000)


def test_a_run_that_was_stopped_on_a_full_disk_goes_on_where_it_was(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    with full_disk():
        qtbot.mouseClick(page.header.start, LEFT)
        qtbot.waitUntil(lambda: "No space left on device. It goes on" in page.notice.text(), timeout=20_000)
        stop_at(qtbot, page, 3)
        assert "The end of the run could not be saved" in page.notice.text()
    (kept,) = list_runs()
    left = page.session.step_number
    assert kept.summary.step == 0
    qtbot.mouseClick(page.header.resume, LEFT)
    stop_at(qtbot, page, left + 3)
    record, stored = page.session.record, open_run(kept.path).record
    assert record is not None and record.loss.x.tolist() == list(range(1, page.session.step_number + 1))
    assert stored.loss.y.tolist() == record.loss.y.tolist()


def test_the_message_of_a_full_disk_ends_when_there_is_room_again(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    with full_disk():
        qtbot.mouseClick(page.header.start, LEFT)
        qtbot.waitUntil(lambda: "No space left on device" in page.notice.text(), timeout=20_000)
    qtbot.mouseClick(page.header.start, LEFT)  # a pause is saved
    qtbot.waitUntil(lambda: "is on the disk again" in page.notice.text(), timeout=20_000)


def test_a_run_that_failed_opens_as_one_and_goes_on_without_what_came_after_its_last_checkpoint(
    qtbot: QtBot, make_page: MakePage
) -> None:
    first = make_page()
    choose(first, epochs=1000, optimizer="sgd", learning_rate=0.01)
    qtbot.mouseClick(first.header.start, LEFT)
    qtbot.waitUntil(lambda: first.session.step_number >= 3, timeout=20_000)
    first.session.change("learning_rate", 1e6)
    qtbot.waitUntil(lambda: first.session.state is State.FAILED, timeout=20_000)
    (kept,) = list_runs()
    later = make_page()
    later.wiring.open_run(kept.path)
    assert later.session.state is State.FAILED and "out of bounds" in later.notice.text()
    assert later.header.resume.isVisible()
    qtbot.mouseClick(later.header.resume, LEFT)
    qtbot.waitUntil(lambda: later.session.state is State.STOPPED or later.session.step_number >= 5, timeout=20_000)
    steps = later.session.record.loss.x  # type: ignore[union-attr]
    assert steps.tolist() == list(range(1, len(steps) + 1))


def test_what_is_only_in_the_window_is_told_before_it_closes(qtbot: QtBot, page: TrainPage) -> None:
    assert page.lost_on_closing() == ""
    page.views.show_view("runs")
    runs = page.views.view("runs")
    assert isinstance(runs, RunsView)
    runs.queued.add([page.controls.setup()] * 2)
    assert page.lost_on_closing() == "The queue is not kept, and runs still wait in it: 2."
    runs.queue.remove(1)
    runs.queue.remove(2)
    choose(page, epochs=1000)
    with full_disk():
        qtbot.mouseClick(page.header.start, LEFT)
        stop_at(qtbot, page, 3)
    assert "The end of the run could not be saved" in page.lost_on_closing()


def test_a_run_whose_pictures_have_moved_goes_on_with_those_that_are_chosen(
    qtbot: QtBot, make_page: MakePage, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()

    def open_(choice: DataChoice) -> Iterator[object]:
        if not Path(choice.folder).is_dir():
            raise DataMissing("The folder {folder} is gone.", folder=choice.folder)
        yield from open_tiny(choice)

    first = make_page(open_, here)
    choose(first, epochs=1000)
    qtbot.mouseClick(first.header.start, LEFT)
    stop_at(qtbot, first, 3)
    (kept,) = list_runs()
    here.rename(there)
    later = make_page(open_)
    later.wiring.open_run(kept.path)
    qtbot.mouseClick(later.header.resume, LEFT)
    qtbot.waitUntil(lambda: "is gone" in later.notice.text(), timeout=20_000)
    later.controls.data.set_choice(replace(kept.setup.data, folder=str(there)))  # type: ignore[union-attr]
    qtbot.mouseClick(later.header.resume, LEFT)
    stop_at(qtbot, later, kept.summary.step + 3)
    assert open_run(kept.path).setup.data.folder == str(there)
