"""Pictures become small channels of numbers, and pasted text becomes a matrix."""

import numpy as np
import pytest

from cnnviz.ui.convolve.picture_source import (
    LARGEST,
    from_bytes,
    matrix_source,
    random_source,
    shrunk,
)


@pytest.mark.parametrize("longest", [1, 3, 7, 16])
def test_reducing_keeps_the_mean(longest: int) -> None:
    picture = np.random.default_rng(0).random((1, 16, 16)).astype(np.float32)
    assert shrunk(picture, longest).mean() == pytest.approx(picture.mean(), abs=1e-5)


def test_reducing_keeps_the_proportions() -> None:
    assert shrunk(np.zeros((3, 40, 100), np.float32), 20).shape == (3, 8, 20)


def test_a_long_thin_picture_keeps_at_least_one_row() -> None:
    assert shrunk(np.zeros((1, 1, 3000), np.float32), 20).shape == (1, 1, 20)


def test_a_huge_picture_is_reduced_at_once() -> None:
    source = from_bytes("huge", np.full((2000, 3000), 255, np.uint8))
    assert source.longest == LARGEST
    assert source.values.min() == pytest.approx(1, abs=1e-5)


def test_grey_is_made_with_the_weights_of_the_eye() -> None:
    pixels = np.zeros((2, 2, 3), np.uint8)
    pixels[..., 1] = 255
    np.testing.assert_allclose(from_bytes("green", pixels).image(1, 10), 0.587, rtol=1e-5)


def test_numbers_are_never_reduced_or_mixed() -> None:
    source = random_source("random", 12, np.random.default_rng(0))
    np.testing.assert_array_equal(source.image(1, 5)[0], source.values[0])
    np.testing.assert_array_equal(matrix_source("m", [[1, 2]]).image(3, 1), [[[1, 2]]] * 3)
