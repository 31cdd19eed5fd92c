"""Smoothing in blocks is the exponential mean of the plain loop, however the points come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.history.curves import Floats
from cnnviz.history.smoothing import Smoothed, decayed_sums


def plain_mean(values: Floats, steps: int) -> list[float]:
    """The slow twin: one value after the other."""
    keep, means = 1 - 1 / steps, []
    total = weight = 0.0
    for value in values:
        total, weight = keep * total + (1 - keep) * value, keep * weight + (1 - keep)
        means.append(total / weight)
    return means


@given(st.integers(0, 2**32 - 1), st.integers(1, 20_000), st.sampled_from([1, 2, 5, 20, 100, 500]))
def test_all_at_once_is_the_running_mean(seed: int, count: int, steps: int) -> None:
    values = np.random.default_rng(seed).normal(size=count)
    smoothed = Smoothed(steps)
    smoothed.take(np.arange(float(count)), values)
    np.testing.assert_allclose(smoothed.series.y, plain_mean(values, steps), rtol=0, atol=1e-12)


@pytest.mark.parametrize("steps", [1, 5, 20, 500])
def test_in_pieces_is_as_all_at_once(steps: int) -> None:
    values = np.random.default_rng(1).random(3000)
    x = np.arange(3000.0)
    whole, pieces = Smoothed(steps), Smoothed(steps)
    whole.take(x, values)
    for end in [1, 2, 70, 71, 500, 2900, 3000]:
        assert pieces.take(x[:end], values[:end])
    assert not pieces.take(x, values)
    np.testing.assert_allclose(whole.series.y, pieces.series.y, rtol=0, atol=1e-12)


def test_over_one_step_nothing_is_smoothed() -> None:
    values = np.random.default_rng(2).random(1000)
    smoothed = Smoothed(1)
    smoothed.take(np.arange(1000.0), values)
    assert smoothed.series.y.tolist() == values.tolist()


def test_sums_that_forget_nothing_are_plain_sums() -> None:
    values = np.random.default_rng(3).random(10_000)
    np.testing.assert_allclose(decayed_sums(values, 1.0), np.cumsum(values), rtol=1e-12)
