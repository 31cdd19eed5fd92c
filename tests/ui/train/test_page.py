"""The Train page with real clicks and keys, on a tiny data set."""

import math
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady
from cnnviz.data.labelled import SourceError
from cnnviz.data.model_files import load_model
from cnnviz.engine.training import train
from cnnviz.engine.training_source import TrainingSource
from cnnviz.history.record import RunRecord
from cnnviz.ui.inspect.models.model_menu import model_line
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.session import State
from cnnviz.ui.workspace import Model, Workspace

from .conftest import MakePage, choose, live

LEFT = Qt.MouseButton.LeftButton


def until(qtbot: QtBot, page: TrainPage, state: State) -> None:
    qtbot.waitUntil(lambda: page.session.state is state, timeout=20_000)


def run_to_end(qtbot: QtBot, page: TrainPage) -> None:
    qtbot.mouseClick(page.header.start, LEFT)
    until(qtbot, page, State.FINISHED)


def record(page: TrainPage) -> RunRecord:
    assert page.session.record is not None
    return page.session.record


def number_of(page: TrainPage) -> int:
    watched = page.probe.watched()
    assert watched is not None
    return watched.number


def train_for_long(page: TrainPage) -> None:
    choose(page, epochs=1000)


def test_before_the_start_the_page_says_what_will_appear(page: TrainPage) -> None:
    view = live(page)
    assert not view.loss.place.filled and not view.accuracy.place.filled and not view.probe.place.filled
    assert page.header.start.text() == "Start" and page.header.start.isEnabled()
    assert not page.header.stop.isEnabled() and not page.result.inspect.isEnabled()


def test_without_mnist_the_drawn_digits_are_chosen_and_with_it_mnist(make_page: MakePage, tmp_path: Path) -> None:
    assert make_page().controls.data.choice(0).dataset == "drawn"
    assert make_page(folder=tmp_path).controls.data.choice(0).dataset == "mnist"


def test_the_first_weights_are_drawn_in_the_chosen_way(page: TrainPage) -> None:
    built, again = (page.controls.setup().new_network().parameters["conv1.weight"] for _ in range(2))
    choose(page, initialization="lecun_normal")
    drawn = page.controls.setup().new_network().parameters["conv1.weight"]
    assert (built == again).all() and not (built == drawn).any()


def test_settings_that_have_no_effect_are_greyed_out(page: TrainPage) -> None:
    form = page.controls.learning.learning
    rarer = ("momentum", "drops", "drop_factor", "label_smoothing")
    for name, value, enabled in (
        ("seed", 1, [False, False, False, True]),
        ("optimizer", "nesterov", [True, False, False, True]),
        ("schedule", "step", [True, True, True, True]),
        ("loss", "mean_squared_error", [True, True, True, False]),
        ("optimizer", "adam", [False, True, True, False]),
    ):
        form.set_value(name, value)
        form.changed.emit(name)
        assert [form.control(one).isEnabled() for one in rarer] == enabled


def test_a_run_fills_the_plots_the_walls_the_probe_and_the_result(qtbot: QtBot, page: TrainPage) -> None:
    run_to_end(qtbot, page)
    assert live(page).loss.record is not None and len(live(page).loss.record.loss) == 15
    assert live(page).loss.record.loss.x.tolist() == list(range(1, 16))
    assert len(live(page).loss.record.scores()) > 0 and live(page).loss.place.filled
    assert live(page).walls.kernels.maps is not None and live(page).walls.kernels.maps.shape == (6, 5, 5)
    assert [wall.maps.shape for wall in live(page).walls.maps if wall.maps is not None] == [(6, 28, 28), (16, 10, 10)]
    assert len(live(page).probe.bars.rows()) == 10
    assert page.result.text().startswith("test accuracy ") and "of 20 wrong" in page.result.text()
    assert page.header.start.text() == "Start again"


def test_pausing_keeps_the_step_and_resuming_goes_on(qtbot: QtBot, page: TrainPage) -> None:
    train_for_long(page)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > 2)
    assert page.header.start.text() == "Pause"
    qtbot.mouseClick(page.header.start, LEFT)
    until(qtbot, page, State.PAUSED)
    step = page.session.step_number
    assert page.header.start.text() == "Resume" and page.header.line.text().startswith("paused")
    assert len(live(page).loss.record.loss) == step
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > step)


def test_every_single_step_is_one_batch_and_changes_the_kernels(qtbot: QtBot, page: TrainPage) -> None:
    seen = []
    for step in (1, 2, 3):
        qtbot.mouseClick(page.header.step, LEFT)
        qtbot.waitUntil(lambda step=step: page.session.state is State.PAUSED and page.session.step_number == step)
        assert live(page).loss.record.loss.x.tolist() == list(range(1, step + 1))
        assert live(page).walls.kernels.maps is not None
        seen.append(live(page).walls.kernels.maps.copy())
    assert not np.array_equal(seen[0], seen[1]) and not np.array_equal(seen[1], seen[2])


def test_slow_motion_shows_every_step(qtbot: QtBot, page: TrainPage) -> None:
    train_for_long(page)
    seen: dict[int, np.ndarray] = {}

    def look(_: object) -> None:
        maps = live(page).walls.kernels.maps
        if page.session.step_number not in seen and maps is not None:
            seen[page.session.step_number] = maps.copy()

    page.session.set_pace(0.1)
    page.session.reported.connect(look)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: len(seen) > 8)
    shown = list(seen.values())
    assert not any(np.array_equal(one, next_) for one, next_ in pairwise(shown))


def test_what_is_shown_at_rest_is_the_network_as_it_stands(qtbot: QtBot, page: TrainPage) -> None:
    train_for_long(page)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > 5)
    qtbot.mouseClick(page.header.start, LEFT)
    until(qtbot, page, State.PAUSED)
    network = page.session.still_network()
    assert network is not None and live(page).walls.kernels.maps is not None
    np.testing.assert_array_equal(live(page).walls.kernels.maps, network.parameters["conv1.weight"][:, 0])


def test_at_its_end_a_run_is_shown_to_the_last_report(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=2)
    run_to_end(qtbot, page)
    network = page.session.still_network()
    assert network is not None and live(page).walls.kernels.maps is not None
    np.testing.assert_array_equal(live(page).walls.kernels.maps, network.parameters["conv1.weight"][:, 0])
    assert not live(page).loss.refresh() and not live(page).accuracy.refresh()
    assert live(page).is_up_to_date


def test_a_run_whose_pictures_take_long_is_stopped_and_closed_at_once(
    qtbot: QtBot, make_page: MakePage, tiny_source: TrainingSource
) -> None:
    go_on = threading.Event()

    def open_slowly(choice: DataChoice) -> Iterator[object]:
        go_on.wait(20)
        yield DataReady(tiny_source)

    page = make_page(open_slowly)
    try:
        qtbot.mouseClick(page.header.start, LEFT)
        qtbot.mouseClick(page.header.stop, LEFT)
        qtbot.waitUntil(lambda: page.session.state is State.STOPPED, timeout=2000)
        assert not page.result.inspect.isEnabled() and page.header.start.isEnabled()
        qtbot.mouseClick(page.header.start, LEFT)
        begin = time.monotonic()
        page.close_down()
        assert time.monotonic() - begin < 1
    finally:
        go_on.set()
        qtbot.waitUntil(lambda: not any("_feed" in thread.name for thread in threading.enumerate()))


def test_stopping_keeps_what_was_learnt_and_unlocks_the_settings(qtbot: QtBot, page: TrainPage) -> None:
    train_for_long(page)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > 2)
    form = page.controls.learning.learning
    assert not form.control("optimizer").isEnabled() and not page.controls.data.form.isEnabled()
    assert form.control("learning_rate").isEnabled() and form.control("epochs").isEnabled()
    assert page.controls.learning.hint.isVisible() and page.controls.learning.learning.fold.button.isEnabled()
    qtbot.mouseClick(page.header.stop, LEFT)
    until(qtbot, page, State.STOPPED)
    assert form.control("optimizer").isEnabled() and page.controls.data.form.isEnabled()
    assert not page.controls.learning.hint.isVisible()
    assert page.result.inspect.isEnabled() and "tested at the end" in page.result.text()


def test_space_starts_and_pauses_and_the_full_stop_steps(qtbot: QtBot, page: TrainPage) -> None:
    train_for_long(page)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.session.step_number > 1)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    until(qtbot, page, State.PAUSED)
    step = page.session.step_number
    qtbot.keyClick(page, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: page.session.step_number == step + 1)


def test_a_space_in_a_text_field_starts_nothing(qtbot: QtBot, page: TrainPage) -> None:
    qtbot.keyClick(page.controls.learning.learning.control("learning_rate"), Qt.Key.Key_Space)
    assert page.session.state is State.IDLE


def test_another_probe_is_looked_at_while_paused(qtbot: QtBot, page: TrainPage) -> None:
    qtbot.mouseClick(page.header.step, LEFT)
    until(qtbot, page, State.PAUSED)
    assert live(page).walls.maps[0].maps is not None
    before, number = live(page).walls.maps[0].maps.copy(), number_of(page)
    qtbot.mouseClick(live(page).probe.next, LEFT)
    assert number_of(page) == (number or 0) + 1
    assert not np.array_equal(live(page).walls.maps[0].maps, before)
    assert page.header.line.text().startswith("paused")


def test_another_probe_is_looked_at_while_it_trains(qtbot: QtBot, page: TrainPage) -> None:
    train_for_long(page)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: live(page).probe.place.filled)
    qtbot.mouseClick(live(page).probe.next, LEFT)
    qtbot.waitUntil(lambda: "19" in live(page).probe.heading.findChildren(QLabel)[1].text())


def test_a_rate_that_is_much_too_high_is_explained_and_the_last_good_weights_stay(
    qtbot: QtBot, page: TrainPage
) -> None:
    choose(page, optimizer="sgd")
    choose(page, learning_rate=1e6, schedule="constant")
    qtbot.mouseClick(page.header.start, LEFT)
    until(qtbot, page, State.FAILED)
    assert "learning rate of 1e+06" in page.controls.learning.error("learning_rate")
    assert live(page).walls.kernels.maps is not None and np.isfinite(live(page).walls.kernels.maps).all()
    assert page.header.start.isEnabled() and page.controls.learning.isEnabled()
    assert "Pause or stop" not in page.result.text()
    choose(page, optimizer="adam")
    choose(page, learning_rate=1e-3)
    run_to_end(qtbot, page)
    assert page.controls.learning.error("learning_rate") == ""
    assert all(math.isfinite(loss) for loss in live(page).loss.record.loss.y)


def test_data_that_cannot_be_used_is_explained_beside_the_data(qtbot: QtBot, make_page: MakePage) -> None:
    def open_broken(choice: DataChoice) -> Iterator[object]:
        raise SourceError("{given} validation pictures are too many.", given=choice.validation)
        yield

    page = make_page(open_broken)
    qtbot.mouseClick(page.header.start, LEFT)
    until(qtbot, page, State.FAILED)
    assert page.controls.data.notice.text() == "5000 validation pictures are too many."
    assert page.notice.text() == "" and page.header.start.isEnabled()


def test_a_finished_network_is_handed_to_inspect_as_a_copy(qtbot: QtBot, page: TrainPage, workspace: Workspace) -> None:
    run_to_end(qtbot, page)
    with qtbot.waitSignals([workspace.model_changed, workspace.inspect_requested]):
        qtbot.mouseClick(page.result.inspect, LEFT)
    model = workspace.model()
    assert isinstance(model, Model) and "15 steps" in model.origin
    assert model_line(model).startswith("LeNet-5 · trained here")
    again = page.session.still_network()
    assert again is not None and again is not model.network
    model.network.parameters["conv1.weight"][...] = 0
    assert page.session.still_network().parameters["conv1.weight"].any()  # type: ignore[union-attr]


def test_a_saved_network_reads_as_the_one_on_the_page(qtbot: QtBot, page: TrainPage, tmp_path: Path) -> None:
    run_to_end(qtbot, page)
    page.handover.save(tmp_path / "mine.safetensors")
    loaded, shown = load_model(tmp_path / "mine.safetensors"), page.session.still_network()
    assert shown is not None and "test accuracy" in loaded.info
    for name, array in shown.parameters.items():
        np.testing.assert_array_equal(loaded.parameters[name], array)


def test_a_place_that_cannot_be_written_is_explained_beside_the_button(
    qtbot: QtBot, page: TrainPage, tmp_path: Path
) -> None:
    run_to_end(qtbot, page)
    page.handover.save(tmp_path / "no such folder" / "mine.safetensors")
    assert "cannot be written" in page.notice.text()


@pytest.mark.parametrize("paused", [False, True])
def test_closing_while_a_run_is_on_ends_its_thread(qtbot: QtBot, page: TrainPage, paused: bool) -> None:
    train_for_long(page)
    qtbot.mouseClick(page.header.start, LEFT)
    qtbot.waitUntil(lambda: page.session.step_number > 2)
    if paused:
        qtbot.mouseClick(page.header.start, LEFT)
        until(qtbot, page, State.PAUSED)
    page.close_down()
    step = page.session.step_number
    assert page.session.at_rest
    qtbot.wait(60)  # two ticks of the page's clock, had it not stopped
    assert page.session.step_number == step


def test_the_same_seed_gives_the_same_run(qtbot: QtBot, make_page: MakePage) -> None:
    losses = []
    for _ in range(2):
        page = make_page()
        run_to_end(qtbot, page)
        losses.append(live(page).loss.record.loss.y.tolist())
    assert losses[0] == losses[1]


def test_pausing_and_stepping_change_nothing_of_the_outcome(qtbot: QtBot, make_page: MakePage) -> None:
    straight, halting = make_page(), make_page()
    run_to_end(qtbot, straight)
    for step in range(1, 8):
        qtbot.mouseClick(halting.header.step, LEFT)
        qtbot.waitUntil(lambda step=step: halting.session.state is State.PAUSED and halting.session.step_number == step)
        qtbot.mouseClick(live(halting).probe.next, LEFT)
    qtbot.mouseClick(halting.header.start, LEFT)
    until(qtbot, halting, State.FINISHED)
    assert record(halting).loss.y.tolist() == record(straight).loss.y.tolist()


def test_a_hidden_page_goes_on_learning_and_catches_up_when_shown(qtbot: QtBot, page: TrainPage) -> None:
    page.hide()
    page.header.start.click()
    until(qtbot, page, State.FINISHED)
    assert len(live(page).loss.record.loss) == 15 and not live(page).loss.place.filled
    page.show()
    page.entered()
    assert live(page).loss.place.filled and live(page).walls.kernels.maps is not None


def test_other_pages_get_the_test_pictures_that_were_read(qtbot: QtBot, page: TrainPage, workspace: Workspace) -> None:
    assert workspace.test_pictures() is None
    qtbot.mouseClick(page.header.step, LEFT)
    until(qtbot, page, State.PAUSED)
    found = workspace.test_pictures()
    assert found is not None
    assert found[0].shape == (20, 28, 28) and found[0].max() == 255 and found[1].tolist() == 2 * list(range(10))


def test_a_run_in_the_window_gives_the_weights_of_one_without(
    qtbot: QtBot, page: TrainPage, tiny_source: TrainingSource
) -> None:
    setup = page.controls.setup()
    run_to_end(qtbot, page)
    network = setup.new_network()
    assert list(train(network, tiny_source, setup.settings))
    shown = page.session.still_network()
    assert shown is not None
    for name, array in network.weights.items():
        np.testing.assert_array_equal(shown.weights[name], array)


def test_a_run_that_stops_early_says_so_and_is_tested_all_the_same(qtbot: QtBot, page: TrainPage) -> None:
    choose(page, epochs=200, patience=1, learning_rate=0.01, schedule="constant")
    run_to_end(qtbot, page)
    early = record(page).early_stop
    assert early is not None and early.best_epoch < early.epoch < 200
    assert page.header.line.full_text().startswith("stopped early")
    assert page.result.text().startswith("test accuracy") and page.header.start.text() == "Start again"
