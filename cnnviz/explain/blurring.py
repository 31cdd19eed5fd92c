"""A Gaussian blur of a picture of any number of channels."""

import numpy as np

from cnnviz.engine.arrays import Array


def blurred(picture: Array, sigma: float) -> Array:
    """`picture` (C, H, W) under a Gaussian of `sigma` pixels; what lies beyond the border does not count.

    >>> blurred(np.array([[[0.0, 1.0, 0.0]]]), 0.5).round(3).tolist()
    [[[0.119, 0.787, 0.119]]]
    """
    rows, columns = (_weights(length, sigma).astype(picture.dtype) for length in picture.shape[1:])
    soft: Array = rows @ picture @ columns.T
    return soft


def _weights(length: int, sigma: float) -> Array:
    """What each place takes of each: (length, length), every row adds up to 1."""
    places = np.arange(length)
    weights = np.exp(-(((places[:, None] - places) / sigma) ** 2) / 2)
    normal: Array = weights / weights.sum(axis=1, keepdims=True)
    return normal
