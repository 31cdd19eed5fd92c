"""Clipping: by the length of all gradients together, and number by number."""

import math

import numpy as np
import pytest

from cnnviz.engine.clipping import clip_by_norm, clip_by_value
from cnnviz.engine.optimizer import OptimizerError


def gradients(rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {"weight": rng.standard_normal((4, 3)), "bias": rng.standard_normal(4)}


def length(arrays: dict[str, np.ndarray]) -> float:
    return math.sqrt(sum(value**2 for array in arrays.values() for value in array.flat))


def test_long_gradients_are_shortened_and_keep_their_direction(rng: np.random.Generator) -> None:
    arrays = gradients(rng)
    before = {name: array.copy() for name, array in arrays.items()}
    norm = clip_by_norm(arrays, 0.5)
    assert norm == pytest.approx(length(before))
    assert length(arrays) == pytest.approx(0.5, rel=1e-5)
    for name, array in arrays.items():
        np.testing.assert_allclose(array / before[name], 0.5 / norm, rtol=1e-5)


def test_short_gradients_stay_as_they_are(rng: np.random.Generator) -> None:
    arrays = gradients(rng)
    before = {name: array.copy() for name, array in arrays.items()}
    clip_by_norm(arrays, 1000)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, before[name])


def test_what_has_no_length_is_no_number_afterwards_but_no_warning() -> None:
    arrays = {"w": np.array([np.inf, 1.0])}
    assert clip_by_norm(arrays, 1) == math.inf
    assert np.isnan(arrays["w"][0])
    assert math.isnan(clip_by_norm({"w": np.array([np.nan])}, 1))


def test_nothing_has_no_length() -> None:
    assert clip_by_norm({}, 1) == 0


def test_numbers_are_cut_off_one_by_one() -> None:
    arrays = {"w": np.array([-3.0, -0.5, 2.0])}
    clip_by_value(arrays, 1)
    assert arrays["w"].tolist() == [-1, -0.5, 1]


def test_negative_limits_are_refused() -> None:
    for clip in (clip_by_norm, clip_by_value):
        with pytest.raises(OptimizerError, match=r"(max_norm|limit) is -1; it must be a number, ≥ 0"):
            clip({}, -1)


def test_what_is_no_table_of_float_arrays_or_no_limit_is_named() -> None:
    for clip in (clip_by_norm, clip_by_value):
        for gradients in ([np.ones(3)], {"w": [1.0, 2.0]}, {"w": np.ones(3, int)}):
            with pytest.raises(OptimizerError, match=r"^The gradients must be float arrays"):
                clip(gradients, 1)  # type: ignore[operator]
        with pytest.raises(OptimizerError, match=r"is “1”; it must be a number, ≥ 0"):
            clip({}, "1")  # type: ignore[operator]
