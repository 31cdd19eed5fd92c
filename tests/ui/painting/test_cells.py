"""Numbers are written where they fit and left out where they do not."""

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from cnnviz.numbers import trimmed
from cnnviz.traces.kernels import gaussian
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.cells import plan_numbers


@pytest.mark.parametrize(
    ("values", "cell", "decimals"),
    [
        ([0.0, 0.5], 31, 1),
        ([0.0, 0.333], 36, 2),
        ([0.0, 0.333], 26, 1),
        ([-10.25, 255.0], 60, 2),
        ([0.0, 0.03], 30, 2),
        ([-0.0004, 0.0001], 60, 4),
        ([-2.5, 0.5], 26, 1),
        ([-12.5, 0.5], 36, 1),
        ([1.0, 0.0], 26, 0),
        ([0.25, 0.5], 46, 2),
    ],
)
def test_numbers_get_the_decimals_that_fit(values: list[float], cell: float, decimals: int) -> None:
    plan = plan_numbers(np.array(values), cell)
    assert plan is not None
    assert plan.decimals == decimals


@pytest.mark.parametrize("values", [[-10.25, 255.0], [0.31], [-999.5, 1000.25], [-3768.0], [1 / 3, -2 / 3], [0.031]])
@pytest.mark.parametrize("cell", range(20, 80))
def test_numbers_leave_a_margin_in_their_cells(qtbot: QtBot, values: list[float], cell: int) -> None:
    plan = plan_numbers(np.array(values), cell)
    if plan is not None:
        metrics = QFontMetricsF(number_font(int(plan.pixels)))
        assert all(metrics.horizontalAdvance(plan.text(value)) <= cell - 3 for value in values)


@pytest.mark.parametrize(("values", "cell"), [([0.5], 12), ([-1234.5], 30), ([np.nan], 40), ([1000000.0], 24)])
def test_numbers_that_do_not_fit_are_left_out(values: list[float], cell: float) -> None:
    assert plan_numbers(np.array(values), cell) is None


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-2.0, "−2"), (0.1, "0.1"), (1 / 9, "0.11"), (0.0, "0"), (10.0, "10")]
)
def test_needless_zeros_are_trimmed(value: float, text: str) -> None:
    assert trimmed(value) == text


@pytest.mark.parametrize("cell", range(22, 60, 3))
def test_a_small_weight_is_never_written_as_zero(cell: int) -> None:
    weights = gaussian((11, 11))
    plan = plan_numbers(weights, cell, trim=True)
    if plan is not None:
        texts = [plan.text(float(weight)) for weight in weights.ravel()]
        assert not any(text.strip("−0.") == "" or "≈" in text for text in texts)
        assert all(len(text) <= plan.characters for text in texts)


@pytest.mark.parametrize(("value", "text"), [(np.inf, "∞"), (-np.inf, "−∞"), (np.nan, "NaN")])
def test_what_is_no_finite_number_has_its_sign(value: float, text: str) -> None:
    plan = plan_numbers(np.array([0.5, 1.0]), 40)
    assert plan is not None
    assert plan.text(value) == text
