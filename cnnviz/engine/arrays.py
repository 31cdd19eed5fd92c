"""The two words that every signature of the engine uses, and the step between the two array layouts.

Outside the engine the batch is the first axis, as in PyTorch: ``(N, C, H, W)`` and ``(N, F)``. Inside it is the last,
``(C, H, W, N)`` and ``(F, N)``: a row of a patch is then one long run of memory, pooling and activations are straight
vector code, and a convolution is a single matrix product.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Shape = tuple[int, ...]  # without the batch: (C, H, W) or (F,)


def batch_last(array: Array) -> Array:
    """``(N, ...)`` to ``(..., N)``: the same numbers, seen with the batch last.

    >>> batch_last(np.zeros((64, 1, 28, 28))).shape
    (1, 28, 28, 64)
    """
    return array.transpose(*range(1, array.ndim), 0)


def batch_first(array: Array) -> Array:
    """``(..., N)`` to ``(N, ...)``: a view that cannot be written to, for those outside the engine."""
    view = array.transpose(-1, *range(array.ndim - 1))
    view.flags.writeable = False
    return view


def floating(dtype: npt.DTypeLike) -> np.dtype[Any]:
    """The type that numbers of `dtype` are computed in: float64 stays, everything else becomes float32.

    >>> floating(np.uint8), floating(np.float64)
    (dtype('float32'), dtype('float64'))
    """
    return np.dtype(np.float64) if np.dtype(dtype) == np.float64 else np.dtype(np.float32)
