"""What the menu of a plot does: axes, grid, smoothing, and pictures and values to take away."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.ui.theme import LIGHT
from cnnviz.ui.train.plots.legend import Legend
from cnnviz.ui.train.plots.line import nth_line
from cnnviz.ui.train.plots.plot_cards import LossCard, RateCard
from cnnviz.ui.train.plots.plot_look import SMOOTHINGS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus without a screen


@pytest.fixture
def card(qtbot: QtBot) -> LossCard:
    record = RunRecord(RunSetup("a", {}, "lenet5", DataChoice("drawn"), TrainingSettings()), validation_pictures=9)
    for step in range(1, 61):
        record.add(StepReport(step, 1, 30, 60, 2.0 / step, 0.5, 1e-3, step))
    record.add(EvaluationReport(40, 2, 0.25, 0.9, "validation", 5))
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    card.start(record)
    card.refresh()
    return card


def open_menu(qtbot: QtBot, card: LossCard | RateCard) -> None:
    qtbot.mouseClick(card.more, Qt.MouseButton.LeftButton)
    assert card.menu.menu is not None and card.menu.menu.isVisible()


def choose(qtbot: QtBot, card: LossCard, name: str) -> None:
    open_menu(qtbot, card)
    card.menu.actions[name].trigger()
    assert card.menu.menu is not None
    card.menu.menu.close()


def test_the_menu_says_what_is_chosen_and_changes_it(qtbot: QtBot, card: LossCard) -> None:
    choose(qtbot, card, "log")
    choose(qtbot, card, "epochs")
    assert card.axis.text() == "log" and card.look.by_epoch
    open_menu(qtbot, card)
    chosen = {name for name, action in card.menu.actions.items() if action.isChecked()}
    assert chosen == {"log", "epochs", "grid"}
    assert card.menu.menu is not None
    card.menu.menu.close()
    choose(qtbot, card, "linear")
    choose(qtbot, card, "steps")
    assert card.axis.text() == "linear" and not card.look.by_epoch


def test_a_right_click_opens_the_menu(qtbot: QtBot, card: LossCard) -> None:
    card.plot.menu_wanted.emit(QPoint(5, 5))
    assert card.menu.menu is not None and card.menu.menu.isVisible()
    card.menu.menu.close()


def test_the_grid_can_be_taken_away(qtbot: QtBot, card: LossCard) -> None:
    def lines() -> int:
        image = card.plot.grab().toImage()
        column = [image.pixelColor(200, y) for y in range(image.height())]
        return sum(colour != QColor(LIGHT.panel) for colour in column)

    with_grid = lines()
    choose(qtbot, card, "grid")
    assert lines() < with_grid


def test_the_slider_sets_the_smoothing_and_says_it(qtbot: QtBot, card: LossCard) -> None:
    open_menu(qtbot, card)
    slider = card.menu.slider
    assert slider is not None and SMOOTHINGS[slider.slider.value()] == card.look.smoothing
    qtbot.keyClick(slider.slider, Qt.Key.Key_End)
    assert card.look.smoothing == 500 and slider.words == "Smoothing: mean over about 500 steps"
    qtbot.keyClick(slider.slider, Qt.Key.Key_Home)
    assert card.look.smoothing == 1 and slider.words == "Smoothing: not smoothed"
    assert card.menu.menu is not None
    card.menu.menu.close()


def test_a_plot_without_a_mean_has_no_smoothing(qtbot: QtBot) -> None:
    card = RateCard()
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    open_menu(qtbot, card)
    assert card.menu.slider is None and not card.menu.actions["save"].isEnabled()
    assert card.menu.menu is not None
    card.menu.menu.close()


def test_values_are_copied_as_a_table(qtbot: QtBot, card: LossCard) -> None:
    choose(qtbot, card, "copy")
    rows = [row.split("\t") for row in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["step", "loss", "smoothed", "validation"]
    assert len(rows) == 61 and rows[40][0] == "40" and rows[40][1] == "0.05" and rows[40][3] == "0.25"
    assert rows[1][3] == ""


def test_a_plot_is_saved_as_pixels_and_as_shapes(card: LossCard, tmp_path: Path) -> None:
    card.menu.save_as(tmp_path / "plot.png")
    card.menu.save_as(tmp_path / "plot.svg")
    image = QImage(str(tmp_path / "plot.png"))
    assert image.width() == 2 * (card.plot.width() + 24)
    svg = (tmp_path / "plot.svg").read_text()
    assert "<image" not in svg and "step 0" in svg and "validation" in svg and "Loss" in svg


def test_a_picture_that_cannot_be_kept_is_explained_on_the_card(card: LossCard, tmp_path: Path) -> None:
    card.menu.save_as(tmp_path / "nowhere" / "plot.png")
    assert "no such folder" in card.notice.text()


def test_a_legend_shows_and_hides_lines(qtbot: QtBot) -> None:
    lines = [nth_line(number, name) for number, name in enumerate(("conv1", "conv2", "fc1"))]
    legend = Legend(lines, choosable=True)
    qtbot.addWidget(legend)
    legend.show()
    with qtbot.waitSignal(legend.changed) as changed:
        legend.boxes["conv2"].click()
    assert changed.args == [("conv1", "fc1")] == [legend.shown()]
