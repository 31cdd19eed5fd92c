"""Layer by layer: lines that can be told apart and chosen, findings in words, lamps that never rely on colour alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.statistics import LayerStatistics, StatisticsReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.snapshot import Snapshot
from cnnviz.ui.theme import LIGHT
from cnnviz.ui.train.layers.layers_view import LayersView
from cnnviz.ui.train.panel.health_panel import HealthPanel
from cnnviz.ui.train.panel.lamps import BAD, OFF, WELL
from cnnviz.ui.train.past.moment import Moment
from cnnviz.ui.train.plots.plot_values import table

CONV = LayerStatistics("conv1", "Conv2d", "ReLU", 0.3, 0.03, 0.0003, 0.5, units=6)
LAST = LayerStatistics("fc1", "Linear", "", 0.1, 0.01, 0.0002, 2.0, units=10)
DEAD = replace(CONV, dead=(4,))


def new_record() -> RunRecord:
    return RunRecord(RunSetup("a", {}, "lenet5", DataChoice("drawn"), TrainingSettings()))


def add(record: RunRecord, until: int, layers: tuple[LayerStatistics, ...] = (CONV, LAST)) -> None:
    for step in range(record.step + 1, until + 1):
        record.add(StepReport(step, 1, 1000, 1000, 1.0, 0.5, 1e-3, step))
        if step % 20 == 1:
            record.add(StatisticsReport(step, 1, layers))


def draw(view: LayersView) -> int:
    return sum(part() for part in view.parts())


@pytest.fixture
def view(qtbot: QtBot) -> LayersView:
    view = LayersView()
    qtbot.addWidget(view)
    view.resize(924, 560)
    view.show()
    return view


@pytest.fixture
def panel(qtbot: QtBot) -> HealthPanel:
    panel = HealthPanel()
    qtbot.addWidget(panel)
    panel.resize(230, 120)
    panel.show()
    return panel


def test_every_layer_has_a_line_in_every_plot(view: LayersView) -> None:
    record = new_record()
    view.start(record)
    assert draw(view) == 0
    add(record, 41)
    draw(view)
    for card, value in zip(view.sizes, (0.03, 0.3, 0.001, 0.5), strict=True):
        conv, last = card.plot.lines
        assert (conv.name, last.name) == ("conv1", "fc1")
        assert conv.curve.xData.tolist() == [1, 21, 41]
        assert 10 ** conv.curve.yData[-1] == pytest.approx(value)
    assert view.legend.shown() == ("conv1", "fc1")
    assert draw(view) == 0


def test_statistics_that_come_later_are_drawn(view: LayersView) -> None:
    record = new_record()
    add(record, 21)
    view.start(record)
    draw(view)
    add(record, 41)
    assert draw(view) >= 6
    assert view.sizes[0].plot.lines[0].curve.xData.tolist() == [1, 21, 41]


def test_a_layer_can_be_left_out_and_taken_in_again(qtbot: QtBot, view: LayersView) -> None:
    record = new_record()
    add(record, 41)
    view.start(record)
    draw(view)
    qtbot.mouseClick(view.legend.boxes["conv1"], Qt.MouseButton.LeftButton)
    assert all(len(card.plot.lines[0].curve.xData) == 0 for card in view.sizes)
    assert all(len(card.plot.lines[1].curve.xData) == 3 for card in view.sizes)
    qtbot.mouseClick(view.legend.boxes["conv1"].parentWidget(), Qt.MouseButton.LeftButton)
    assert all(len(card.plot.lines[0].curve.xData) == 3 for card in view.sizes)


def test_of_a_deep_network_some_layers_are_shown_at_first(view: LayersView) -> None:
    record = new_record()
    add(record, 21, tuple(replace(CONV, layer=f"conv{number}") for number in range(16)))
    view.start(record)
    draw(view)
    shown = view.legend.shown()
    assert len(shown) == 8 and shown[0] == "conv0" and shown[-1] == "conv15"
    assert len(view.legend.boxes) == 16
    assert len({(line.ink(LIGHT).name(), line.dash) for line in view.sizes[0].plot.lines}) == 16


def test_the_values_of_the_layers_can_be_copied(view: LayersView) -> None:
    record = new_record()
    add(record, 21)
    view.start(record)
    draw(view)
    assert table("step", view.sizes[1].columns()).splitlines() == ["step\tconv1\tfc1", "1\t0.3\t0.1", "21\t0.3\t0.1"]


def test_findings_are_listed_with_advice_and_go_when_they_are_over(view: LayersView) -> None:
    record = new_record()
    view.start(record)
    assert "Press Start" in view.findings.sentence.text()
    add(record, 141, (DEAD, LAST))
    draw(view)
    (row,) = view.findings.rows
    assert "conv1 map 4 has been zero for 140 steps. Since step 1. A lower learning rate" in row.text
    assert row.isVisible() and not view.findings.sentence.isVisible()
    add(record, 161)
    draw(view)
    assert not row.isVisible() and "Nothing is dead" in view.findings.sentence.text()


def moment_at(step: int) -> Moment:
    score = EvaluationReport(step, 1, 0.5, 0.5, "validation", 10)
    return Moment(0, Snapshot(step, 1, {}, {}, score), lenet5(0), None)


def test_findings_and_lamps_are_those_of_the_moment_that_is_shown(view: LayersView, panel: HealthPanel) -> None:
    record = new_record()
    add(record, 101)
    add(record, 301, (DEAD, LAST))
    add(record, 341)
    view.start(record)
    panel.start(record)
    draw(view)
    assert view.findings.sentence.isVisible() and panel.lamps["maps"].state == WELL
    for step, lamp in ((0, OFF), (60, WELL), (301, BAD), (200, WELL), (260, BAD)):
        view.show_moment(moment_at(step))
        panel.show_moment(step)
        draw(view)
        panel.refresh()
        assert view.findings.sentence.isVisible() is (lamp != BAD) and panel.lamps["maps"].state == lamp
        assert f"at step {step}" in {label.text() for label in view.findings.findChildren(QLabel)}
        assert ("had been measured" in view.findings.sentence.text()) is (lamp == OFF)
    assert "zero for 120 steps. Since step 121." in view.findings.rows[0].text
    add(record, 361)
    assert not panel.refresh()
    view.show_moment(None)
    panel.show_moment(None)
    draw(view)
    assert panel.refresh() and panel.lamps["maps"].state == WELL and not view.findings.rows[0].isVisible()
    assert "layer by layer" in {label.text() for label in view.findings.findChildren(QLabel)}


def test_another_run_starts_from_nothing(view: LayersView) -> None:
    record = new_record()
    add(record, 141, (DEAD, LAST))
    view.start(record)
    draw(view)
    view.start(new_record())
    assert draw(view) == 0
    assert not view.findings.rows[0].isVisible() and view.sizes[0].plot.lines == () and not view.legend.boxes


def test_a_view_that_is_not_seen_draws_nothing(view: LayersView) -> None:
    record = new_record()
    add(record, 41)
    view.start(record)
    view.hide()
    assert draw(view) == 0


def test_lamps_are_off_before_a_run_and_say_what_is_wrong_in_words(qtbot: QtBot, panel: HealthPanel) -> None:
    assert {lamp.state for lamp in panel.lamps.values()} == {OFF}
    record = new_record()
    panel.start(record)
    assert not panel.refresh()
    add(record, 41)
    assert panel.refresh() and not panel.refresh()
    assert {lamp.state for lamp in panel.lamps.values()} == {WELL}
    add(record, 201, (DEAD, LAST))
    panel.refresh()
    assert [lamp.state for lamp in panel.lamps.values()] == [WELL, WELL, BAD, WELL]
    assert panel.lamps["maps"].text == "1 dead map"
    assert panel.words.text().startswith("conv1 map 4 has been zero for 140 steps. A lower learning rate often helps")


def test_a_lamp_differs_in_its_shape_and_not_in_its_colour_alone(qtbot: QtBot, panel: HealthPanel) -> None:
    def inked() -> list[tuple[int, int]]:
        image = panel.lamps["maps"].grab().toImage()
        ground = image.pixelColor(image.width() - 1, 0)
        return [(x, y) for x in range(11) for y in range(image.height()) if image.pixelColor(x, y) != ground]

    shapes = [inked()]
    record = new_record()
    panel.start(record)
    add(record, 41)
    panel.refresh()
    shapes.append(inked())
    add(record, 201, (DEAD, LAST))
    panel.refresh()
    shapes.append(inked())
    assert shapes[0] != shapes[1] != shapes[2] != shapes[0]


def test_a_click_or_enter_on_the_panel_asks_for_details(qtbot: QtBot, panel: HealthPanel) -> None:
    with qtbot.waitSignal(panel.details_wanted):
        qtbot.mouseClick(panel.words, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.details_wanted):
        qtbot.mouseClick(panel.lamps["maps"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.details_wanted):
        qtbot.keyClick(panel, Qt.Key.Key_Return)
