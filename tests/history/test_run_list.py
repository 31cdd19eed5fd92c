"""Runs in a list: read from one file each, renamed, deleted, copied, and given to a spreadsheet."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cnnviz.history import run_list
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_list import copy_run, delete_run, export_metrics, list_runs, rename_run
from cnnviz.history.run_lock import RunLock
from cnnviz.history.stored_run import open_run
from tests.history.toy_runs import SETUP, recorder, taken


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda number: None)


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def kept(parent: Path, name: str, steps: int | None = None, created: str = SETUP.created) -> Path:
    setup = replace(SETUP, name=name, created=created)
    folder = RunFolder.create(setup, parent)
    taken(recorder(folder, saves=False, setup=setup), steps)
    return folder.path


def test_runs_are_listed_the_newest_first_with_how_far_they_are(parent: Path) -> None:
    assert list_runs(parent) == []
    kept(parent, "old", 5, "2025-01-01T10:00:00")
    kept(parent, "new", None, "2025-02-01T10:00:00")
    (parent / "not a run").mkdir()
    (parent / "a file").write_bytes(b"x")
    new, old = list_runs(parent)
    assert [run.name for run in (new, old)] == ["new", "old"]
    assert (new.summary.state, new.summary.step, new.summary.total) == ("finished", 15, 15)
    assert (old.summary.state, old.summary.step, old.summary.test_accuracy) == ("stopped", 5, None)
    record = open_run(new.path).record
    assert record.test is not None and new.summary.test_accuracy == record.test.accuracy
    assert new.summary.best_accuracy == max(each.accuracy for each in record.scores("validation"))
    assert new.setup is not None and new.setup.settings == SETUP.settings


def test_a_list_reads_only_the_one_small_file_of_each_run(parent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(parent, "first", 2)
    for number in range(199):
        (parent / f"{number}").mkdir()
        shutil.copy(path / "run.json", parent / f"{number}")
    reads: list[Path] = []
    opened = Path.open

    def counted(self: Path, *arguments: object, **more: object) -> object:
        reads.append(self)
        return opened(self, *arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", counted)
    assert len(list_runs(parent)) == 200
    assert len(reads) == 200 and {each.name for each in reads} == {"run.json"}


def test_a_damaged_run_is_listed_with_what_is_wrong_with_it(parent: Path) -> None:
    path = kept(parent, "first", 2)
    (path / "run.json").write_bytes(b"{")
    (found,) = list_runs(parent)
    assert found.setup is None and found.name == path.name and "cannot be read" in found.trouble


def test_a_run_that_was_killed_is_listed_as_stopped_and_one_that_is_on_as_running(parent: Path) -> None:
    folder = RunFolder.create(SETUP, parent)
    reports = recorder(folder).reports()
    next(reports)
    assert [run.summary.state for run in list_runs(parent)] == ["running"]
    left = folder.head.read_bytes()
    reports.close()
    folder.head.write_bytes(left)
    assert [run.summary.state for run in list_runs(parent)] == ["stopped"]


def test_a_folder_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(RunFolderError, match="cannot be read"):
        list_runs(tmp_path / "file")


def test_a_run_gets_another_name_and_keeps_all_else(parent: Path) -> None:
    path = kept(parent, "first", 5)
    before = open_run(path)
    rename_run(path, "  the   better\none ")
    after = open_run(path)
    assert after.setup == replace(before.setup, name="the better one") and after.summary == before.summary
    assert list_runs(parent)[0].name == "the better one" and after.folder.path == path


def test_a_run_is_deleted_with_all_its_files_and_nothing_else(parent: Path) -> None:
    path, other = kept(parent, "first", 2), kept(parent, "second", 2)
    delete_run(path)
    assert not path.exists() and [run.path for run in list_runs(parent)] == [other]
    with pytest.raises(RunFolderError, match="nothing was deleted"):
        delete_run(parent)
    assert other.exists()


def test_a_run_that_is_being_written_is_neither_renamed_nor_deleted(parent: Path) -> None:
    path = kept(parent, "first", 2)
    with RunLock(path):
        for change in (lambda: delete_run(path), lambda: rename_run(path, "other")):
            with pytest.raises(RunFolderError, match="is being written"):
                change()
    assert list_runs(parent)[0].name == "first"


def test_a_copy_is_a_run_of_its_own(parent: Path, tmp_path: Path) -> None:
    path = kept(parent, "first", 5)
    copy_run(path, tmp_path / "elsewhere" / "copy")
    copy, run = open_run(tmp_path / "elsewhere" / "copy"), open_run(path)
    assert copy.setup == run.setup and copy.snapshots.steps == run.snapshots.steps and copy.can_go_on
    with pytest.raises(RunFolderError, match="There is something called"):
        copy_run(path, tmp_path / "elsewhere" / "copy")
    with pytest.raises(RunFolderError, match="There is no run"):
        copy_run(tmp_path, tmp_path / "another")
    assert not (tmp_path / "another").exists()


def test_a_copy_that_does_not_fit_leaves_nothing(parent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(parent, "first", 5)

    def full(*_: object, **__: object) -> None:
        (tmp_path / "copy").mkdir()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_list.shutil, "copytree", full)
    with pytest.raises(RunFolderError, match="No space left on device"):
        copy_run(path, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_metrics_become_a_file_of_their_own(parent: Path, tmp_path: Path) -> None:
    path = kept(parent, "first")
    export_metrics(path, tmp_path / "metrics.csv")
    assert (tmp_path / "metrics.csv").read_bytes() == (path / "metrics.csv").read_bytes()
    with pytest.raises(RunFolderError, match="cannot be changed"):
        export_metrics(path, tmp_path / "gone" / "metrics.csv")
