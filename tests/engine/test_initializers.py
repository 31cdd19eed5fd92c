"""Initial weights: their spread, that the same seed gives the same ones, and that no second copy is made of them."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.arrays import ArrayError
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.initializers import (
    INITIALIZERS,
    Initializer,
    InitializerError,
    generator,
    he_uniform,
    lecun_normal,
    normal,
    uniform,
)
from cnnviz.engine.linear import Linear

FAN_IN, FAN_OUT = 200, 600
DRAWN = [initializer for _, initializer in INITIALIZERS.values()]


@pytest.mark.parametrize(
    ("name", "variance"), [("he", 2 / FAN_IN), ("glorot", 2 / (FAN_IN + FAN_OUT)), ("lecun", 1 / FAN_IN)]
)
@pytest.mark.parametrize("shape_of_it", ["uniform", "normal"])
def test_weights_have_the_variance_of_the_paper(name: str, variance: float, shape_of_it: str) -> None:
    _, initializer = INITIALIZERS[f"{name}_{shape_of_it}"]
    weights = initializer((300, 400), FAN_IN, FAN_OUT, np.random.default_rng(0), np.float32)
    assert weights.var() == pytest.approx(variance, rel=0.02)
    assert weights.mean() == pytest.approx(0, abs=0.01 * variance**0.5)


@pytest.mark.parametrize("name", ["he", "glorot", "lecun"])
def test_uniform_weights_stay_within_root_three_deviations_and_normal_ones_do_not(name: str) -> None:
    even, bell = (
        INITIALIZERS[f"{name}_{kind}"][1]((300, 400), FAN_IN, FAN_OUT, np.random.default_rng(0), np.float64)
        for kind in ("uniform", "normal")
    )
    limit = bell.std() * 3**0.5
    assert abs(even).max() == pytest.approx(limit, rel=0.01)
    assert abs(bell).max() > 2 * limit


@pytest.mark.parametrize("initializer", DRAWN)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_same_seed_gives_the_same_weights_in_the_type_asked_for(initializer: Initializer, dtype: type) -> None:
    one, two, other = (initializer((30, 4), 4, 30, np.random.default_rng(seed), dtype) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert one.dtype == dtype
    assert (one != other).all()


@pytest.mark.parametrize("draw", [uniform, normal])
def test_weights_are_drawn_without_a_second_copy(draw: Callable[..., np.ndarray]) -> None:
    rng = np.random.default_rng(0)
    tracemalloc.start()
    weights = draw((1000, 500), 0.1, rng, np.float32)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.01 * weights.nbytes


def test_fans_of_a_convolution_are_the_channels_of_a_group_times_the_cells_of_the_kernel() -> None:
    assert Conv2D(6, 8, (3, 5), groups=2).fans == (3 * 15, 4 * 15)
    assert Linear(7, 3).fans == (7, 3)


def test_he_keeps_the_size_of_signals_through_many_relus_and_lecun_does_not() -> None:
    def size_after(initializer: Initializer, layers: int = 20) -> float:
        rng = np.random.default_rng(0)
        signal = rng.standard_normal((256, 100))
        for _ in range(layers):
            signal = np.maximum(initializer((256, 256), 256, 256, rng, np.float64) @ signal, 0)
        return float(np.square(signal).mean() ** 0.5)

    assert 0.3 < size_after(he_uniform) < 3
    assert size_after(lecun_normal) < 0.01


@pytest.mark.parametrize("given", ["0", -1, 1.5, True, np.random])
def test_a_seed_is_a_whole_number_or_a_generator(given: object) -> None:
    with pytest.raises(InitializerError, match=r"^The randomness is .*; it must be a generator of NumPy"):
        generator(given)
    assert generator(None) is None


@pytest.mark.parametrize("draw", [uniform, normal])
@pytest.mark.parametrize("given", ["x", -1, np.nan, np.inf, None])
def test_a_spread_is_a_finite_number_from_zero_on(draw: Callable[..., np.ndarray], given: object) -> None:
    with pytest.raises(
        InitializerError, match=r"^The (limit|deviation) is .*; it must be a finite number, 0 or more\.$"
    ):
        draw((3,), given, np.random.default_rng(0))
    with pytest.raises(ArrayError, match="must be float32 or float64"):
        draw((3,), 1, np.random.default_rng(0), int)
    with pytest.raises(InitializerError, match=r"^The randomness is 0; "):
        draw((3,), 1, 0)


@pytest.mark.parametrize("fan", [0, -1, "x", 1.5])
def test_a_fan_counts_products(fan: object) -> None:
    with pytest.raises(InitializerError, match=r"^The fan is .*; it counts the products of a sum: a whole number"):
        he_uniform((3,), fan, 1, np.random.default_rng(0))  # type: ignore[arg-type]
