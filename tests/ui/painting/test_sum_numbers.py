"""Numbers of a sum are written with the decimals that are wished, and never as zero where they are not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.painting.sum_numbers import Spread, factor_text, number_text, spread_of, total_text, written

floats = st.floats(-(2.0**66), 2.0**66, width=32)
decimals_wished = st.integers(0, 9)


def read(text: str) -> float:
    return float(text.strip("()").replace("−", "-").replace("∞", "inf"))


@given(floats, decimals_wished)
def test_what_is_not_zero_is_not_written_as_zero(value: float, decimals: int) -> None:
    assert (read(number_text(value, decimals)) == 0) is (value == 0)


@given(st.lists(floats, min_size=1, max_size=20), decimals_wished)
def test_numbers_are_reckoned_with_as_they_are_written(values: list[float], decimals: int) -> None:
    read_back = [read(number_text(value, decimals)) for value in values]
    np.testing.assert_allclose(written(values, decimals), read_back, rtol=1e-9)


@given(st.lists(floats, min_size=1, max_size=20), decimals_wished)
def test_the_room_of_a_term_is_enough_for_all_of_its_numbers(values: list[float], decimals: int) -> None:
    spread = spread_of(np.array(values))
    texts = [factor_text(value, decimals, spread.whole) for value in values]
    assert max(map(len, texts)) <= spread.characters(decimals)


@given(st.lists(floats, min_size=1), st.lists(floats, min_size=1), decimals_wished)
def test_room_for_two_is_room_for_each(one: list[float], other: list[float], decimals: int) -> None:
    first, second = spread_of(np.array(one)), spread_of(np.array(other))
    both = first.covering(second)
    assert both == spread_of(np.array(one + other))
    assert both.characters(decimals) >= max(first.characters(decimals), second.characters(decimals))


@given(st.floats(1e-30, 1e30), st.integers(7, 9))
def test_from_seven_decimals_on_every_number_is_exact_to_a_millionth(value: float, decimals: int) -> None:
    assert read(number_text(value, decimals)) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 2, "0.50"),
        (0.0, 2, "0.00"),
        (1 / 255, 2, "0.004"),
        (0.0149, 2, "0.01"),
        (-0.00024, 2, "−0.0002"),
        (0.00024, 4, "0.0002"),
        (9.5e-7, 2, "9.5e−7"),
        (9.5e-7, 7, "9.50000e−7"),
        (1.5e12, 2, "1.50e12"),
        (-math.inf, 2, "−∞"),
        (math.inf, 2, "∞"),
    ],
)
def test_a_number_is_readable(value: float, decimals: int, text: str) -> None:
    assert number_text(value, decimals).startswith(text)


def test_whole_numbers_among_themselves_need_no_decimals() -> None:
    assert [factor_text(value, 2, whole=True) for value in (3.0, -1.0, 0.0)] == ["3", "(−1)", "0"]


def test_what_rounding_leaves_of_nothing_is_nothing() -> None:
    assert total_text(3e-8, 2, largest=1.0) == "0.00"
    assert total_text(3e-8, 2, largest=1e-7) == "3.0e−8"


def test_what_is_not_finite_needs_no_room() -> None:
    assert spread_of(np.array([-np.inf, 1.0, np.nan])) == Spread(1.0, 1.0)
    assert spread_of(np.array([-np.inf])) == Spread()
