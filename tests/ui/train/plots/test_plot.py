"""Plots: axes that fit, values under the pointer, colours of the theme; walls that keep a steady scale."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.reports import Change, ChangeReport, EarlyStopReport, EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.ui.painting.colours import weight_scale
from cnnviz.ui.theme import DARK, LIGHT, palette_of
from cnnviz.ui.train.live.tile_wall import TileWall
from cnnviz.ui.train.plots.curve_card import CurveCard
from cnnviz.ui.train.plots.line import nth_line
from cnnviz.ui.train.plots.plot import MOST_POINTS, CurvePlot
from cnnviz.ui.train.plots.plot_cards import AccuracyCard, LossCard, RateCard
from cnnviz.ui.train.plots.plot_look import PlotLook

SETUP = RunSetup("a", {}, "lenet5", DataChoice("drawn"), TrainingSettings())


def step_of(number: int, total: int, per_epoch: int = 0) -> StepReport:
    per_epoch = per_epoch or total
    return StepReport(number, 1 + (number - 1) // per_epoch, per_epoch, total, 2.0 / number, 0.5, 1e-3, number)


def record_of(steps: int, total: int = 0, per_epoch: int = 0) -> RunRecord:
    record = RunRecord(SETUP, validation_pictures=5000)
    for number in range(1, steps + 1):
        record.add(step_of(number, total or steps, per_epoch))
    return record


def shown(qtbot: QtBot, card: CurveCard, record: RunRecord) -> None:
    qtbot.addWidget(card)
    card.resize(400, 300)
    card.show()
    card.start(record)
    card.refresh()


def filled_loss(qtbot: QtBot, steps: int, total: int = 0, per_epoch: int = 0) -> LossCard:
    card = LossCard()
    shown(qtbot, card, record_of(steps, total, per_epoch))
    return card


def add_steps(card: CurveCard, until: int, total: int) -> None:
    assert card.record is not None
    for number in range(card.record.step + 1, until + 1):
        card.record.add(step_of(number, total))
    card.refresh()


def hover(qtbot: QtBot, plot: CurvePlot, place: QPoint | None = None) -> str:
    place = place or plot.viewport().rect().center()
    qtbot.mouseMove(plot.viewport(), place - QPoint(3, 0))
    qtbot.mouseMove(plot.viewport(), place)
    qtbot.waitUntil(plot.hover.bubble.isVisible)
    return plot.hover.text


def place_of(plot: CurvePlot, step: float) -> QPoint:
    """Where a step lies in the plot, halfway up."""
    view = plot.getPlotItem().getViewBox()
    low, high = view.viewRange()[1]
    return plot.mapFromScene(view.mapViewToScene(QPointF(step, (low + high) / 2)))


def test_a_hundred_thousand_steps_are_drawn_as_few_points(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 100_000)
    for line in card.plot.lines[:2]:
        assert 0 < len(line.curve.xData) <= MOST_POINTS + 3
    assert card.plot.lines[0].curve.yData[0] == 2.0


def test_nothing_new_is_not_drawn_again(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 10)
    assert card.refresh() is False
    add_steps(card, 11, 11)
    assert card.plot.lines[0].curve.xData[-1] == 11


def test_what_cannot_be_seen_is_not_drawn(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 10)
    card.hide()
    add_steps(card, 20, 20)
    assert card.plot.lines[0].curve.xData[-1] == 10
    card.show()
    assert card.refresh() and card.plot.lines[0].curve.xData[-1] == 20


def test_the_log_axis_shows_powers_of_ten(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 200)
    assert card.axis.text() == "linear"
    card.axis.click()
    np.testing.assert_allclose(card.plot.lines[0].curve.yData[0], np.log10(2.0))
    assert card.axis.text() == "log"
    card.axis.click()
    assert card.plot.lines[0].curve.yData[0] == 2.0


def test_the_range_of_steps_doubles_until_the_run_s_end(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 130)
    assert card.plot.getPlotItem().getViewBox().viewRange()[0] == pytest.approx([0, 130 * 1.03])
    card = filled_loss(qtbot, 130, 1000)
    assert card.plot.getPlotItem().getViewBox().viewRange()[0] == pytest.approx([0, 200 * 1.03])


def test_the_values_under_the_pointer_are_shown(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 100, per_epoch=50)
    text = hover(qtbot, card.plot)
    assert text.startswith("step ") and "epoch " in text and "loss 0.0" in text and "smoothed" in text


def test_the_values_of_the_closest_evaluation_are_shown_with_their_step(qtbot: QtBot) -> None:
    card = AccuracyCard()
    record = record_of(100, per_epoch=50)
    record.add(EvaluationReport(40, 1, 0.3, 0.9, "validation", 1000))
    shown(qtbot, card, record)
    assert "validation 90.0 % (step 40)" in hover(qtbot, card.plot)


def test_no_score_of_a_later_step_is_shown(qtbot: QtBot) -> None:
    card = AccuracyCard()
    record = record_of(100, per_epoch=60)
    for step, share, pictures in ((20, 0.5, 1000), (55, 0.7, 1000), (60, 0.75, 5000)):
        record.add(EvaluationReport(step, 1, 0.3, share, "validation", pictures))
    shown(qtbot, card, record)
    text = hover(qtbot, card.plot, place_of(card.plot, 53))
    assert "validation 50.0 % (step 20)" in text and "all validation pictures" not in text
    assert "all validation pictures 75.0 % (step 60)" in hover(qtbot, card.plot, place_of(card.plot, 90))
    values = []
    for step in (10, 53, 55, 59, 60, None):
        card.show_cursor(step)
        values.append(card.value.text())
    assert values == ["", "50.0 %", "70.0 %", "70.0 %", "75.0 %", "75.0 %"]


def test_the_values_under_a_resting_pointer_follow_the_axis(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 50, 1000)
    hover(qtbot, card.plot)
    before = int(card.plot.hover.text.split()[1])
    add_steps(card, 100, 1000)
    assert int(card.plot.hover.text.split()[1]) == pytest.approx(2 * before, abs=1)
    assert card.plot.hover.bar.value() == pytest.approx(2 * before, abs=2)


@pytest.mark.parametrize(("steps", "whole"), [(36, True), (99, True), (300, False)])
def test_of_a_short_run_everything_is_seen_and_of_a_longer_one_what_happens_now(
    qtbot: QtBot, steps: int, whole: bool
) -> None:
    record = RunRecord(SETUP, validation_pictures=1000)
    for number in range(1, steps + 1):
        now = number > 3
        record.add(StepReport(number, 1, steps, steps, 0.4 if now else 6.0, 0.99 if now else 0.1, 1e-3, number))
        if number % (steps // 10) == 1:
            share = 0.99 if now else 0.1
            record.add(EvaluationReport(number, 1, 1 - share, share, "validation", 1000))
    loss, accuracy = LossCard(), AccuracyCard()
    for card in (loss, accuracy):
        shown(qtbot, card, record)
    tops = loss.plot.getPlotItem().getViewBox().viewRange()[1][1], 6.0
    lows = accuracy.plot.getPlotItem().getViewBox().viewRange()[1][0], 10.0
    assert (tops[0] > tops[1]) is whole and (lows[0] < lows[1]) is whole
    accuracy.axis.click()
    assert (accuracy.plot.getPlotItem().getViewBox().viewRange()[1][0] == -2) is whole


@pytest.mark.parametrize("log", [False, True])
def test_the_ends_of_epochs_are_marked(qtbot: QtBot, log: bool) -> None:
    card = filled_loss(qtbot, 90, per_epoch=30)
    if log:
        card.axis.click()
    assert card.plot.marks.epochs == [30, 60, 90]


def test_a_changed_setting_is_marked_and_told_under_the_pointer(qtbot: QtBot) -> None:
    record = record_of(100)
    record.add(ChangeReport(60, 1, (Change("learning_rate", 0.002, 0.0005),)))
    card = LossCard()
    shown(qtbot, card, record)
    assert "learning" not in hover(qtbot, card.plot, place_of(card.plot, 20)).lower()
    assert "0.002 → 0.0005 from step 61" in hover(qtbot, card.plot, place_of(card.plot, 60))


def test_an_early_stop_is_marked_and_told(qtbot: QtBot) -> None:
    record = record_of(100, per_epoch=20)
    record.add(EarlyStopReport(100, 5, 3, 0.2))
    card = LossCard()
    shown(qtbot, card, record)
    assert "stopped early: no smaller validation loss since epoch 3" in hover(qtbot, card.plot, place_of(card.plot, 99))


def test_within_an_epoch_and_after_it_are_two_series(qtbot: QtBot) -> None:
    card = AccuracyCard()
    record = record_of(1, 100, 50)
    for step, pictures in ((10, 1000), (20, 1000), (50, 5000)):
        record.add(EvaluationReport(step, 1, 0.1, 0.9, "validation", pictures))
    shown(qtbot, card, record)
    _, between, at_ends = card.plot.lines
    assert between.curve.xData.tolist() == [10, 20]
    assert [point.pos().x() for point in at_ends.dots.points()] == [50]
    assert card.value.text() == "90.0 %"


def test_scores_at_ends_of_epochs_alone_are_joined_by_the_line(qtbot: QtBot) -> None:
    card = LossCard()
    record = record_of(100, 100, 50)
    for step in (50, 100):
        record.add(EvaluationReport(step, step // 50, 0.3, 0.9, "validation", 5000))
    shown(qtbot, card, record)
    assert card.plot.lines[2].curve.xData.tolist() == [50, 100]


def test_without_validation_pictures_the_scores_are_those_of_the_test_pictures(qtbot: QtBot) -> None:
    card = AccuracyCard()
    record = replace(record_of(50, 100, 50), validation_pictures=0)
    record.add(EvaluationReport(50, 1, 0.3, 0.8, "test", 10_000))
    shown(qtbot, card, record)
    assert card.value.text() == "80.0 %"
    assert "all test pictures 80.0 % (step 50)" in hover(qtbot, card.plot, place_of(card.plot, 50))


def test_a_click_and_a_drag_ask_to_go_there_in_time(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 100)
    asked: list[float] = []
    card.cursor_moved.connect(asked.append)
    for step in (20, 60):
        qtbot.mouseClick(card.plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(card.plot, step))
    assert asked == pytest.approx([20, 60], abs=1)
    qtbot.mousePress(card.plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(card.plot, 30))
    qtbot.mouseMove(card.plot.viewport(), place_of(card.plot, 40))
    qtbot.mouseRelease(card.plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(card.plot, 40))
    assert asked[2] == pytest.approx(30, abs=1)


def test_nobody_can_go_beyond_the_last_step(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 30, 1000)
    with qtbot.waitSignal(card.cursor_moved) as asked:
        qtbot.mouseClick(card.plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(card.plot, 45))
    assert asked.args == [30.0]


def test_the_cursor_shows_the_number_of_its_step(qtbot: QtBot) -> None:
    card = RateCard()
    record = RunRecord(SETUP)
    for number, rate in ((1, 0.1), (2, 0.01), (3, 0.001)):
        record.add(StepReport(number, 1, 3, 3, 1.0, 0.5, rate, number))
    shown(qtbot, card, record)
    assert card.value.text() == "0.001" and card.plot.cursor is None
    card.show_cursor(2)
    assert card.value.text() == "0.01" and card.plot.cursor == 2
    card.show_cursor(None)
    assert card.value.text() == "0.001" and card.plot.cursor is None


def test_another_smoothing_is_that_of_the_whole_run_in_all_cards_of_a_look(qtbot: QtBot) -> None:
    look = PlotLook()
    loss, accuracy = LossCard(look), AccuracyCard(look)
    record = record_of(200)
    for card in (loss, accuracy):
        shown(qtbot, card, record)
    look.set_smoothing(1)
    assert loss.value.text() == "0.010" and loss.plot.lines[1].curve.yData[-1] == 0.01
    look.set_smoothing(500)
    assert float(loss.value.text()) > 0.02
    assert accuracy.plot.lines[0].curve.yData.tolist() == pytest.approx([50.0] * 200)


def test_epochs_below_are_steps_by_the_length_of_an_epoch(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 90, per_epoch=30)
    axis = card.plot.steps
    assert axis.tickStrings([0, 30, 60], 1, 1) == ["step 0", "30", "60"]
    card.look.set_by_epoch(True)
    assert axis.tickStrings([0, 30, 60], 1, 1) == ["epoch 0", "1", "2"]
    assert [place for _, places in axis.tickValues(0, 90, 300) for place in places] == [0, 30, 60, 90]


def test_another_theme_recolours_the_plot_and_the_wall(qtbot: QtBot, qapp: QApplication) -> None:
    card = filled_loss(qtbot, 10)
    card.plot.setPalette(palette_of(DARK))
    assert card.plot.backgroundBrush().color() == DARK.panel
    card.plot.setPalette(palette_of(LIGHT))
    assert card.plot.backgroundBrush().color() == LIGHT.panel


def test_a_new_run_starts_from_an_empty_plot(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 10)
    card.show_cursor(5)
    card.start(RunRecord(SETUP))
    assert card.refresh() is False and not card.place.filled and card.value.text() == ""
    assert card.plot.cursor is None and not len(card.plot.lines[0].curve.xData)


def test_twenty_lines_in_a_row_differ_in_colour_or_dashes() -> None:
    for theme in (LIGHT, DARK):
        looks = [(line.ink(theme).name(), line.dash) for line in (nth_line(n, "run") for n in range(20))]
        assert len(set(looks)) == 20
        assert all(a[0] != b[0] and a[1] != b[1] for a, b in pairwise(looks))


def test_the_scale_of_a_wall_grows_at_once_and_shrinks_only_when_much_is_left(qtbot: QtBot) -> None:
    wall = TileWall("kernels", weight_scale, "kernel")
    qtbot.addWidget(wall)
    wall.resize(200, 200)
    limits = []
    for largest in (0.5, 0.55, 0.45, 0.1):
        wall.show_maps(np.full((6, 5, 5), largest))
        limits.append(wall.limit)
    assert limits == [0.5, 0.6, 0.6, 0.1]


def test_a_wall_says_the_value_under_the_pointer(qtbot: QtBot) -> None:
    wall = TileWall("kernels", weight_scale, "kernel")
    qtbot.addWidget(wall)
    wall.resize(300, 200)
    wall.show_maps(np.arange(150.0).reshape(6, 5, 5))
    assert wall._text_at(1, 1) == "kernel 0, row 0, column 0: 0.0000"
    assert wall._text_at(1000, 1000) == ""
