"""Which cells of a padded picture a sliding window touches, and which windows touch a cell."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.geometry import Pair, Window2D

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.signedinteger[Any]]


def reached(window: Window2D, padded: Pair, count: Pair) -> tuple[Flags, Flags]:
    """Which rows and which columns of a `padded` picture (rows, columns) one of `count` windows touches.

    A cell is touched where both its row and its column are. Untouched ones lie at the end (the last step is too long),
    between windows (stride longer than the window) or between the cells of a dilated one. Cells of a window that lie
    beyond the picture (the last ones of ceil mode) are left out.

    >>> rows, columns = reached(Window2D.of(2, stride=3), (6, 6), (2, 2))
    >>> [int(flag) for flag in rows]
    [1, 1, 0, 1, 1, 0]
    """
    flags = []
    for axis in (0, 1):
        touched = np.zeros(padded[axis], dtype=np.bool_)
        met = cells_seen(window, axis, np.arange(count[axis]))
        touched[met[met < padded[axis]]] = True
        flags.append(touched)
    return flags[0], flags[1]


def cells_seen(window: Window2D, axis: int, places: Indices) -> Indices:
    """(places, cells): where, along an axis of the padded picture, each cell of the windows at `places` lies."""
    return np.add.outer(places * window.stride[axis], np.arange(window.kernel[axis]) * window.dilation[axis])


def outputs_fed(window: Window2D, count: Pair, row: int, column: int) -> tuple[list[int], list[int]]:
    """Rows and columns of the `count` (rows, columns) outputs whose windows touch cell (row, column), padding counted.

    >>> outputs_fed(Window2D.of(3), (3, 3), 2, 0)
    ([0, 1, 2], [0])
    """
    fed: list[list[int]] = []
    for axis, place in enumerate((row, column)):
        step, gap, span = window.stride[axis], window.dilation[axis], window.span[axis]
        first = max(0, -((span - 1 - place) // step))
        nearby = range(first, min(place // step + 1, count[axis]))
        fed.append([index for index in nearby if (place - index * step) % gap == 0])
    return fed[0], fed[1]


def cells_met(window: Window2D, count: Pair, ky: int, kx: int) -> tuple[range, range]:
    """Rows and columns of the padded picture that kernel cell (ky, kx) meets in all of `count` windows.

    >>> cells_met(Window2D.of(3, stride=2), (3, 3), 1, 0)
    (range(1, 6, 2), range(0, 5, 2))
    """
    met = []
    for axis, cell in enumerate((ky, kx)):
        start, step = cell * window.dilation[axis], window.stride[axis]
        met.append(range(start, start + (count[axis] - 1) * step + 1, step))
    return met[0], met[1]


def nearest_window(window: Window2D, count: Pair, row: int, column: int) -> Pair:
    """The one of `count` windows that lies most evenly over cell (row, column) of the padded picture.

    >>> nearest_window(Window2D.of(3, stride=2), (3, 3), 3, 6)
    (1, 2)
    """
    nearest = [
        min(max(round((cell - (span - 1) / 2) / stride), 0), most - 1)
        for cell, span, stride, most in zip((row, column), window.span, window.stride, count, strict=True)
    ]
    return nearest[0], nearest[1]
