"""Numbers are written where they fit and left out where they do not."""

import numpy as np
import pytest

from cnnviz.ui.painting.cells import plan_numbers, trimmed


@pytest.mark.parametrize(
    ("values", "cell", "decimals"),
    [
        ([0.0, 0.5], 31, 2),
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


@pytest.mark.parametrize(("values", "cell"), [([0.5], 12), ([-1234.5], 30), ([np.nan], 40), ([1000000.0], 24)])
def test_numbers_that_do_not_fit_are_left_out(values: list[float], cell: float) -> None:
    assert plan_numbers(np.array(values), cell) is None


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-2.0, "−2"), (0.1, "0.1"), (1 / 9, "0.11"), (0.0, "0"), (10.0, "10")]
)
def test_needless_zeros_are_trimmed(value: float, text: str) -> None:
    assert trimmed(value) == text
