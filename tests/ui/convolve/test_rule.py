"""The size rule is written for every operation, with its numbers, and agrees with the engine's layer."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.layer import LayerError
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    BIAS,
    INPUT,
    MAXIMUM,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.scenarios.source import Source
from cnnviz.ui.convolve.rule import SizeRule, parts_of
from cnnviz.ui.theme import DARK, LIGHT, palette_of


def scenario(size: tuple[int, int], kernel: tuple[int, int] = (3, 3), filters: int = 1, **settings: Any) -> Scenario:
    image = np.zeros((1, *size), np.float32)
    weights = np.zeros((filters, 1, *kernel), np.float32)
    made = Scenario(Source("zeros", image), image, weights, np.zeros(filters, np.float32))
    return replace(made, **settings)


def lines(what: Scenario) -> list[str]:
    """All that is said, as a reader sees it."""
    text = "\n".join(part.text for part in parts_of(what, LIGHT))
    return re.sub(r"<[^>]*>", "", text.replace("<br>", "\n")).splitlines()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (scenario((28, 28), (5, 5)), ["⌊(28 + 2·0 − 1·(5−1) − 1)/1⌋ + 1", "= ⌊23/1⌋ + 1 = 23 + 1 = 24", "→ 24 × 24"]),
        (scenario((28, 28), (5, 5), 6), ["→ 24 × 24 · 6 maps"]),
        (
            scenario((10, 10), stride=(3, 3), padding=(0, 1, 0, 1)),
            ["⌊(10 + 0+1 − 1·(3−1) − 1)/3⌋ + 1", "= ⌊8/3⌋ + 1 = 2 + 1 = 3",
             "8/3 ≈ 2.67, rounded down to 2, remainder 2", "→ 3 × 3"],
        ),
        (
            scenario((7, 9), stride=(2, 4)),
            ["rows", "= ⌊4/2⌋ + 1 = 2 + 1 = 3", "columns", "= ⌊6/4⌋ + 1 = 1 + 1 = 2",
             "6/4 = 1.5, rounded down to 1, remainder 2", "→ 3 × 2"],
        ),
        (scenario((7, 7), operation=MAXIMUM), ["⌊(7 + 2·0 − 1·(2−1) − 1)/2⌋ + 1", "→ 3 × 3"]),
        (
            scenario((7, 7), operation=MAXIMUM, ceil_mode=True),
            ["⌈(7 + 2·0 − 1·(2−1) − 1)/2⌉ + 1", "= ⌈5/2⌉ + 1 = 3 + 1 = 4", "5/2 = 2.5, rounded up to 3", "→ 4 × 4"],
        ),
        (
            scenario((5, 5), operation=AVERAGE, ceil_mode=True, pool_padding=(1, 1, 1, 1)),
            ["= ⌈5/2⌉ + 1 − 1 = 3 + 1 − 1 = 3", "− 1: one more window would start behind the picture", "→ 3 × 3"],
        ),
        (
            scenario((3, 3), operation=TRANSPOSED, stride=(2, 2), padding=(1, 1, 1, 1), output_padding=(1, 1)),
            ["(3−1)·2 + 1·(3−1) + 1 + 1 − 2·1", "= 8 − 2 = 6", "→ 6 × 6", "Padding takes away: 1 on every side."],
        ),
        (scenario((5, 5), operation=ACTIVATION, activation="relu"), ["→ 1 × 5 × 5"]),
        (
            scenario((28, 28), filters=3, chain=True),
            ["Size after the convolution", "→ 26 × 26 · 3 maps", "Size after the pooling",
             "⌊(26 + 2·0 − 1·(2−1) − 1)/2⌋ + 1", "→ 13 × 13 · 3 maps"],
        ),
        (
            scenario((28, 28), (5, 5), 6, direction=WEIGHT),
            ["Size of δ, the gradient from above", "→ 24 × 24 · 6 maps", "Size of the weights' gradient",
             "→ 6 × 1 × 5 × 5"],
        ),
        (scenario((9, 9), direction=INPUT, stride=(3, 3)), ["→ 3 × 3", "Size of the input's gradient", "→ 1 × 9 × 9"]),
        (scenario((9, 9), filters=4, direction=BIAS), ["→ 7 × 7 · 4 maps", "Size of the bias's gradient", "→ 4"]),
        (scenario((6, 6), operation=MAXIMUM, direction=INPUT), ["→ 3 × 3", "→ 1 × 6 × 6"]),
    ],
)  # fmt: skip
def test_the_rule_is_written_with_its_numbers(what: Scenario, expected: list[str]) -> None:
    said = iter(lines(what))
    assert [line for line in expected if line not in said] == []  # all of them, in this order


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (scenario((7, 7), stride=(2, 2)), "Every row and column is reached."),
        (scenario((8, 7), stride=(2, 2)), "Hatched: 1 row at the bottom. No window reaches them."),
        (scenario((7, 10), stride=(2, 4)), "Hatched: 3 columns at the right, 1 column in between. No window"),
        (scenario((5, 5), (2, 2), dilation=(2, 2), stride=(3, 3)), "2 rows at the bottom, 1 row in between"),
        (scenario((8, 8), stride=(2, 2), padding=(0, 2, 0, 2)), "1 row at the bottom (only padding), 1 column"),
        (scenario((7, 7), operation=MAXIMUM), "Hatched: 1 row at the bottom, 1 column at the right."),
        (scenario((7, 7), operation=MAXIMUM, ceil_mode=True), "reach beyond the picture (rows: 1, columns: 1)"),
        (scenario((2, 2), (2, 2), operation=TRANSPOSED), "Something is added to every row and column."),
        (scenario((2, 2), (1, 1), operation=TRANSPOSED, stride=(3, 3)), "Only the bias stands in 2 rows in between, "),
        (scenario((4, 4), padding=(1, 1, 1, 1), padding_word="same"), "Padding “same”: 1 on every side; zeros."),
        (scenario((4, 4), padding=(1, 1, 2, 2), border="reflect"), "1 above and below, 2 left and right; mirrored"),
        (scenario((4, 4), padding=(0, 1, 2, 3), border="circular"), "0 above, 1 below, 2 left, 3 right; the other end"),
        (scenario((4, 4), padding=(2, 2, 2, 2), border="replicate"), "2 on every side; the edge repeated (replicate)"),
        (scenario((4, 4), operation=MAXIMUM, pool_padding=(1, 1, 1, 1)), "1 on every side; it never wins."),
    ],
)  # fmt: skip
def test_what_is_left_out_and_what_the_border_is_made_of_is_said(what: Scenario, text: str) -> None:
    assert text in " ".join(lines(what))


def test_nothing_is_said_of_padding_where_there_is_none() -> None:
    assert not any("Padding" in line for line in lines(scenario((8, 8))))


small = st.integers(1, 4)
pairs = st.tuples(small, small)


@given(
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)), kernel=pairs, stride=pairs, dilation=pairs,
    padding=st.tuples(*[st.integers(0, 2)] * 4), ceil_mode=st.booleans(),
    operation=st.sampled_from(["convolution", TRANSPOSED, MAXIMUM, AVERAGE]),
)  # fmt: skip
def test_the_size_that_comes_out_is_that_of_the_layer(
    size: tuple[int, int], kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int],
    padding: tuple[int, int, int, int], ceil_mode: bool, operation: str,
) -> None:  # fmt: skip
    what = scenario(
        size, kernel, stride=stride, dilation=dilation, padding=padding, operation=operation, pool_size=kernel,
        pool_stride=stride, pool_dilation=dilation, pool_padding=padding, ceil_mode=ceil_mode,
    )  # fmt: skip
    try:
        _, rows, columns = layer_of(what).output_shape(what.image.shape)
    except (GeometryError, LayerError):
        assume(False)
    assert f"→ {rows} × {columns}" in lines(what)


def test_a_scenario_that_cannot_be_shown_leaves_what_was_said(qtbot: QtBot) -> None:
    rule = SizeRule()
    qtbot.addWidget(rule)
    rule.show_scenario(scenario((5, 5)))
    before = rule.text()
    with pytest.raises(GeometryError):
        rule.show_scenario(scenario((2, 2)))
    assert rule.text() == before


def test_a_shorter_rule_leaves_nothing_of_the_one_before(qtbot: QtBot) -> None:
    rule = SizeRule()
    qtbot.addWidget(rule)
    rule.show_scenario(scenario((28, 28), chain=True))
    rule.show_scenario(scenario((5, 5), operation=ACTIVATION))
    assert "convolution" not in rule.text()
    assert "1 × 5 × 5" in rule.text()


def test_the_rule_fits_into_a_narrow_panel(qtbot: QtBot) -> None:
    rule = SizeRule()
    qtbot.addWidget(rule)
    rule.show_scenario(scenario((1024, 1000), (11, 9), stride=(10, 10), padding=(10, 12, 10, 12), dilation=(10, 10)))
    rule.show()
    assert rule.minimumSizeHint().width() <= 248


def test_the_colours_follow_the_theme(qtbot: QtBot) -> None:
    rule = SizeRule()
    qtbot.addWidget(rule)
    rule.setPalette(palette_of(LIGHT))
    rule.show_scenario(scenario((5, 5)))
    assert LIGHT.output.name() in rule.text()
    rule.setPalette(palette_of(DARK))
    assert DARK.output.name() in rule.text()
