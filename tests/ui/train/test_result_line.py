"""The line beside the names of the views."""

from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.reports import EvaluationReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.ui.train.result_line import ResultLine


def test_a_score_says_of_how_many_pictures_it_is(qtbot: QtBot) -> None:
    """A plot beside it may show the score of other pictures: of the first thousand, at another step."""
    line = ResultLine()
    qtbot.addWidget(line)
    record = RunRecord(RunSetup("a", {}, "lenet5", DataChoice("drawn"), TrainingSettings()), validation_pictures=500)
    record.add(EvaluationReport(60, 1, 0.1, 0.97, "validation", 500))
    line.show_record(record)
    assert line.text() == "validation 97.00 % 500 pictures, at step 60; tested at the end of the run"
