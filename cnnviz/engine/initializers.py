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

from cnnviz.engine.arrays import Array, Shape
from cnnviz.text import mark

if TYPE_CHECKING:
    Random = np.random.Generator
else:
    Random = Any  # naming numpy.random loads it: 20 ms that the first picture need not wait for

Initializer = Callable[[Shape, int, int, Random, npt.DTypeLike], Array]


def uniform(shape: Shape, limit: float, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Evenly between -`limit` and `limit`; float32 or float64.

    >>> drawn = uniform((1000,), 0.5, np.random.default_rng(0))
    >>> bool(abs(drawn).max() <= 0.5), drawn.dtype
    (True, dtype('float32'))
    """
    array: Array = rng.random(shape, _drawable(dtype))
    array *= 2 * limit
    array -= limit
    return array


def normal(shape: Shape, deviation: float, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normally distributed around 0 with the standard deviation `deviation`; float32 or float64."""
    array: Array = rng.standard_normal(shape, _drawable(dtype))
    array *= deviation
    return array


def he_uniform(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(6 / fan_in): keeps the variance through ReLU layers (He et al. 2015, arXiv:1502.01852)."""
    return uniform(shape, math.sqrt(6 / fan_in), rng, dtype)


def he_normal(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with the deviation √(2 / fan_in): the same variance as `he_uniform` (He et al. 2015)."""
    return normal(shape, math.sqrt(2 / fan_in), rng, dtype)


def glorot_uniform(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(6 / (fan_in + fan_out)): keeps the variance both ways through layers that are nearly linear.

    Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"; for tanh.
    """
    return uniform(shape, math.sqrt(6 / (fan_in + fan_out)), rng, dtype)


def glorot_normal(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with the deviation √(2 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""
    return normal(shape, math.sqrt(2 / (fan_in + fan_out)), rng, dtype)


def lecun_uniform(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(3 / fan_in): the sums have the variance of the inputs (LeCun et al. 1998, "Efficient BackProp")."""
    return uniform(shape, math.sqrt(3 / fan_in), rng, dtype)


def lecun_normal(shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with the deviation √(1 / fan_in) (LeCun et al. 1998)."""
    return normal(shape, math.sqrt(1 / fan_in), rng, dtype)


INITIALIZERS: Mapping[str, tuple[str, Initializer]] = {
    "he_uniform": (mark("He, uniform"), he_uniform),
    "he_normal": (mark("He, normal"), he_normal),
    "glorot_uniform": (mark("Glorot, uniform"), glorot_uniform),
    "glorot_normal": (mark("Glorot, normal"), glorot_normal),
    "lecun_uniform": (mark("LeCun, uniform"), lecun_uniform),
    "lecun_normal": (mark("LeCun, normal"), lecun_normal),
}


def _drawable(dtype: npt.DTypeLike) -> Any:
    """The type as the generator wants it: float64, or float32 for everything else."""
    return np.float64 if np.dtype(dtype) == np.float64 else np.float32
