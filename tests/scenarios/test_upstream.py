"""The gradient from above always has the shape of the output."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.engine.geometry import GeometryError
from cnnviz.scenarios.scenario import ACTIVATION, AVERAGE, INPUT, MAXIMUM, ONES, TRANSPOSED, Scenario
from cnnviz.scenarios.source import matrix_source
from cnnviz.scenarios.upstream import upstream_of

PICTURE = matrix_source("numbers", [[[0.0] * 5] * 4] * 2)
SCENARIO = Scenario(
    PICTURE, PICTURE.values, np.ones((3, 2, 3, 3), np.float32), np.zeros(3, np.float32), direction=INPUT
)


def test_without_one_it_is_random_tenths_that_the_seed_decides() -> None:
    first, again, other = (upstream_of(replace(SCENARIO, upstream_seed=seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert first.shape == (3, 2, 3) and first.dtype == np.float32
    assert np.abs(first).max() <= 1
    np.testing.assert_allclose(first * 10, np.round(first * 10), atol=1e-6)


def test_it_can_be_ones() -> None:
    np.testing.assert_array_equal(upstream_of(replace(SCENARIO, upstream_fill=ONES)), np.ones((3, 2, 3), np.float32))


def test_one_that_fits_is_taken_as_it_is() -> None:
    given = np.arange(18, dtype=np.float32).reshape(3, 2, 3)
    assert upstream_of(replace(SCENARIO, upstream=given)) is given


def test_one_that_does_not_fit_keeps_its_middle_and_its_filters() -> None:
    given = np.arange(2 * 4 * 3, dtype=np.float32).reshape(2, 4, 3)
    fitted = upstream_of(replace(SCENARIO, upstream=given))
    np.testing.assert_array_equal(fitted[:2], given[:, 1:3])
    np.testing.assert_array_equal(fitted[2], np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("operation", "shape"),
    [(MAXIMUM, (2, 2, 2)), (AVERAGE, (2, 2, 2)), (TRANSPOSED, (3, 6, 7)), (ACTIVATION, (2, 4, 5))],
)
def test_every_operation_has_one(operation: str, shape: tuple[int, ...]) -> None:
    assert upstream_of(SCENARIO.with_operation(operation)).shape == shape


def test_settings_that_cannot_work_are_refused_with_the_geometrys_words() -> None:
    with pytest.raises(GeometryError, match="does not fit"):
        upstream_of(replace(SCENARIO, kernel=np.ones((1, 2, 5, 5), np.float32), bias=np.zeros(1, np.float32)))
