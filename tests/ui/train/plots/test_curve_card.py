"""The heading of a plot's card: what has room in it."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.reports import StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.ui.stylesheet import stylesheet
from cnnviz.ui.theme import LIGHT
from cnnviz.ui.train.plots.plot_cards import LossCard


def styled_loss(qtbot: QtBot, width: int) -> LossCard:
    record = RunRecord(RunSetup("a", {}, "lenet5", DataChoice("drawn"), TrainingSettings()))
    record.add(StepReport(1, 1, 10, 10, 2.0, 0.5, 1e-3, 1))
    card = LossCard()
    qtbot.addWidget(card)
    card.show()
    card.start(record)
    card.refresh()
    card.setMinimumWidth(190)  # as in the view
    card.setStyleSheet(stylesheet(LIGHT))
    card.resize(width, 300)
    QApplication.processEvents()
    assert card.width() == width
    return card


@pytest.mark.parametrize("width", range(200, 620, 20))
def test_no_part_of_a_heading_is_cut_at_any_width(qtbot: QtBot, width: int) -> None:
    card = styled_loss(qtbot, width)
    for part in (card.more, card.value, card.legend, card.axis):
        assert not part.isVisible() or part.width() >= part.sizeHint().width()
    assert card.more.isVisible()


def test_the_names_of_lines_come_before_the_name_of_the_axis(qtbot: QtBot) -> None:
    card = styled_loss(qtbot, 350)
    assert card.legend.isVisible() and card.value.isVisible() and not card.axis.isVisible()
    assert styled_loss(qtbot, 420).axis.isVisible()


def test_the_bubble_tells_a_loss_that_runs_away_in_few_digits(qtbot: QtBot) -> None:
    card = styled_loss(qtbot, 350)
    assert card.record is not None
    card.record.add(StepReport(2, 1, 10, 10, 1334967009699430.5, 0.5, 1e-3, 2))
    assert "loss 1.3e15" in card._describe(2) and "loss 2.0000" in card._describe(1)
