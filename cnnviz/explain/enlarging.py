"""Coarse maps on the grid of the picture."""

import numpy as np

from cnnviz.engine.arrays import Array


def enlarged(values: Array, size: tuple[int, int]) -> Array:
    """`values` (h, w) as (H, W), linear between the middles of the cells and constant beyond the outermost ones.

    As PyTorch's ``interpolate(mode="bilinear", align_corners=False)``.

    >>> enlarged(np.array([[0.0, 1.0]]), (1, 4)).tolist()
    [[0.0, 0.25, 0.75, 1.0]]
    """
    rows, columns = (_weights(*pair).astype(values.dtype) for pair in zip(values.shape, size, strict=True))
    wide: Array = rows @ values @ columns.T
    return wide


def _weights(few: int, many: int) -> Array:
    """What each of the `many` takes of each of the `few`: (many, few), every row adds up to 1."""
    at = np.clip((np.arange(many) + 0.5) * (few / many) - 0.5, 0, few - 1)
    left = np.minimum(at.astype(int), max(few - 2, 0))
    share = at - left
    weights = np.zeros((many, few))
    weights[np.arange(many), left] = 1 - share
    weights[np.arange(many), np.minimum(left + 1, few - 1)] += share
    return weights
