"""The strip of layers: everything about each of them, however many there are."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.activations import ReLU
from cnnviz.engine.architectures import NETWORKS, lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.network import Network
from cnnviz.traces.passes import NetworkModel
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.layer_strip import LayerStrip, told
from cnnviz.ui.inspect.layer_table import LayerTable, cells_of, totals

LEFT = Qt.MouseButton.LeftButton


def layers_of(network: Network) -> tuple[ShownLayer, ...]:
    return NetworkModel(network).run(np.zeros(network.input_shape, np.float32)).layers


@pytest.fixture
def strip(qtbot: QtBot) -> LayerStrip:
    strip = LayerStrip()
    qtbot.addWidget(strip)
    strip.resize(880, 60)
    strip.show()
    return strip


def test_a_layer_tells_its_shape_parameters_work_and_receptive_field() -> None:
    text = told(layers_of(lenet5())[4])
    for fact in ("conv2 (Conv2D)", "16 × 10 × 10", "2\u2009416 parameters", "240\u2009000", "14 × 14"):
        assert fact in text


def test_forty_layers_scroll_and_the_chosen_one_is_seen(qtbot: QtBot, strip: LayerStrip) -> None:
    pairs = [(f"layer_{index}", Conv2D(1, 1, 3, padding=1) if index % 2 else ReLU()) for index in range(40)]
    strip.show_layers(layers_of(Network(pairs, (1, 8, 8))))
    for index in (40, 0, 25):
        strip.set_current(index)
        button = strip.button(index)
        left = button.mapTo(strip.area.viewport(), button.rect().topLeft()).x()
        assert left >= 0 and left + button.width() <= strip.area.viewport().width()


def test_the_buttons_stay_while_names_and_shapes_do(strip: LayerStrip) -> None:
    layers = layers_of(lenet5())
    strip.show_layers(layers)
    before = strip.buttons()
    strip.show_layers(layers_of(lenet5()))
    assert strip.buttons() == before
    strip.show_layers(layers[:5])
    assert len(strip.buttons()) == 5


def test_a_step_goes_to_the_next_layer_that_has_something_to_show(qtbot: QtBot, strip: LayerStrip) -> None:
    layers = layers_of(lenet5())
    strip.show_layers(layers)
    strip.set_available([layer.weights is not None for layer in layers])
    strip.set_current(1)
    with qtbot.waitSignal(strip.chosen) as chosen:
        strip.step(1)
    assert layers[chosen.args[0]].name == "conv2"


def test_the_table_has_a_row_for_every_layer_and_adds_them_up(qtbot: QtBot) -> None:
    network = NETWORKS["resnet8"].build(0)
    layers = layers_of(network)
    table = LayerTable(layers, 1)
    qtbot.addWidget(table)
    rows = [table.table.item(row, 0).text() for row in range(table.table.rowCount())]  # type: ignore[union-attr]
    assert rows == [layer.name for layer in layers]
    parameters = sum(summary.parameters for summary in network.summary())
    assert f"{parameters:,}".replace(",", "\u2009") in totals(layers)


def test_names_and_kinds_in_the_table_are_not_cut(qtbot: QtBot) -> None:
    maps = np.zeros((1, 3, 3))
    table = LayerTable([ShownLayer("encoder_self_attn_3", "LayerNormalization", (1, 3, 3), maps)], 0)
    qtbot.addWidget(table)
    table.show()
    for column in (0, 1):
        assert table.table.columnWidth(column) >= table.table.sizeHintForColumn(column)
    assert table.table.horizontalScrollBar().maximum() == 0


def test_a_layer_of_another_program_has_no_costs() -> None:
    layer = ShownLayer("a", "Relu", (2, 3, 3), np.zeros((2, 3, 3)))
    assert cells_of(layer) == ("a", "Relu", "2 × 3 × 3", "–", "–", "–")
    assert totals([layer]) == ""


def test_a_row_of_the_table_chooses_its_layer(qtbot: QtBot, strip: LayerStrip) -> None:
    strip.show_layers(layers_of(lenet5()))
    qtbot.mouseClick(strip.all_layers, LEFT)
    table = strip.findChild(LayerTable)
    assert table is not None
    place = table.table.visualItemRect(table.table.item(4, 0)).center()
    with qtbot.waitSignal(strip.chosen) as chosen:
        qtbot.mouseClick(table.table.viewport(), LEFT, pos=place)
    assert chosen.args == [4]
    table.reject()
