"""First values of the weights: drawn so that signals neither die out nor explode on their way through the layers.

A sum over `fan_in` products spreads √fan_in times as far as one of them, so each weight must be that much smaller; the
way back through the layer sums over `fan_out`. For a convolution both count the channels of one group times the cells
of the kernel, for a linear layer its inputs and outputs.

Numbers are drawn in the type that they are wanted in and scaled where they lie: the first dense layer of VGG16 has 102
million weights, of which there should never be a second copy.
"""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape, float_type
from cnnviz.text import ExplainedError, mark, quoted

if TYPE_CHECKING:
    Random = np.random.Generator
else:
    Random = Any  # naming numpy.random loads it: 20 ms that the first picture need not wait for

Seed = Random | int | None
Initializer = Callable[[Shape, int, int, Random, npt.DTypeLike], Array]


class InitializerError(ExplainedError):
    """Weights that cannot be drawn so: no generator of random numbers, or a spread that is none."""


def generator(seed: Seed) -> Random | None:
    """The randomness of first weights: a generator as it is, a number as a seed, None for weights that are all zero.

    InitializerError for anything else.
    """
    if isinstance(seed, int | np.integer) and not isinstance(seed, bool) and seed >= 0:
        return np.random.default_rng(seed)
    return None if seed is None else checked_generator(seed)


def checked_generator(rng: object) -> Random:
    """`rng`, where it is a generator of NumPy; InitializerError otherwise."""
    if not isinstance(rng, np.random.Generator):
        raise InitializerError(
            "The randomness is {given}; it must be a generator of NumPy, such as numpy.random.default_rng(0). Networks "
            "also take a seed: a whole number, 0 or more.",
            given=quoted(rng),
        )
    return rng


def uniform(shape: Shape, limit: float, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Evenly between -`limit` and `limit`; float32 or float64.

    InitializerError for a limit below 0 or a `rng` that is no generator, ArrayError for another type.

    >>> drawn = uniform((1000,), 0.5, np.random.default_rng(0))
    >>> bool(abs(drawn).max() <= 0.5), drawn.dtype
    (True, dtype('float32'))
    """
    _check_spread("limit", limit)
    array: Array = checked_generator(rng).random(shape, float_type(dtype))
    array *= 2 * limit
    array -= limit
    return array


def normal(shape: Shape, deviation: float, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normally distributed around 0 with the standard deviation `deviation`; float32 or float64.

    InitializerError for a deviation below 0 or a `rng` that is no generator, ArrayError for another type.
    """
    _check_spread("deviation", deviation)
    array: Array = checked_generator(rng).standard_normal(shape, float_type(dtype))
    array *= deviation
    return array


def he_uniform(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(6 / fan_in): keeps the variance through ReLU layers (He et al. 2015, arXiv:1502.01852)."""
    return uniform(shape, _root(6, fan_in), rng, dtype)


def he_normal(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with the deviation √(2 / fan_in): the same variance as `he_uniform` (He et al. 2015)."""
    return normal(shape, _root(2, fan_in), rng, dtype)


def glorot_uniform(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(6 / (fan_in + fan_out)): keeps the variance both ways through layers that are nearly linear.

    Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"; for tanh.
    """
    return uniform(shape, _root(6, fan_in + fan_out), rng, dtype)


def glorot_normal(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with the deviation √(2 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""
    return normal(shape, _root(2, fan_in + fan_out), rng, dtype)


def lecun_uniform(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(3 / fan_in): the sums have the variance of the inputs (LeCun et al. 1998, "Efficient BackProp")."""
    return uniform(shape, _root(3, fan_in), rng, dtype)


def lecun_normal(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with the deviation √(1 / fan_in) (LeCun et al. 1998)."""
    return normal(shape, _root(1, fan_in), rng, dtype)


INITIALIZERS: Mapping[str, tuple[str, Initializer]] = {
    "he_uniform": (mark("He, uniform"), he_uniform),
    "he_normal": (mark("He, normal"), he_normal),
    "glorot_uniform": (mark("Glorot, uniform"), glorot_uniform),
    "glorot_normal": (mark("Glorot, normal"), glorot_normal),
    "lecun_uniform": (mark("LeCun, uniform"), lecun_uniform),
    "lecun_normal": (mark("LeCun, normal"), lecun_normal),
}


def _root(numerator: float, fan: int) -> float:
    """√(numerator / fan); InitializerError for a fan below 1."""
    if not isinstance(fan, int | np.integer) or fan < 1:
        raise InitializerError(
            "The fan is {given}; it counts the products of a sum: a whole number, 1 or more.", given=quoted(fan)
        )
    return math.sqrt(numerator / fan)


def _check_spread(name: str, value: object) -> None:
    if not isinstance(value, int | float | np.integer | np.floating) or not 0 <= value < math.inf:
        raise InitializerError(
            "The {name} is {given}; it must be a finite number, 0 or more.", name=name, given=quoted(value)
        )
