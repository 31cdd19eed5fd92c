"""Snapshots by index: within the bound, on disk where there is one, as they were, whatever happens to the files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.reports import EvaluationReport
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.snapshot import Snapshot
from cnnviz.history.snapshot_files import SnapshotFiles
from cnnviz.history.snapshots import READY, SnapshotStore


def snapshot(step: int, weights: int = 100) -> Snapshot:
    rng = np.random.default_rng(step)
    answers = rng.integers(0, 3, 5), *rng.random((2, 5)).astype(np.float32)
    score = EvaluationReport(step, step // 10, 1 / (step + 1), 0.5, "validation", 5, *answers)
    arrays = {"conv1.weight": rng.normal(size=(weights, 1, 1, 1)).astype(np.float32), "conv1.bias": np.ones(2)}
    slopes = {"conv1.weight": rng.normal(size=(weights, 1, 1, 1)).astype(np.float32)} if step else {}
    return Snapshot(step, step // 10, arrays, slopes, score)


def same(one: Snapshot, other: Snapshot) -> bool:
    def all_of(each: Snapshot) -> dict[str, bytes]:
        score = each.evaluation
        arrays = {**each.weights, **{f"slope {name}": array for name, array in each.gradients.items()}}
        arrays |= {"predicted": score.predicted, "sureness": score.sureness, "truth": score.truth}
        return {name: array.tobytes() + str((array.shape, array.dtype)).encode() for name, array in arrays.items()}

    return (one.step, one.epoch, one.evaluation, all_of(one)) == (
        other.step, other.epoch, other.evaluation, all_of(other)
    )  # fmt: skip


def on_disk(path: Path, bound: int = 256_000_000) -> SnapshotStore:
    return SnapshotStore(bound, SnapshotFiles(path / "snapshots"))


def test_a_snapshot_on_disk_is_read_as_it_was(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    for step in (0, 5, 10):
        store.add(snapshot(step))
    again = SnapshotStore.of_folder(tmp_path / "snapshots")
    assert again.steps == [0, 5, 10] and again.size == store.size and again.in_memory == 0
    assert all(same(again.get(index), snapshot(step)) for index, step in enumerate(again.steps))
    assert again.get(1).size == snapshot(5).size


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(2, 12))
def test_disk_and_memory_keep_the_same_steps(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[int], room: int
) -> None:
    path, bound = tmp_path_factory.mktemp("same"), room * snapshot(1).size
    disk, memory = on_disk(path, bound), SnapshotStore(bound)
    for step in np.cumsum(gaps).tolist():
        disk.add(snapshot(step))
        memory.add(snapshot(step))
        assert disk.size == memory.size <= bound
    assert disk.steps == memory.steps == SnapshotStore.of_folder(path / "snapshots").steps
    assert memory.in_memory == memory.size


def test_memory_stays_as_it_is_while_the_disk_fills(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    for step in range(60):
        store.add(snapshot(step, weights=50_000))
    for index in range(len(store)):
        store.get(index)
    assert store.size > 2 * READY >= 2 * store.in_memory


def test_the_same_step_again_takes_the_place_of_the_first_and_of_all_later_ones(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    for step in (0, 5, 10, 15):
        store.add(snapshot(step))
    other = Snapshot(5, 9, snapshot(6).weights, {}, snapshot(6).evaluation)
    store.add(other)
    assert store.steps == [0, 5] and same(store.get(1), other)
    assert SnapshotStore.of_folder(tmp_path / "snapshots").steps == [0, 5]


def test_nearest_is_the_closest_step(tmp_path: Path) -> None:
    store = SnapshotStore()
    with pytest.raises(IndexError):
        store.nearest(3)
    with pytest.raises(IndexError):
        store.get(0)
    for step in (0, 4, 10):
        store.add(snapshot(step))
    assert [store.nearest(step) for step in (-3, 2, 2.5, 7, 8, 99)] == [0, 0, 1, 1, 2, 2]


def test_what_cannot_be_written_stays_in_memory_until_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = on_disk(tmp_path)
    store.add(snapshot(0))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        store.add(snapshot(5))
        store.add(snapshot(6))
        with pytest.raises(OSError, match="No space left"):
            store.sync()
        assert store.steps == [0, 5, 6] and same(store.get(1), snapshot(5))
    store.sync()
    assert SnapshotStore.of_folder(tmp_path / "snapshots").steps == [0, 5, 6]
    assert not list((tmp_path / "snapshots").glob("*.part"))


def full(*_: object) -> int:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("left", [0, 1, 7, 8, 20, 300, -1])
def test_a_torn_snapshot_is_left_out_with_a_note(tmp_path: Path, left: int) -> None:
    store = on_disk(tmp_path)
    for step in (0, 5, 10):
        store.add(snapshot(step))
    torn = tmp_path / "snapshots" / "00000005.safetensors"
    torn.write_bytes(torn.read_bytes()[:left])
    again = SnapshotStore.of_folder(tmp_path / "snapshots")
    assert again.steps == [0, 10] and again.note == "Damaged snapshots that are left out: 1."


def test_a_snapshot_that_is_damaged_inside_is_explained_and_then_left_out(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    for step in (0, 5, 10):
        store.add(snapshot(step))
    path = tmp_path / "snapshots" / "00000005.safetensors"
    path.write_bytes(path.read_bytes().replace(b"cnnviz snapshot", b"another thing !"))
    again = SnapshotStore.of_folder(tmp_path / "snapshots")
    with pytest.raises(RunFolderError, match="is damaged"):
        again.get(1)
    assert again.steps == [0, 10] and same(again.get(1), snapshot(10))


def test_a_snapshot_that_somebody_deleted_gives_its_neighbour(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    for step in (0, 5, 10):
        store.add(snapshot(step))
    again = SnapshotStore.of_folder(tmp_path / "snapshots")
    (tmp_path / "snapshots" / "00000005.safetensors").unlink()
    assert again.get(1).step == 10 and again.steps == [0, 10]


def test_a_folder_is_read_only_up_to_a_step_and_cut_back_on_request(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    for step in (0, 5, 10):
        store.add(snapshot(step))
    again = SnapshotStore.of_folder(tmp_path / "snapshots", up_to=7)
    assert again.steps == [0, 5] and len(list((tmp_path / "snapshots").iterdir())) == 3
    again.cut_back(7)
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == [
        "00000000.safetensors", "00000005.safetensors",
    ]  # fmt: skip


def test_a_network_without_room_for_one_snapshot_says_so_before_a_copy_is_made() -> None:
    store = SnapshotStore(bound=1000)
    assert store.takes(1000) and not store.note
    assert not store.takes(2_000_000)
    store.add(snapshot(0, weights=1000))
    assert len(store) == 0 and "no way back to earlier steps" in store.note


def test_a_network_with_room_for_one_snapshot_keeps_the_latest() -> None:
    store = SnapshotStore(bound=snapshot(1).size)
    for step in (1, 2, 3):
        store.add(snapshot(step))
    assert store.steps == [3] and "only the latest snapshot" in store.note


def test_a_full_time_line_says_why_later_steps_are_further_apart() -> None:
    store = SnapshotStore(bound=5 * snapshot(1).size)
    for step in range(20):
        store.add(snapshot(step))
    assert "the later in the run, the further apart" in store.note


def test_gradients_are_those_of_the_very_step_or_none(tmp_path: Path) -> None:
    store = on_disk(tmp_path)
    assert store.gradients_of(0) == {}
    for step in (0, 5):
        store.add(snapshot(step))
    np.testing.assert_array_equal(
        store.gradients_of(5)["conv1.weight"], snapshot(5).gradients["conv1.weight"], strict=True
    )
    assert store.gradients_of(4) == store.gradients_of(0) == {}
