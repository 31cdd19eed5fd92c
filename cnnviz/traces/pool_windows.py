"""The windows of a pooling over a picture of a known size: how far they reach, and by how many cells they divide."""

import numpy as np
import numpy.typing as npt

from cnnviz.engine.axis import cells_counted
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.pooling import AvgPool2D, Pool2D


def pool_window(layer: Pool2D, size: Pair) -> Window2D:
    """The window of `layer` on a picture (H, W), its padding as far as the last windows of ceil mode reach."""
    return layer.window.rounded_up(size) if layer.ceil_mode else layer.window


def divisors(layer: Pool2D, size: Pair, count: Pair) -> npt.NDArray[np.int64]:
    """By how many cells each of `count` (OH, OW) windows on a picture (H, W) divides; 1 where it takes no mean.

    >>> divisors(AvgPool2D(2, padding=(1, 0, 0, 0), count_include_pad=False), (3, 2), (2, 1)).tolist()
    [[2], [4]]
    """
    if not isinstance(layer, AvgPool2D):
        return np.ones(count, np.int64)
    (height, width), (down, right) = layer.window.kernel, layer.window.stride
    top, bottom, before, after = layer.window.padding
    counted = layer.count_include_pad
    rows = cells_counted(size[0], height, down, top, bottom, count[0], counted)
    columns = cells_counted(size[1], width, right, before, after, count[1], counted)
    return np.asarray(np.multiply.outer(rows, columns))
