"""The two words that every signature of the engine uses, what may pass for them, and the step between two layouts.

Outside the engine the batch is the first axis, as in PyTorch: ``(N, C, H, W)`` and ``(N, F)``. Inside it is the last,
``(C, H, W, N)`` and ``(F, N)``: a row of a patch is then one long run of memory, pooling and activations are straight
vector code, and a convolution is a single matrix product.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.text import ExplainedError, quoted

Array = npt.NDArray[Any]
Shape = tuple[int, ...]  # without the batch: (C, H, W) or (F,)


class ArrayError(ExplainedError):
    """Something else than an array of numbers, than a shape, or than a type that the engine computes in."""


def as_numbers(value: object, name: str) -> Array:
    """`value` as an array, where it holds whole or floating numbers (or truth values: 0 and 1); ArrayError names it.

    >>> as_numbers([[1, 2]], "picture").shape
    (1, 2)
    """
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise ArrayError(
            "What is given as {name} is {given}; it must be an array of numbers, whole or floating, with rows of the "
            "same length.",
            name=name, given=quoted(value),
        )  # fmt: skip
    return array


def as_shape(value: object) -> Shape:
    """`value` as a shape: whole numbers, each 1 or more; ArrayError where it is something else.

    >>> as_shape([1, 28, 28])
    (1, 28, 28)
    """
    sides = tuple(value) if isinstance(value, tuple | list) else (None,)
    if not all(isinstance(side, int | np.integer) and side > 0 and not isinstance(side, bool) for side in sides):
        raise ArrayError(
            "The shape is {given}; it must be whole numbers, each 1 or more, without the batch: (channels, height, "
            "width) or (features,).",
            given=quoted(value),
        )
    return tuple(map(int, sides))


def float_type(dtype: npt.DTypeLike | None) -> np.dtype[Any]:
    """`dtype` as a type that weights can have: float32 or float64; ArrayError for every other.

    >>> float_type(float)
    dtype('float64')
    """
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = np.dtype(object)
    if found not in (np.float32, np.float64):
        raise ArrayError("The dtype is {given}; it must be float32 or float64.", given=quoted(dtype))
    return found


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
