"""A run is kept while it is made: what is reported, what lies in the folder, and how it goes on after any end."""

import csv
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

from cnnviz.data.model_files import load_model
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.reports import ChangeReport, EvaluationReport, StepReport
from cnnviz.engine.statistics import StatisticsReport, statistics_of
from cnnviz.engine.training import Training
from cnnviz.history.recorder import AUTOSAVE_S, REST, Recorder, evaluate_every
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_list import rename_run
from cnnviz.history.snapshot import Autosaved, AutosaveFailed, SnapshotReport
from cnnviz.history.stored_run import open_run
from tests.history.toy_runs import (
    SETTINGS,
    SETUP,
    Clock,
    contents,
    differences,
    finished,
    recorder,
    resumed,
    source,
    taken,
)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests end no process between a write and its way to the disk; `test_crashes` does."""
    monkeypatch.setattr("os.fsync", lambda number: None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing disturbed."""
    folder = RunFolder.create_at(tmp_path_factory.mktemp("whole") / "run", SETUP)
    taken(recorder(folder, saves=False))
    return folder.path


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create_at(tmp_path / "run", SETUP)


def kinds(reports: list[object], kind: type) -> list[object]:
    return [report for report in reports if isinstance(report, kind)]


def test_all_that_training_reports_is_passed_on_with_a_snapshot_for_each_evaluation() -> None:
    plain = list(Training(SETUP.new_network(), source(), SETTINGS).reports())
    run = recorder(saves=False)
    reports = taken(run)
    extra = (SnapshotReport, StatisticsReport)
    assert [report for report in reports if not isinstance(report, extra)] == plain
    for before, report in itertools.pairwise(reports):
        if isinstance(report, SnapshotReport):
            assert report.snapshot.evaluation is before
    scores = [each for each in kinds(reports, EvaluationReport) if each.part == "validation"]  # type: ignore[attr-defined]
    assert run.snapshots.steps == [each.step for each in scores]  # type: ignore[attr-defined]
    assert run.snapshots.steps[0] == 0 and run.snapshots.steps[-1] == 15


def test_a_snapshot_holds_the_weights_of_its_step_and_the_slopes_of_convolutions() -> None:
    run = recorder(saves=False)
    for report in run.reports():
        if isinstance(report, SnapshotReport):
            snapshot = report.snapshot
            assert all((snapshot.weights[name] == a).all() for name, a in run.training.network.weights.items())
            assert list(snapshot.gradients) == (["conv1.weight"] if snapshot.step else [])
            if run.training.last is not None:
                assert (snapshot.gradients["conv1.weight"] == run.training.last.gradients["conv1.weight"]).all()
    first = run.snapshots.get(0).weights["conv1.weight"]
    assert not (first == run.training.network.weights["conv1.weight"]).all()


def test_statistics_come_before_their_step_and_ever_more_rarely() -> None:
    setup = replace(SETUP, settings=replace(SETTINGS, epochs=20, evaluate_every=0))
    reports = taken(recorder(clock=Clock(0.005), setup=setup))
    found = kinds(reports, StatisticsReport)
    assert [each.step for each in found] == [1, 21, 41, 61, 81]  # type: ignore[attr-defined]
    for report, after in itertools.pairwise(reports):
        if isinstance(report, StatisticsReport):
            assert isinstance(after, StepReport) and after.step == report.step
            assert [layer.layer for layer in report.layers] == ["conv1", "head"]
            assert all(layer.update > 0 and layer.gradient > 0 for layer in report.layers)


def test_statistics_are_not_made_more_than_four_times_a_second() -> None:
    setup = replace(SETUP, settings=replace(SETTINGS, epochs=20, evaluate_every=0))
    assert len(kinds(taken(recorder(clock=Clock(0.0001), setup=setup)), StatisticsReport)) == 1


@pytest.mark.parametrize(
    ("step_s", "statistics_s", "steps"),
    [(0.02, 0.0, 20), (0.7, 0.0, 3), (3.0, 0.0, 1), (0.7, 0.2, 6), (3.0, 1.0, 7), (0.7, 5.0, 20)],
)
def test_statistics_of_slow_networks_come_after_two_seconds_or_as_often_as_they_cost_little(
    monkeypatch: pytest.MonkeyPatch, step_s: float, statistics_s: float, steps: int
) -> None:
    setup = replace(SETUP, settings=replace(SETTINGS, epochs=20, evaluate_every=0))
    clock = Clock()

    def costly(*given: Any) -> Any:
        clock.now += statistics_s
        return statistics_of(*given)

    monkeypatch.setattr("cnnviz.history.statistics_watch.statistics_of", costly)
    found = []
    for report in recorder(clock=clock, setup=setup, saves=False).reports():
        if isinstance(report, StepReport):
            clock.now += step_s
        elif isinstance(report, StatisticsReport):
            found.append(report.step)
    apart = np.diff(found)
    assert found[0] == 1 and set(apart) == {steps}


def test_statistics_of_a_slow_run_come_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.history.statistics_watch.SHARE", 20)
    setup = replace(SETUP, settings=replace(SETTINGS, epochs=20, evaluate_every=0))
    clock, found = Clock(), []
    for report in recorder(clock=clock, setup=setup, saves=False).reports():
        if isinstance(report, StepReport):
            clock.now += 10.0
        elif isinstance(report, StatisticsReport):
            found.append(report.step)
    apart = np.diff(found)
    assert found[:3] == [1, 2, 3] and (np.diff(apart) >= 0).all() and apart[-1] > 3


def test_autosaves_are_apart_by_seconds_and_by_what_they_cost(folder: RunFolder) -> None:
    for tick in (0.001, 0.1, 0.5):  # a save looks at the clock twice, so it takes one tick
        clock = Clock(tick)
        setup = replace(SETUP, settings=replace(SETTINGS, epochs=20))
        run = recorder(RunFolder.create_at(folder.path / str(tick), setup), setup=setup)
        reports = Recorder(run.training, setup, run.folder, clock=clock).reports()
        times = []
        for report in reports:
            clock.now += 1.0
            if isinstance(report, Autosaved):
                times.append(clock.now)
        waits = np.diff(times[:-1])
        assert len(waits) > 3 and waits.min() >= max(AUTOSAVE_S, REST * tick) >= waits.max() - 2 - 10 * tick


def test_tables_are_what_a_spreadsheet_wants(whole: Path) -> None:
    with (whole / "metrics.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(16))  # with a row for the score before the first step
    assert all(float(row["loss"]) > 0 for row in rows[1:])
    assert {row["validation_accuracy"] != "" for row in rows} == {True, False}
    assert rows[-1]["test_accuracy"] != "" and {row["test_accuracy"] for row in rows[:-1]} == {""}
    with (whole / "statistics.csv").open(newline="", encoding="utf-8") as file:
        assert {row["layer"] for row in csv.DictReader(file)} == {"conv1", "head"}


def test_the_model_of_a_run_is_a_model_file_with_facts(whole: Path) -> None:
    network = load_model(whole / "model.safetensors")
    stored = open_run(whole)
    assert all((stored.new_network().weights[name] == array).all() for name, array in network.weights.items())
    assert network.info["steps"] == "15 / 15" and network.info["network"] == "own"
    assert network.info["test accuracy"].endswith(" %") and "adam 0.001 cosine" in network.info["settings"]


def test_an_opened_run_tells_what_was_told_while_it_was_made(tmp_path: Path) -> None:
    folder = RunFolder.create_at(tmp_path / "run", SETUP)
    reports = taken(recorder(folder))
    stored = open_run(folder.path)
    steps = kinds(reports, StepReport)
    record = stored.record
    assert record.loss.y.tolist() == [step.loss for step in steps]  # type: ignore[attr-defined]
    assert record.rate.x.tolist() == list(range(1, 16))
    assert record.last == steps[-1] and record.state == "finished" and record.step == 15
    assert record.statistics == kinds(reports, StatisticsReport)
    scores = kinds(reports, EvaluationReport)
    assert [(each.step, each.loss) for each in record.evaluations] == [(each.step, each.loss) for each in scores]  # type: ignore[attr-defined]
    assert record.test is not None and record.test.accuracy == stored.summary.test_accuracy
    assert stored.setup == SETUP and stored.notes == () and not stored.can_go_on


@pytest.mark.parametrize("steps", [0, 1, 2, 5, 6, 7, 11, 14, 15])
def test_a_stopped_run_goes_on_to_the_same_weights_and_files(folder: RunFolder, whole: Path, steps: int) -> None:
    taken(recorder(folder, saves=False), steps)
    stored = open_run(folder.path)
    assert stored.summary.state == "stopped" and stored.record.step == steps and stored.can_go_on
    assert len(stored.record.loss) == steps
    finished(folder.path)
    assert list(differences(folder.path, whole)) == []
    assert open_run(folder.path).snapshots.steps == open_run(whole).snapshots.steps


def test_a_run_may_be_stopped_after_any_report(tmp_path: Path, whole: Path) -> None:
    for count in range(1, 48, 6):
        folder = RunFolder.create_at(tmp_path / str(count), SETUP)
        reports = recorder(folder, saves=False).reports()
        for _ in zip(range(count), reports, strict=False):
            pass
        reports.close()
        finished(folder.path)
        assert list(differences(folder.path, whole)) == [], count


def test_a_run_that_vanished_loses_what_came_after_the_last_save(folder: RunFolder, whole: Path) -> None:
    run = recorder(folder, saves=False)
    reports = run.reports()
    for report in reports:
        if isinstance(report, StepReport) and report.step == 5:
            assert isinstance(run.save_now(), Autosaved)
        if isinstance(report, StepReport) and report.step == 9:
            break
    left = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    reports.close()
    for path, content in left.items():
        path.write_bytes(content)  # as if it had never come to the end
    stored = open_run(folder.path)
    assert stored.record.step == 5 and max(stored.snapshots.steps) <= 5 and stored.summary.state == "stopped"
    finished(folder.path)
    assert list(differences(folder.path, whole)) == []


def test_changes_and_what_is_pending_survive(tmp_path: Path) -> None:
    def begun(name: str, stop: bool) -> Path:
        folder = RunFolder.create_at(tmp_path / name, SETUP)
        run = recorder(folder, saves=False)
        reports = run.reports()
        for report in reports:
            if isinstance(report, StepReport) and report.step == 3:
                run.training.change(learning_rate=0.01, rotation=20.0)
            if stop and isinstance(report, StepReport) and report.step == 4:
                break
        reports.close()
        return folder.path

    whole, part = begun("whole", stop=False), begun("part", stop=True)
    stored = open_run(part)
    assert stored.checkpoint is not None and stored.checkpoint.pending == {"rotation": 20.0}
    assert [change.name for change in stored.record.changes[0].changes] == ["learning_rate"]
    finished(part)
    assert list(differences(part, whole)) == []
    changes = open_run(part).record.changes
    assert [(each.step, each.changes[0].before, each.changes[0].after) for each in changes] == [
        (3, 0.001, 0.01), (5, 10.0, 20.0),
    ]  # fmt: skip
    assert all(isinstance(each, ChangeReport) for each in changes)


CALLS = {"os.fsync": lambda number: None, "os.replace": os.replace, "pathlib.Path.write_bytes": Path.write_bytes}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("good", range(0, 14, 2))
def test_a_full_disk_stops_only_the_saving(
    folder: RunFolder, whole: Path, monkeypatch: pytest.MonkeyPatch, call: str, good: int
) -> None:
    run, calls = recorder(folder), 0

    def sometimes(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if good < calls <= good + 9:
            raise OSError(28, "No space left on device")
        return CALLS[call](*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(call, sometimes)
        reports = list(run.reports())
    failures = [report for report in reports if isinstance(report, AutosaveFailed)]
    assert failures and all("No space left on device. It goes on" in failure.reason for failure in failures)
    assert isinstance(reports[-1], Autosaved)
    assert set(differences(folder.path, whole)) <= {"snapshots"}  # some may have been let go to make room
    kept, taken = open_run(folder.path).snapshots.steps, open_run(whole).snapshots.steps
    assert set(kept) <= set(taken) and (kept[0], kept[-1]) == (taken[0], taken[-1])
    assert not list(folder.path.rglob("*.part"))


def test_on_a_small_disk_snapshots_give_way_to_the_place_from_which_a_run_goes_on(
    folder: RunFolder, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def used() -> int:
        return sum(path.stat().st_size for path in folder.path.rglob("*") if path.is_file())

    size = (whole / "checkpoint.safetensors").stat().st_size  # a new one is written beside the last
    room = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file()) + size // 2
    write = Path.write_bytes

    def limited(path: Path, content: bytes) -> int:
        if used() + len(content) > room:
            raise OSError(28, "No space left on device")
        return write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", limited)
        reports = list(recorder(folder).reports())
    assert isinstance(reports[-1], Autosaved)
    assert set(differences(folder.path, whole)) <= {"snapshots"}
    assert 1 < len(open_run(folder.path).snapshots) < len(open_run(whole).snapshots)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a disk that is almost full: of what would make a file larger only a part is written."""
    resource = pytest.importorskip("resource", reason="only POSIX systems can limit the size of files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 100, 333, 900])
def test_half_written_rows_do_not_stay(folder: RunFolder, whole: Path, size: int) -> None:
    run = recorder(folder)
    failures = 0
    reports = run.reports()
    with files_of_at_most(size):
        for report in reports:
            failures += isinstance(report, AutosaveFailed)
            if run.training.step == 10:
                break
    assert failures and all(path.stat().st_size <= size or path.name == "run.json" for path in folder.path.rglob("*.*"))
    assert isinstance([*reports][-1], Autosaved)
    assert list(differences(folder.path, whole)) == []


def test_a_run_whose_folder_is_deleted_goes_on(folder: RunFolder) -> None:
    run = recorder(folder)
    reports = []
    for report in run.reports():
        reports.append(report)
        if isinstance(report, StepReport) and report.step == 5:
            shutil.rmtree(folder.path)
    assert isinstance(reports[-1], AutosaveFailed) and run.training.step == 15
    assert run.snapshots.steps[-1] == 15 and len(run.snapshots.get(0).weights) == 4


def test_a_run_that_ends_unsaved_says_how_much_of_it_is_there(folder: RunFolder) -> None:
    run = recorder(folder)
    for report in run.reports():
        if isinstance(report, Autosaved) and report.step == 5:
            folder.path.rename(folder.path.with_name("elsewhere"))
    assert isinstance(report, AutosaveFailed) and report.reason == run.unsaved
    assert "The end of the run could not be saved in" in run.unsaved and "goes up to step 5." in run.unsaved


def test_a_run_that_was_left_unsaved_goes_on_from_memory_even_where_its_folder_is_gone(
    folder: RunFolder, whole: Path
) -> None:
    elsewhere = folder.path.with_name("elsewhere")
    run = recorder(folder)
    for report in run.reports():
        if isinstance(report, StepReport) and report.step == 5:
            folder.path.rename(elsewhere)
        elif isinstance(report, StepReport) and report.step == 8:
            break
    assert "No such file" in run.unsaved
    for report in run.reports():
        if isinstance(report, StepReport) and report.step == 11:
            elsewhere.rename(folder.path)  # the drive is there again
    assert isinstance(report, Autosaved) and run.unsaved == ""
    assert list(differences(folder.path, whole)) == []


def test_a_run_out_of_bounds_keeps_the_last_good_checkpoint_and_says_why(tmp_path: Path) -> None:
    settings = replace(SETTINGS, optimizer="sgd", learning_rate=0.01)
    folder = RunFolder.create_at(tmp_path / "run", replace(SETUP, settings=settings))
    run = recorder(folder, saves=False, setup=replace(SETUP, settings=settings))
    with pytest.raises(DivergenceError):
        for report in run.reports():
            if isinstance(report, StepReport) and report.step == 6:
                run.save_now()
            if isinstance(report, StepReport) and report.step == 8:
                run.training.change(learning_rate=1e6)
    stored = open_run(folder.path)
    assert stored.summary.state == stored.record.state == "failed" and "out of bounds" in stored.summary.reason
    assert stored.checkpoint is not None and stored.checkpoint.step == 6
    assert stored.record.step >= 8 and stored.record.changes
    again = open_run(folder.path, to_go_on=True)
    assert again.record.step == 6 and not again.record.changes and max(again.snapshots.steps) <= 6
    assert all(np.isfinite(array).all() for array in load_model(folder.model).weights.values())
    taken(resumed(again))
    assert open_run(folder.path).summary.state == "finished"


def test_other_pictures_are_refused(folder: RunFolder) -> None:
    taken(recorder(folder), 5)
    stored = open_run(folder.path)
    for other, what in ((source(seed=1), "though as many"), (source(validation=7), "training pictures were 40")):
        run = Recorder(Training(stored.new_network(), other, SETTINGS, stored.checkpoint), SETUP, stored=stored)
        with pytest.raises(RunFolderError, match=what):
            next(run.reports())
        with pytest.raises(RunFolderError, match=what):
            stored.check_pictures(other)
    stored.check_pictures(source())


def test_two_programs_do_not_write_into_one_folder(folder: RunFolder) -> None:
    reports = recorder(folder).reports()
    next(reports)
    assert open_run(folder.path).summary.state == "running"
    with pytest.raises(RunFolderError, match="is being written by another program"):
        next(recorder(folder).reports())
    reports.close()
    assert isinstance(next(recorder(folder).reports()), Autosaved)


def test_without_a_folder_nothing_is_written_and_snapshots_are_kept_in_memory() -> None:
    run = recorder()
    assert not kinds(taken(run), Autosaved) and run.save_now() is None
    assert len(run.snapshots) == 11 and run.snapshots.get(0).step == 0


def test_the_time_of_a_run_adds_up_over_its_parts(folder: RunFolder) -> None:
    run = recorder(folder, clock=Clock(1.0))
    taken(run, 5)
    stored = open_run(folder.path)
    assert stored.record.seconds == run.seconds > 5
    again = resumed(stored, Clock(1.0))
    taken(again)
    assert open_run(folder.path).record.seconds == again.seconds > run.seconds


def test_evaluations_are_so_far_apart_that_they_cost_little() -> None:
    assert (evaluate_every(55_000, 64), evaluate_every(10, 64)) == (57, 1)


def test_a_run_may_be_saved_from_another_thread_while_it_goes_on(folder: RunFolder, whole: Path) -> None:
    run, saved, ended = recorder(folder, saves=False), list[object](), Event()

    def save() -> None:
        while not ended.is_set():
            saved.append(run.save_now())

    reports = run.reports()
    next(reports)
    thread = Thread(target=save)
    thread.start()
    for _ in reports:
        pass
    ended.set()
    thread.join()
    assert {type(each) for each in saved} <= {Autosaved, type(None)} and Autosaved in {type(each) for each in saved}
    assert run.save_now() is None, "the folder is not locked any more"
    assert list(differences(folder.path, whole)) == [] and open_run(folder.path).summary.state == "finished"


def test_a_run_that_is_stopped_at_once_can_be_begun_from_its_folder(folder: RunFolder, whole: Path) -> None:
    reports = recorder(folder).reports()
    next(reports)
    reports.close()
    stored = open_run(folder.path)
    assert (stored.summary.state, stored.record.step, stored.can_go_on) == ("stopped", 0, True)
    finished(folder.path)
    assert list(differences(folder.path, whole)) == []


@pytest.mark.parametrize("steps", [0, 3, 6, 11])
def test_a_recorder_that_was_left_goes_on_under_the_name_that_its_run_has_now(
    folder: RunFolder, whole: Path, steps: int
) -> None:
    run = recorder(folder, saves=False)
    taken(run, steps)
    rename_run(folder.path, "renamed")
    assert open_run(folder.path).summary.state == "stopped"
    taken(run)
    assert list(differences(folder.path, whole)) == []
    assert open_run(folder.path).setup.name == run.setup.name == "renamed"


def test_a_run_that_went_on_elsewhere_is_not_written_over(folder: RunFolder) -> None:
    run = recorder(folder)
    taken(run, 5)
    stored = open_run(folder.path)
    taken(resumed(open_run(folder.path)), 9)
    left, steps = contents(folder.path), open_run(folder.path).snapshots.steps
    for late in (run, resumed(stored)):
        with pytest.raises(RunFolderError, match="has gone on in another program"):
            next(late.reports())
    assert contents(folder.path) == left and open_run(folder.path).record.step == 9
    assert open_run(folder.path).snapshots.steps == steps and steps[-1] > 5


def test_without_a_folder_a_recorder_goes_on_too() -> None:
    run, whole = recorder(), recorder()
    taken(run, 7)
    taken(run)
    taken(whole)
    assert run.snapshots.steps == whole.snapshots.steps and run.training.step == 15
