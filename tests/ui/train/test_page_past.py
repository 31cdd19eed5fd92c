"""Going back in a run, changing its settings on the way, leaving it and going on: with real clicks and keys."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnviz.data.model_files import load_model
from cnnviz.history.run_list import list_runs
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.history.stored_run import open_run
from cnnviz.ui.train.mistakes.mistakes_view import MistakesView
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.panel.lamps import OFF, WELL
from cnnviz.ui.train.session import State
from cnnviz.ui.workspace import Workspace

from .conftest import MakePage, choose, live

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path


def run_to_end(qtbot: QtBot, page: TrainPage) -> None:
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.FINISHED, timeout=20_000)


def stop_after(qtbot: QtBot, page: TrainPage, step: int) -> None:
    choose(page, epochs=1000)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number >= step, timeout=20_000)
    qtbot.mouseClick(page.header.stop, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.STOPPED, timeout=20_000)


def weights(page: TrainPage) -> dict[str, np.ndarray]:
    network = page.session.still_network()
    assert network is not None
    return {name: array.copy() for name, array in network.weights.items()}


def mistakes(page: TrainPage) -> MistakesView:
    view = page.views.view("mistakes")
    assert isinstance(view, MistakesView)
    return view


def test_the_time_machine_brings_kernels_probe_and_result_back_to_a_snapshot(qtbot: QtBot, page: TrainPage) -> None:
    run_to_end(qtbot, page)
    walls = live(page).walls
    assert walls.kernels.maps is not None and page.session.snapshots.steps[0] == 0
    now = walls.kernels.maps.copy()
    page.machine.setFocus()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    first = page.session.snapshots.get(0)
    np.testing.assert_array_equal(walls.kernels.maps, first.weights["conv1.weight"][:, 0])
    assert page.result.text().startswith("validation") and "step 0" in page.result.text()
    assert page.machine.position.text().startswith("step 0")
    qtbot.mouseClick(page.machine.now, LEFT)
    np.testing.assert_array_equal(walls.kernels.maps, now)
    assert page.result.text().startswith("test accuracy")


def test_the_health_follows_into_the_past_and_says_of_which_step_it_is(qtbot: QtBot, page: TrainPage) -> None:
    def said() -> set[str]:
        return {label.text() for label in page.controls.findChildren(QLabel)}

    run_to_end(qtbot, page)
    assert {lamp.state for lamp in page.controls.health.lamps.values()} == {WELL} and "at step 0" not in said()
    page.machine.setFocus()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    assert {lamp.state for lamp in page.controls.health.lamps.values()} == {OFF} and "at step 0" in said()
    qtbot.mouseClick(page.machine.now, LEFT)
    assert {lamp.state for lamp in page.controls.health.lamps.values()} == {WELL} and "at step 0" not in said()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    run_to_end(qtbot, page)
    assert "at step 0" not in said()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    qtbot.mouseClick(page.header.reset, LEFT)
    assert page.moments.moment is None and "at step 0" not in said()


def test_a_moment_of_the_past_opens_in_inspect(qtbot: QtBot, page: TrainPage, workspace: Workspace) -> None:
    run_to_end(qtbot, page)
    page.machine.setFocus()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    qtbot.mouseClick(page.result.inspect, LEFT)
    model = workspace.model()
    np.testing.assert_array_equal(
        model.network.parameters["conv1.weight"], page.session.snapshots.get(0).weights["conv1.weight"]
    )
    assert "0 steps" in model.origin


def test_looking_back_does_not_stop_the_training(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: len(page.session.snapshots) > 2)
    page.machine.setFocus()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    before, kernels = page.session.step_number, live(page).walls.kernels.maps
    assert kernels is not None
    kernels = kernels.copy()
    qtbot.waitUntil(lambda: page.session.step_number > before + 5)
    np.testing.assert_array_equal(live(page).walls.kernels.maps, kernels)


def test_a_learning_rate_that_is_typed_while_it_trains_counts_and_is_marked(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000, schedule="constant")
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > 2)
    field = page.controls.learning.learning.control("learning_rate")
    field.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "0.0005")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    record = page.session.record
    assert record is not None
    qtbot.waitUntil(lambda: bool(record.changes))
    change = record.changes[0].changes[0]
    assert (change.name, change.before, change.after) == ("learning_rate", 0.002, 0.0005)
    qtbot.waitUntil(lambda: record.last is not None and record.last.learning_rate == 0.0005)


def test_a_run_that_is_stopped_and_resumed_ends_as_one_that_was_not(qtbot: QtBot, make_page: MakePage) -> None:
    straight, halting = make_page(), make_page()
    for page in (straight, halting):
        choose(page, epochs=6, rotation=10, dropout=0.2)
    run_to_end(qtbot, straight)
    for step in range(1, 8):  # stopped while it rests in the middle of an epoch
        qtbot.mouseClick(halting.header.step, LEFT)
        qtbot.waitUntil(lambda step=step: halting.session.state is State.PAUSED and halting.session.step_number == step)
    qtbot.mouseClick(halting.header.stop, LEFT)
    qtbot.waitUntil(lambda: halting.session.state is State.STOPPED)
    assert halting.header.resume.isVisible()
    qtbot.mouseClick(halting.header.resume, LEFT)
    qtbot.waitUntil(lambda: halting.session.state is State.FINISHED, timeout=20_000)
    first, second = straight.session.record, halting.session.record
    assert first is not None and second is not None and first.loss.y.tolist() == second.loss.y.tolist()
    for name, array in weights(straight).items():
        np.testing.assert_array_equal(weights(halting)[name], array)


def test_every_run_is_kept_and_opens_with_its_numbers_its_past_and_its_settings(
    qtbot: QtBot, make_page: MakePage
) -> None:
    first = make_page()
    choose(first, learning_rate=0.003, seed=5)
    run_to_end(qtbot, first)
    first.close_down()
    (kept,) = list_runs()
    later = make_page()
    later.wiring.open_run(kept.path)
    qtbot.waitUntil(lambda: live(later).probe.place.filled, timeout=20_000)
    assert later.session.state is State.FINISHED and later.session.record is not None
    assert later.session.record.loss.y.tolist() == first.session.record.loss.y.tolist()  # type: ignore[union-attr]
    assert later.controls.learning.values()["learning_rate"] == 0.003
    assert later.session.snapshots.steps == first.session.snapshots.steps
    for name, array in weights(first).items():
        np.testing.assert_array_equal(weights(later)[name], array)


def test_a_run_whose_window_was_closed_is_resumed_later(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page()
    choose(page, epochs=1000)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > 10, timeout=20_000)
    page.close_down()
    (kept,) = list_runs()
    step = open_run(kept.path).record.step
    assert step >= page.session.step_number
    later = make_page()
    later.wiring.open_run(kept.path)
    assert later.session.can_resume and later.session.step_number == step
    qtbot.mouseClick(later.header.resume, LEFT)
    qtbot.waitUntil(lambda: later.session.step_number > step + 3, timeout=20_000)


def test_reset_clears_the_page_and_the_run_stays_on_the_disk(qtbot: QtBot, page: TrainPage) -> None:
    stop_after(qtbot, page, 3)
    (kept,) = list_runs()
    assert kept.path.name in page.files.button.toolTip()
    qtbot.mouseClick(page.header.reset, LEFT)
    assert page.session.state is State.IDLE and page.session.record is None
    assert not live(page).walls.kernels.maps and not page.result.inspect.isEnabled()
    assert kept.path.name not in page.files.button.toolTip() and page.header.start.text() == "Start"


def test_a_single_step_shows_its_batch_before_and_after(qtbot: QtBot, page: TrainPage) -> None:
    page.views.show_view("batch")
    view = page.views.view("batch")
    qtbot.mouseClick(view.pace.step, LEFT)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    details = view.details  # type: ignore[attr-defined]
    assert details.step == 1 and len(details.pictures) == 8
    assert {update.layer for update in details.layers} == {"conv1", "conv2", "fc1", "fc2", "fc3"}


def test_a_run_does_not_start_while_a_field_holds_what_it_does_not_take(qtbot: QtBot, page: TrainPage) -> None:
    field = page.controls.learning.learning.control("learning_rate")
    field.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "fast")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.mouseClick(page.header.start, LEFT)
    assert page.session.state is State.IDLE and "must be a number" in page.notice.text()


def test_a_run_that_cannot_be_kept_goes_on_and_is_resumed_from_memory(
    qtbot: QtBot, page: TrainPage, own_runs: Path
) -> None:
    (own_runs / "cnnviz").write_text("a file where the folder should be")
    stop_after(qtbot, page, 3)
    assert "is not kept on the disk" in page.notice.text()
    step, steps = page.session.step_number, page.session.snapshots.steps
    assert steps[0] == 0
    qtbot.mouseClick(page.header.resume, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > step + 3)
    record = page.session.record
    assert record is not None and record.loss.x.tolist() == list(range(1, record.step + 1))
    assert page.session.snapshots.steps[: len(steps)] == steps


def test_a_run_that_was_left_is_told_of_when_the_page_is_first_shown_again(qtbot: QtBot, make_page: MakePage) -> None:
    first = make_page()
    first.entered()
    assert first.notice.text() == ""
    stop_after(qtbot, first, 3)
    later = make_page()
    later.entered()
    step = first.session.step_number
    assert later.notice.text().startswith("Your last run, “LeNet-5, Adam 0.002”, was left at step") and str(step) in (
        later.notice.text()
    )


def test_mistakes_that_are_first_looked_at_when_the_run_rests_are_there(qtbot: QtBot, page: TrainPage) -> None:
    run_to_end(qtbot, page)
    page.views.show_view("mistakes")
    assert mistakes(page).judged() is not None and mistakes(page).matrix.isVisible()


def test_a_run_that_is_opened_shows_the_mistakes_of_its_end(qtbot: QtBot, make_page: MakePage) -> None:
    first = make_page()
    run_to_end(qtbot, first)
    (kept,) = list_runs()
    later = make_page()
    later.wiring.open_run(kept.path)
    later.views.show_view("mistakes")
    qtbot.waitUntil(lambda: mistakes(later).judged() is not None, timeout=20_000)
    last = first.session.snapshots.get(len(first.session.snapshots) - 1).evaluation
    report = mistakes(later).judged().report  # type: ignore[union-attr]
    assert (report.part, report.step, report.predicted.tolist()) == (last.part, last.step, last.predicted.tolist())


def test_a_pause_puts_the_run_and_its_network_on_the_disk(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number >= 3, timeout=20_000)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED, timeout=20_000)
    folder, step = page.session.folder, page.session.step_number
    assert folder is not None
    qtbot.waitUntil(lambda: f"up to step {step}" in page.files.button.toolTip())
    (kept,) = list_runs()
    assert (kept.summary.state, kept.summary.step) == ("paused", step)
    saved, now = load_model(folder.model).weights, weights(page)
    assert all((saved[name] == array).all() for name, array in now.items())


def test_a_mistake_is_explained_by_the_network_that_made_it(
    qtbot: QtBot, page: TrainPage, workspace: Workspace
) -> None:
    for step in range(1, 5):
        qtbot.mouseClick(page.header.step, LEFT)
        qtbot.waitUntil(lambda step=step: page.session.state is State.PAUSED and page.session.step_number == step)
    scored = page.session.snapshots.get(1)  # training has gone on since
    page.evaluations.take(scored.evaluation)
    page.views.show_view("mistakes")
    view = mistakes(page)
    qtbot.waitUntil(lambda: view.gallery.height() > view.gallery.tile(0).bottom() > 0)
    qtbot.mouseClick(view.gallery, LEFT, pos=view.gallery.tile(0).center())
    number = view.gallery.picture_number
    assert number is not None
    sure = float(scored.evaluation.sureness[number])
    assert f"{100 * sure:.1f} %" in view.detail.bars.accessibleDescription()
    qtbot.mouseClick(view.detail.inspect, LEFT)
    np.testing.assert_array_equal(workspace.model().network.weights["fc3.weight"], scored.weights["fc3.weight"])
    picture = page.loader.kept(page.controls.data_choice()).source.validation[0][number]  # type: ignore[union-attr]
    assert float(workspace.model().network.probabilities(picture[None]).max()) == pytest.approx(sure, rel=1e-5)


def test_a_run_that_is_opened_at_its_end_shows_the_gradients_of_its_last_step(
    qtbot: QtBot, make_page: MakePage
) -> None:
    page = make_page()
    run_to_end(qtbot, page)
    shown = live(page).walls.gradients.maps
    assert shown is not None and page.session.folder is not None
    later = make_page()
    later.wiring.open_run(page.session.folder.path)
    qtbot.waitUntil(lambda: live(later).walls.gradients.maps is not None, timeout=10_000)
    np.testing.assert_array_equal(live(later).walls.gradients.maps, shown)


def test_the_names_of_the_views_leave_their_room_to_what_is_said_of_the_result(qtbot: QtBot, page: TrainPage) -> None:
    page.resize(1400, 752)
    run_to_end(qtbot, page)
    page.machine.setFocus()
    qtbot.keyClick(page.machine, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: any("you look back" in label.text() for label in page.result.findChildren(QLabel)))


def test_slow_motion_is_said_in_the_top_bar_whatever_view_is_shown(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    page.session.set_pace(0.01)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.header.line.full_text().startswith("slow motion · epoch 1"), timeout=20_000)
    page.session.set_pace(None)
    qtbot.waitUntil(lambda: page.header.line.full_text().startswith("epoch"), timeout=20_000)


def test_of_a_network_too_large_for_snapshots_it_is_said(
    qtbot: QtBot, page: TrainPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.history.recorder.SnapshotStore", partial(SnapshotStore, bound=1000))
    run_to_end(qtbot, page)
    assert not len(page.session.snapshots) and "no way back to earlier steps" in page.machine.scrub.toolTip()


def test_a_click_on_a_button_of_a_view_leaves_the_space_key_to_the_page(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=1000)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED, timeout=20_000)
    for button in (live(page).probe.next, page.result.inspect):
        assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus
