"""The folder of a run: a name of its own that every system takes, locked while it is written."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cnnviz.data.data_choice import DataChoice
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder, folder_name
from cnnviz.history.run_lock import RunLock, in_use
from cnnviz.history.stored_run import open_run
from cnnviz.paths import runs_dir
from tests.history.toy_runs import SETUP, recorder


def test_each_run_has_a_folder_of_its_own_even_in_the_same_second(tmp_path: Path) -> None:
    paths = [RunFolder.create(SETUP, tmp_path / "runs").path.name for _ in range(3)]
    assert paths == ["2025-03-01 17-04-09 toy", "2025-03-01 17-04-09 toy-2", "2025-03-01 17-04-09 toy-3"]


def test_without_another_place_runs_are_in_the_users_folder() -> None:
    folder = RunFolder.create(SETUP)
    assert folder.path.parent == runs_dir()
    assert json.loads(folder.head.read_text(encoding="utf-8"))["setup"]["created"] == SETUP.created


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("../../etc/passwd", "etc passwd"),
        ('a<b>:"|?*\\c', "a b c"),
        ("dot.", "dot"),
        ("new\nline\0", "new line"),
        ("größer 数字", "größer 数字"),
        ("", ""),
        ("x" * 300, "x" * 60),
    ],
)
def test_names_of_people_become_names_of_folders(tmp_path: Path, name: str, end: str) -> None:
    assert folder_name(replace(SETUP, name=name)) == f"2025-03-01 17-04-09 {end}".strip()
    assert RunFolder.create(replace(SETUP, name=name), tmp_path).path.parent == tmp_path


def test_a_name_of_bytes_that_are_no_letters_is_kept_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    data = DataChoice("folder", "/pictures/caf\udce9")
    setup = replace(SETUP, name="caf\udce9 " + "x" * 300, data=data)
    list(recorder(RunFolder.create_at(tmp_path / "run", setup), setup=setup).reports())
    stored = open_run(tmp_path / "run")
    assert stored.saved is not None and not stored.notes
    assert stored.setup.name == stored.saved.setup.name == ("caf? " + "x" * 300)[:200]
    assert stored.setup.data == data  # the folder can still be opened


def test_a_folder_that_has_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunFolderError, match="is not empty"):
        RunFolder.create_at(tmp_path, SETUP)
    with pytest.raises(RunFolderError, match="cannot be kept in"):
        RunFolder.create_at(tmp_path / "mine.txt" / "run", SETUP)
    with pytest.raises(RunFolderError, match="cannot be kept in"):
        RunFolder.create(SETUP, tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_lock_holds_until_it_is_closed(tmp_path: Path) -> None:
    assert not in_use(tmp_path)
    with RunLock(tmp_path):
        assert in_use(tmp_path)
        with pytest.raises(RunFolderError, match="is being written by another program"):
            RunLock(tmp_path)
    assert not in_use(tmp_path)


def test_the_lock_of_a_program_that_died_does_not_count(tmp_path: Path) -> None:
    holder = (
        "import sys, time\nfrom pathlib import Path\nfrom cnnviz.history.run_lock import RunLock\n"
        "lock = RunLock(Path(sys.argv[1]))\nprint('held', flush=True)\ntime.sleep(60)"
    )
    words = [sys.executable, "-c", holder, str(tmp_path)]
    with subprocess.Popen(words, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        assert in_use(tmp_path)
        process.kill()
        process.wait()
        assert not in_use(tmp_path)


def test_a_folder_that_cannot_be_locked_is_explained(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="cannot be written: No such file"):
        RunLock(tmp_path / "gone")
