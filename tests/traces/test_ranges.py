"""Ranges end at numbers that people can read, and never hide a value."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.traces.ranges import rounded_up, symmetric_limit


def test_the_limit_is_the_largest_magnitude_of_either_sign() -> None:
    assert symmetric_limit(np.array([[-3.0, 2.0], [0.5, 1.0]])) == 3.0


def test_zeros_and_nothing_have_the_limit_one() -> None:
    assert symmetric_limit(np.zeros(4)) == 1.0
    assert symmetric_limit(np.zeros(0)) == 1.0


def test_numbers_that_are_none_do_not_count() -> None:
    assert symmetric_limit(np.array([np.nan, np.inf, -2.0])) == 2.0


@given(st.floats(1e-6, 1e9))
def test_a_rounded_limit_is_never_smaller_and_at_most_twice_as_large(limit: float) -> None:
    assert limit * (1 - 1e-6) <= rounded_up(limit) <= 2 * limit * (1 + 1e-6)


@pytest.mark.parametrize(("limit", "rounded"), [(3.4, 4), (0.012, 0.015), (6, 6), (8.1, 10), (99, 100)])
def test_limits_are_rounded_to_readable_numbers(limit: float, rounded: float) -> None:
    assert rounded_up(limit) == rounded


@pytest.mark.parametrize("limit", [0.0, -1.0, math.nan, math.inf])
def test_a_limit_that_is_none_becomes_one(limit: float) -> None:
    assert rounded_up(limit) == 1.0
