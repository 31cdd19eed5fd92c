"""Whatever stands in the folder of a run, it opens as far as that is possible, or is explained."""

import json
import os
import shutil
import struct
from pathlib import Path
from typing import Any

import pytest

from cnnviz.data.model_paths import shown
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.stored_run import StoredRun, open_run
from tests.history.toy_runs import SETUP, differences, finished, recorder, taken


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda number: None)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was stopped after ten of its steps, saved all along."""
    folder = RunFolder.create_at(tmp_path_factory.mktemp("left") / "run", SETUP)
    taken(recorder(folder), 10)
    return folder.path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = RunFolder.create_at(tmp_path_factory.mktemp("whole") / "run", SETUP)
    taken(recorder(folder, saves=False))
    return folder.path


@pytest.fixture
def run(left: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(left, tmp_path / "copy"))


def opened(path: Path) -> StoredRun | str:
    """The run, or why it cannot be opened."""
    try:
        return open_run(path)
    except RunFolderError as error:
        return str(error)


FILES = ("run.json", "metrics.csv", "evaluations.csv", "statistics.csv", "checkpoint.safetensors", "model.safetensors")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_truncated_anywhere_costs_no_more_than_itself(run: Path, name: str) -> None:
    content = (run / name).read_bytes()
    ends = {0, 1, 7, 8, 9, len(content) // 3, len(content) // 2, len(content) - 1}
    for end in sorted(ends):
        (run / name).write_bytes(content[:end])
        stored = open_run(run)
        assert stored.checkpoint is not None and 9 <= stored.checkpoint.step <= 10, (name, end)
        # the last row of the metrics is one that does not count yet
        counts = name != "model.safetensors" and (name, end) != ("metrics.csv", len(content) - 1)
        assert bool(stored.notes) == counts, (name, end)
        stored.setup.new_network().load(stored.snapshots.get(0).weights)


@pytest.mark.parametrize(
    "name", ["run.json", "checkpoint.safetensors", "model.safetensors", "checkpoint-before.safetensors"]
)
@pytest.mark.parametrize("gone", [True, False])
def test_a_run_without_one_of_its_files_still_goes_on_to_the_same_end(
    run: Path, whole: Path, name: str, gone: bool
) -> None:
    if gone:
        (run / name).unlink()
    else:
        (run / name).write_bytes((run / name).read_bytes()[:100])
    finished(run)
    assert list(differences(run, whole)) == []
    assert open_run(run).notes == ()


@pytest.mark.parametrize("name", ["metrics.csv", "evaluations.csv", "statistics.csv"])
def test_a_run_that_lost_rows_goes_on_to_the_same_weights(run: Path, whole: Path, name: str) -> None:
    (run / name).write_bytes((run / name).read_bytes()[:150])
    finished(run)
    found = set(differences(run, whole))
    assert found <= {name}
    assert open_run(run).record.loss.y[-1] == open_run(whole).record.loss.y[-1]


def test_without_run_json_and_checkpoints_there_is_no_run(run: Path) -> None:
    for name in ("run.json", "checkpoint.safetensors", "checkpoint-before.safetensors"):
        (run / name).unlink()
    assert opened(run) == f"There is no run in {shown(run)}: it has no run.json. Choose the folder of a run."


def test_a_run_without_checkpoints_can_be_looked_at_but_not_gone_on_with(run: Path) -> None:
    for name in ("checkpoint.safetensors", "checkpoint-before.safetensors"):
        (run / name).unlink()
    stored = open_run(run)
    assert not stored.can_go_on and len(stored.record.loss) == 10 and len(stored.snapshots) > 3


def test_what_is_no_run_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for path in (tmp_path, tmp_path / "gone", tmp_path / "file", Path("a" * 500)):
        assert isinstance(opened(path), str), path
    with pytest.raises(RunFolderError, match=r"There is no run in .*file: it has no run\.json"):
        open_run(tmp_path / "file")


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


HEADS = [
    b"", b"\xff\xfe", b"null", b"[]", b"7", b'{"version": 2}', b'{"version": 1}', b'{"version": 1, "setup": 7}',
    deep(100_000).encode(), b'{"version": ' + b"9" * 5000 + b"}", b"x" * 9_000_000,
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HEADS)))
def test_hostile_heads_are_explained_where_there_is_no_checkpoint(run: Path, number: int) -> None:
    (run / "run.json").write_bytes(HEADS[number])
    stored = open_run(run)
    assert stored.notes and stored.setup == SETUP and stored.record.step == 10
    for path in run.glob("checkpoint*"):
        path.unlink()
    assert isinstance(opened(run), str)


CHANGES: list[tuple[tuple[str, ...], Any]] = [
    (("setup", "name"), 7),
    (("setup", "name"), "x" * 1000),
    (("setup", "name"), "\ud800"),
    (("setup", "network"), None),
    (("setup", "network", "layers"), [{"name": "a", "kind": "System"}]),
    (("setup", "network", "input_shape"), [-1, 6, 6]),
    (("setup", "data"), []),
    (("setup", "data", "dataset"), 3),
    (("setup", "data", "validation"), True),
    (("setup", "settings"), None),
    (("setup", "settings", "epochs"), "many"),
    (("setup", "settings", "epochs"), [1]),
    (("setup", "settings", "epochs"), 1e300),
    (("setup", "settings", "optimizer"), "rm -rf"),
    (("setup", "settings", "evaluate_every"), -1),
    (("setup", "settings", "surprise"), 1),
    (("summary",), 3),
    (("summary", "state"), "flying"),
    (("summary", "step"), -5),
    (("summary", "step"), 1.5),
    (("summary", "seconds"), float("inf")),
    (("summary", "test_accuracy"), "good"),
    (("summary", "reason"), None),
]


@pytest.mark.parametrize(("where", "value"), CHANGES, ids=lambda each: ascii(each)[:40])
def test_a_head_with_something_wrong_in_it_is_explained(run: Path, where: tuple[str, ...], value: Any) -> None:
    head = json.loads((run / "run.json").read_text(encoding="utf-8"))
    inner = head
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    (run / "run.json").write_text(json.dumps(head), encoding="utf-8")
    assert open_run(run).notes
    for path in run.glob("checkpoint*"):
        path.unlink()
    assert isinstance(opened(run), str)


def with_facts(path: Path, facts: Any) -> None:
    """Give the safetensors file other metadata, and leave its arrays."""
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"] = {"cnnviz run": facts if isinstance(facts, str) else json.dumps(facts)}
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])


def facts_of(path: Path) -> Any:
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + struct.unpack("<Q", content[:8])[0]])
    return json.loads(header["__metadata__"]["cnnviz run"])


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ((), "not JSON"), ((), deep(100_000)), ((), 3), (("rows",), {}), (("rows", "metrics"), -1),
        (("rows", "metrics"), float("inf")), (("checkpoint",), []), (("checkpoint", "step"), -1),
        (("checkpoint", "place"), "moon"), (("checkpoint", "settings"), {"epochs": "x"}),
        (("checkpoint", "version"), 9),
        (("last",), {"step": float("nan")}), (("last",), 7), (("early_stop",), {}), (("seconds",), "long"),
        (("pictures",), 3), (("row",), None), (("setup",), 1),
    ],
    ids=lambda each: ascii(each)[:40],
)  # fmt: skip
def test_a_checkpoint_with_something_wrong_in_it_gives_way_to_the_one_before(
    run: Path, where: tuple[str, ...], value: Any
) -> None:
    path = run / "checkpoint.safetensors"
    facts = facts_of(path)
    inner = facts
    for key in where[:-1]:
        inner = inner[key]
    if where:
        inner[where[-1]] = value
    with_facts(path, facts if where else value)
    stored = open_run(run)
    assert stored.checkpoint is not None and len(stored.notes) == 1 and "is damaged" in stored.notes[0]


def test_weights_of_another_network_are_explained(run: Path) -> None:
    head = json.loads((run / "run.json").read_text(encoding="utf-8"))
    head["setup"]["network"]["layers"][0]["out_channels"] = 5
    head["setup"]["network"]["layers"][-1]["in_features"] = 180
    (run / "run.json").write_text(json.dumps(head), encoding="utf-8")
    stored = open_run(run)
    with pytest.raises(RunFolderError, match="are not those of its network"):
        stored.new_network()


@pytest.mark.parametrize(
    "line",
    ["", "3", "3,1,a,b,c", "nan,1,,,,", '3,1,"0.5\n', "3,1," + "9" * 200_000, "\0",
     "3,1,0.1,0.2,0.001,,,,,shoe 1 -> 2"],
)  # fmt: skip
def test_a_row_that_makes_no_sense_is_passed_over(run: Path, line: str) -> None:
    lines = (run / "metrics.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[4] = line + "\n"
    (run / "metrics.csv").write_text("".join(lines), encoding="utf-8")
    stored = open_run(run)
    assert len(stored.record.loss) >= 2 and stored.record.step == 10
    assert stored.notes == () or "damaged or missing" in stored.notes[0]


def test_tables_that_a_spreadsheet_has_saved_again_are_read(run: Path) -> None:
    before = open_run(run).record
    for name in ("metrics.csv", "evaluations.csv", "statistics.csv"):
        (run / name).write_bytes((run / name).read_bytes().replace(b"\n", b"\r\n"))
    after = open_run(run).record
    assert after.loss.y.tolist() == before.loss.y.tolist() and after.evaluations == before.evaluations
    assert after.statistics == before.statistics


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes to be waited for")
@pytest.mark.parametrize("name", [*FILES, "checkpoint-before.safetensors"])
def test_a_pipe_or_a_folder_in_the_place_of_a_file_is_not_waited_for(run: Path, name: str) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    assert opened(run)
    (run / name).unlink()
    (run / name).mkdir()
    assert opened(run)


def test_reading_changes_nothing(run: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in run.rglob("*") if path.is_file()}

    before = state()
    stored = open_run(run)
    stored.new_network().load(stored.snapshots.get(2).weights)
    assert state() == before
