"""Plots: axes that fit, values under the pointer, colours of the theme; walls that keep a steady scale."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.ui.painting.colours import weight_scale
from cnnviz.ui.theme import DARK, LIGHT, palette_of
from cnnviz.ui.train.plot import MOST_POINTS, loss_range
from cnnviz.ui.train.plot_cards import AccuracyCard, LossCard
from cnnviz.ui.train.tile_wall import TileWall


def filled_loss(qtbot: QtBot, steps: int) -> LossCard:
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(400, 300)
    card.show()
    card.start(steps)
    for number in range(1, steps + 1):
        card.add(StepReport(number, 1, steps, steps, 2.0 / number, 0.5, 1e-3, number))
    card.refresh()
    return card


def test_a_hundred_thousand_steps_are_drawn_as_few_points(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 100_000)
    for line in card.plot._lines:
        assert 0 < len(line.curve.xData) <= MOST_POINTS + 2
    assert card.plot._lines[0].curve.yData[0] == 2.0


def test_nothing_new_is_not_drawn_again(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 10)
    assert card.refresh() is False


def test_the_log_axis_shows_powers_of_ten(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 200)
    card.axis.button("log").click()
    np.testing.assert_allclose(card.plot._lines[0].curve.yData[0], np.log10(2.0))
    card.axis.button("linear").click()
    assert card.plot._lines[0].curve.yData[0] == 2.0


def test_the_range_of_steps_doubles_until_the_run_s_end(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 130)
    assert card.plot.getPlotItem().getViewBox().viewRange()[0] == pytest.approx([0, 130 * 1.03])
    card.start(1000)
    for number in range(1, 131):
        card.add(StepReport(number, 1, 1000, 1000, 1.0, 0.5, 1e-3, number))
    card.refresh()
    assert card.plot.getPlotItem().getViewBox().viewRange()[0] == pytest.approx([0, 200 * 1.03])


def test_the_values_under_the_pointer_are_shown(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 100)
    middle = card.plot.viewport().rect().center()
    qtbot.mouseMove(card.plot.viewport(), middle - QPoint(3, 0))
    qtbot.mouseMove(card.plot.viewport(), middle)
    qtbot.waitUntil(card.plot._bubble.isVisible)
    text = card.plot._bubble.toPlainText()
    assert text.startswith("step ") and "loss 0.0" in text and "smoothed" in text


def test_the_values_under_a_resting_pointer_follow_the_axis(qtbot: QtBot) -> None:
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(400, 300)
    card.show()
    card.start(1000)
    for number in range(1, 51):
        card.add(StepReport(number, 1, 1000, 1000, 2.0 / number, 0.5, 1e-3, number))
    card.refresh()
    middle = card.plot.viewport().rect().center()
    qtbot.mouseMove(card.plot.viewport(), middle - QPoint(3, 0))
    qtbot.mouseMove(card.plot.viewport(), middle)
    qtbot.waitUntil(card.plot._bubble.isVisible)
    before = int(card.plot._bubble.toPlainText().split()[1])
    for number in range(51, 101):
        card.add(StepReport(number, 1, 1000, 1000, 2.0 / number, 0.5, 1e-3, number))
    card.refresh()
    assert int(card.plot._bubble.toPlainText().split()[1]) == pytest.approx(2 * before, abs=1)
    assert card.plot._bar.value() == pytest.approx(2 * before, abs=2)


@pytest.mark.parametrize("log", [False, True])
def test_the_ends_of_epochs_are_marked(qtbot: QtBot, log: bool) -> None:
    card = filled_loss(qtbot, 1)
    card.axis.button("log" if log else "linear").click()
    card.start(90, 30)
    for number in range(1, 91):
        card.add(StepReport(number, 1 + (number - 1) // 30, 30, 90, 2.0 / number, 0.5, 1e-3, number))
    card.refresh()
    assert card.plot._marks.getData()[0].tolist() == [30, 30, 60, 60, 90, 90]


def test_within_an_epoch_and_after_it_are_two_series(qtbot: QtBot) -> None:
    card = AccuracyCard()
    qtbot.addWidget(card)
    card.show()
    card.start(100)
    card.add_step(StepReport(1, 1, 50, 100, 2.0, 0.25, 1e-3, 64))
    for step, pictures in ((10, 1000), (20, 1000), (50, 5000)):
        card.add_evaluation(EvaluationReport(step, 1, 0.1, 0.9, "validation", pictures))
    card.refresh()
    assert card.validation.x.tolist() == [10, 20] and card.whole.x.tolist() == [50]
    assert card.value.text() == "90.0 %"


@pytest.mark.parametrize("log", [False, True])
def test_the_axis_of_losses_holds_even_zero(log: bool) -> None:
    low, high = loss_range(np.zeros(3), np.zeros(3), log)
    assert low < high and (not log or low > 0)


def test_another_theme_recolours_the_plot_and_the_wall(qtbot: QtBot, qapp: QApplication) -> None:
    card = filled_loss(qtbot, 10)
    card.plot.setPalette(palette_of(DARK))
    assert card.plot.backgroundBrush().color() == DARK.panel
    card.plot.setPalette(palette_of(LIGHT))
    assert card.plot.backgroundBrush().color() == LIGHT.panel


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


def test_a_new_run_starts_from_an_empty_plot(qtbot: QtBot) -> None:
    card = filled_loss(qtbot, 10)
    card.add(StepReport(11, 1, 11, 11, 1.0, 0.5, 1e-3, 11))
    card.start(20)
    assert card.refresh() is False and len(card.raw) == 0 and not card.place.filled
