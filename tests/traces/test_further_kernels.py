"""Filters that are added differ from those that there are, and are the same ones every time."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.traces.further_kernels import TELLING, with_further
from cnnviz.traces.kernels import PRESETS, preset, random_he, recognised

Kernel = npt.NDArray[np.float32]


def of_presets(*names: str, channels: int = 1) -> Kernel:
    return np.stack([np.repeat(preset(name).make((3, 3))[None], channels, axis=0) for name in names])


def test_every_preset_comes_once_before_chance_decides() -> None:
    names = [recognised(kernel) for kernel in with_further(of_presets("gaussian", channels=2), 16)]
    assert names[0] == "gaussian" and sorted(names[: len(PRESETS)]) == sorted(TELLING)
    assert set(names[len(PRESETS) :]) == {"own"}


@given(
    st.integers(1, 16), st.integers(1, 16), st.integers(1, 3), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99)
)
def test_no_two_filters_are_alike_and_those_there_were_stay(
    before: int, after: int, channels: int, rows: int, columns: int, seed: int
) -> None:
    kernel = np.random.default_rng(seed).normal(size=(before, channels, rows, columns)).astype(np.float32)
    made = with_further(kernel, after)
    np.testing.assert_array_equal(made[:before], kernel)
    assert made.shape == (max(before, after), channels, rows, columns) and made.dtype == np.float32
    if channels * rows * columns > 4:  # of very few numbers of two decimals, two may be the same
        assert len(np.unique(made.reshape(len(made), -1), axis=0)) == len(made)


LEARNT = np.random.default_rng(5).normal(0, 0.1, (1, 3, 3, 3)).astype(np.float32)


@pytest.mark.parametrize("start", [of_presets("box"), of_presets("sobel-x", channels=3), LEARNT])
def test_one_by_one_or_all_at_once_gives_the_same(start: Kernel) -> None:
    slowly = start
    for filters in range(2, 17):
        slowly = with_further(slowly, filters)
    np.testing.assert_array_equal(slowly, with_further(start, 16))


def test_presets_of_another_size_are_joined_by_the_numbers_of_a_layer_before_training() -> None:
    made = with_further(np.full((1, 2, 5, 4), 1 / 20, np.float32), 3)
    for place in (1, 2):
        np.testing.assert_array_equal(made[place], random_he(2, (5, 4), np.random.default_rng(place)))


@pytest.mark.parametrize("scale", [0.004, 0.1, 30])
def test_kernels_that_are_no_presets_are_joined_by_random_ones_of_their_scale(scale: float) -> None:
    learnt = np.repeat(LEARNT * np.float32(10 * scale), 2, axis=0)
    further = with_further(learnt, 16)[2:]
    assert float(np.sqrt(np.mean(further**2))) == pytest.approx(scale, rel=0.25)
    assert not {recognised(kernel) for kernel in further} & set(TELLING)


def test_kernels_of_zeros_are_joined_by_others() -> None:
    assert with_further(np.zeros((1, 1, 3, 3), np.float32), 2)[1].any()
