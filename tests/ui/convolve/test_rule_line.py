"""The size rule in one line says what the engine's layers do."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import BIAS, INPUT, WEIGHT
from cnnviz.ui.convolve.rule_line import RuleLine, line_html
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.theme import LIGHT


def test_the_numbers_of_the_rule_stand_in_it() -> None:
    text = line_html(replace(start_scenario().with_padding("valid"), stride=(3, 3)), LIGHT)
    assert "3 × 3" in text and "/3⌋ + 1" in text
    assert "not reached: 1 row, 1 column<" in text


def test_how_many_lines_are_not_reached_cannot_be_taken_for_which() -> None:
    valid = start_scenario().with_padding("valid")
    assert "not reached: 4 columns<" in line_html(replace(valid, stride=(1, 4)), LIGHT)
    assert "not reached: 1 row<" in line_html(replace(valid, stride=(3, 1)), LIGHT)
    assert "not reached" not in line_html(valid, LIGHT)


def test_rows_and_columns_have_a_rule_each_where_they_differ() -> None:
    text = line_html(replace(start_scenario(), stride=(1, 4)), LIGHT)
    assert "10 × 3" in text and "rows" in text and "columns" in text


@pytest.mark.parametrize("operation", ["convolution", "transposed", "max", "average", "activation"])
def test_the_size_is_that_of_the_engines_layer(operation: str) -> None:
    scenario = start_scenario().with_operation(operation)
    _, rows, columns = layer_of(scenario).output_shape(scenario.image.shape)
    assert f"{rows} × {columns}" in line_html(scenario, LIGHT)


@pytest.mark.parametrize(("direction", "size"), [(INPUT, "1 × 10 × 10"), (WEIGHT, "1 × 1 × 3 × 3"), (BIAS, ": 1")])
def test_a_gradient_is_as_large_as_what_it_belongs_to(direction: str, size: str) -> None:
    assert size in line_html(start_scenario().with_direction(direction), LIGHT)


def test_the_chain_has_two_rules() -> None:
    text = line_html(replace(start_scenario(), chain=True), LIGHT)
    assert "10 × 10" in text and "5 × 5" in text


def test_where_the_numbers_do_not_fit_the_sizes_stand_alone(qtbot: QtBot) -> None:
    line = RuleLine()
    qtbot.addWidget(line)
    line.resize(900, 16)
    line.show()
    line.show_scenario(replace(start_scenario(), stride=(1, 4)))
    assert "⌋" in line.text()
    line.resize(200, 16)
    assert "⌋" not in line.text() and "10 × 3" in line.text()
