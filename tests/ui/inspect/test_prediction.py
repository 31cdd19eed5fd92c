"""The prediction: bars, the softmax written out on demand, and a class that can be chosen."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.activations import ReLU
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.traces.passes import NetworkModel, Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.prediction import PredictionPanel, scores_of
from cnnviz.ui.inspect.softmax_table import power_text, written_out

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> PredictionPanel:
    panel = PredictionPanel()
    qtbot.addWidget(panel)
    panel.resize(260, 500)
    panel.show()
    return panel


def pass_of(classes: int, softmax: bool = False) -> Pass:
    layers = [("flat", Flatten()), ("fc", Linear(16, classes, rng=np.random.default_rng(1)))]
    layers += [("shares", Softmax())] if softmax else []
    model = NetworkModel(Network(layers, (1, 4, 4), [f"class {index}" for index in range(classes)]))
    return model.run(np.random.default_rng(2).random((1, 4, 4), np.float32))


@pytest.mark.parametrize("softmax", [False, True])
def test_the_written_out_softmax_adds_up_to_the_shares_of_the_pass(
    qtbot: QtBot, panel: PredictionPanel, softmax: bool
) -> None:
    shown = pass_of(4, softmax)
    panel.show_pass(shown, None)
    assert panel.table.cells() == [], "nothing is computed before somebody asks"
    qtbot.mouseClick(panel.softmax.button, LEFT)
    scores = shown.layer("fc").maps[:, 0, 0]
    made = written_out(shown.names, scores)
    assert made.total == pytest.approx(math.fsum(math.exp(score) for score in scores))
    assert shown.shares is not None
    assert [row.share for row in made.rows] == pytest.approx(list(shown.shares), abs=1e-6)
    cells = panel.table.cells()
    assert [line[0] for line in cells] == ["", *shown.names, "sum"]
    assert cells[1][2] == power_text(math.exp(scores[0])) and cells[-1][3] == "100.0 %"


def test_of_a_thousand_classes_the_rest_is_one_row_so_that_the_sum_is_right() -> None:
    scores = np.random.default_rng(0).normal(0, 2, 1000)
    made = written_out([str(index) for index in range(1000)], scores)
    assert len(made.rows) == 11 and made.rows[-1].name == "990 others"
    assert math.fsum(row.power for row in made.rows) == pytest.approx(made.total)
    assert made.total == pytest.approx(np.exp(scores).sum())


def test_large_scores_are_written_so_that_nothing_overflows() -> None:
    made = written_out(["a", "b"], np.array([900.0, 899.0], np.float32))
    assert made.shift == 900.0
    assert [row.share for row in made.rows] == pytest.approx([1 / (1 + math.exp(-1)), 1 / (1 + math.e)])


def test_a_click_on_a_bar_chooses_its_class(qtbot: QtBot, panel: PredictionPanel) -> None:
    shown = pass_of(20)
    panel.show_pass(shown, None)
    assert shown.shares is not None
    order = np.argsort(-shown.shares, kind="stable")
    height = min(26.0, panel.bars.height() / 10)
    with qtbot.waitSignal(panel.class_chosen) as chosen:
        qtbot.mouseClick(panel.bars, LEFT, pos=QPoint(40, round(2.5 * height)))
    assert chosen.args == [order[2]]


def test_the_keys_choose_a_class_too(qtbot: QtBot, panel: PredictionPanel) -> None:
    panel.show_pass(pass_of(4), None)
    panel.bars.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(9):
        qtbot.keyClick(panel.bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.class_chosen) as chosen:
        qtbot.keyClick(panel.bars, Qt.Key.Key_Return)
    assert chosen.args == [3], "the last one"


def test_a_network_that_ends_in_maps_says_so(panel: PredictionPanel) -> None:
    model = NetworkModel(Network([("relu", ReLU())], (1, 4, 4)))
    panel.show_pass(model.run(np.zeros((1, 4, 4), np.float32)), None)
    assert panel.reading() == "" and not panel.bars.isVisible() and not panel.softmax.isVisible()


def test_scores_are_those_that_the_softmax_was_made_of_or_none() -> None:
    vector = ShownLayer("a", "Gemm", (3,), np.zeros((3, 1, 1)))
    shares = ShownLayer("b", "Softmax", (3,), np.full((3, 1, 1), 1 / 3))
    assert scores_of([vector, shares]) is not None
    assert scores_of([ShownLayer("a", "Relu", (1, 2, 2), np.zeros((1, 2, 2))), shares]) is None
    assert scores_of([shares]) is None


def test_a_long_name_is_shortened_and_told_in_full(panel: PredictionPanel) -> None:
    name = "a class with a name that is very long indeed"
    panel.show_prediction([name, "b"], np.array([0.3, 0.7]), name)
    assert panel.verdict() == f"wrong: it is {name}"
