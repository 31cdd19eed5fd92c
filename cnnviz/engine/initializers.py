"""First values of the weights: drawn so that signals neither die out nor explode on their way through the layers."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape

if TYPE_CHECKING:
    Random = np.random.Generator
else:
    Random = Any  # naming numpy.random loads it: 20 ms that the first picture need not wait for


def he_uniform(shape: Shape, fan_in: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±√(6 / fan_in): keeps the variance through ReLU layers (He et al. 2015, arXiv:1502.01852)."""
    limit = math.sqrt(6 / fan_in)
    return rng.uniform(-limit, limit, shape).astype(dtype)


def he_normal(shape: Shape, fan_in: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Normal with standard deviation √(2 / fan_in) (He et al. 2015, arXiv:1502.01852)."""
    return (rng.standard_normal(shape) * math.sqrt(2 / fan_in)).astype(dtype)


def glorot_uniform(
    shape: Shape, fan_in: int, fan_out: int, rng: Random, dtype: npt.DTypeLike = np.float32
) -> Array:
    """Uniform in ±√(6 / (fan_in + fan_out)): for tanh and sigmoid (Glorot and Bengio 2010)."""
    limit = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, shape).astype(dtype)


def fan_in_uniform(shape: Shape, fan_in: int, rng: Random, dtype: npt.DTypeLike = np.float32) -> Array:
    """Uniform in ±1/√fan_in: what LeCun et al. 1998 ("Efficient BackProp") advise, and PyTorch's default."""
    limit = 1 / math.sqrt(fan_in)
    return rng.uniform(-limit, limit, shape).astype(dtype)
