"""Dust beside the ink does not count; the dot of a pen, and what is meant in small pictures, does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data.specks import _spots, without_specks


def page() -> np.ndarray:
    flags = np.zeros((300, 200), bool)
    flags[60:240, 90:110] = True
    return flags


def test_single_pixels_far_from_the_ink_are_left_out_and_counted() -> None:
    dusty = page()
    dusty[5, 5] = dusty[290, 190] = dusty[10:12, 180] = True
    kept, specks = without_specks(dusty)
    assert specks == 3 and np.array_equal(kept, page())


def test_a_second_stroke_is_no_speck() -> None:
    two = page()
    two[100:110, 10:60] = True
    kept, specks = without_specks(two)
    assert specks == 0 and np.array_equal(kept, two)


def test_every_pixel_of_a_small_picture_counts() -> None:
    small = np.zeros((30, 30), bool)
    small[5:25, 12:18] = small[1, 1] = True
    assert np.array_equal(without_specks(small)[0], small)


def test_an_empty_page_stays_empty() -> None:
    kept, specks = without_specks(np.zeros((100, 100), bool))
    assert not kept.any() and specks == 0


@given(seed=st.integers(0, 10**6), share=st.floats(0, 0.3))
def test_nothing_is_added_and_something_is_left(seed: int, share: float) -> None:
    flags = np.random.default_rng(seed).random((70, 120)) < share
    kept, _ = without_specks(flags)
    assert not (kept & ~flags).any() and kept.any() == flags.any()


@given(seed=st.integers(0, 10**6), share=st.floats(0, 0.7))
def test_cells_are_told_apart_as_by_flooding(seed: int, share: float) -> None:
    flags = np.random.default_rng(seed).random((9, 13)) < share
    numbers = _spots(flags)
    left = flags.copy()
    while left.any():
        reached = np.zeros_like(flags)
        reached[tuple(np.argwhere(left)[0])] = True
        for _ in range(flags.size):
            around = np.pad(reached, 1)
            reached = flags & np.any([around[y : y + 9, x : x + 13] for y in range(3) for x in range(3)], axis=0)
        assert len(set(numbers[reached])) == 1 and (numbers == numbers[reached][0]).sum() == reached.sum()
        left &= ~reached
    assert not numbers[~flags].any()
