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
