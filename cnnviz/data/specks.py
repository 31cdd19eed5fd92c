"""Dust and the noise of cameras: spots beside the ink that are far too small to belong to it."""

import math

import numpy as np

from cnnviz.engine.arrays import Array

SMALLEST = 48  # pixels; in smaller pictures every pixel may be meant
COARSE = 96  # cells of the longer side in which spots are told apart
SHARE = 0.02  # of the largest spot: what is smaller is a speck


def without_specks(ink: Array) -> tuple[Array, int]:
    """Flags (H, W) of what is ink, without small spots far from it; and how many spots were left out.

    >>> page = np.zeros((60, 60), bool)
    >>> page[10:50, 28:33], page[3, 3] = True, True
    >>> kept, specks = without_specks(page)
    >>> int(kept.sum()), specks
    (200, 1)
    """
    if min(ink.shape) < SMALLEST or not ink.any():
        return ink, 0
    factor = math.ceil(max(ink.shape) / COARSE)
    rows, columns = np.arange(0, ink.shape[0], factor), np.arange(0, ink.shape[1], factor)
    amount = np.add.reduceat(np.add.reduceat(ink, rows, axis=0, dtype=np.int64), columns, axis=1)
    spots = _spots(amount > 0)
    sizes = np.bincount(spots.ravel(), amount.ravel())
    sizes[0] = 0
    small = (sizes > 0) & (sizes < SHARE * sizes.max())
    if not small.any():
        return ink, 0
    clean = ~small[spots]
    whole = np.repeat(np.repeat(clean, factor, axis=0), factor, axis=1)[: ink.shape[0], : ink.shape[1]]
    return ink & whole, int(small.sum())


def _spots(flags: Array) -> Array:
    """A number for each spot of cells (H, W) that touch, also by their corners; 0 where there is none.

    Every cell begins with a number of its own and takes the largest one around, until nothing changes.
    """
    numbers = np.where(flags, np.arange(1, flags.size + 1).reshape(flags.shape), 0)
    while True:
        padded = np.pad(numbers, 1)
        rows = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
        around = np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
        spread = np.where(flags, around, 0)
        if np.array_equal(spread, numbers):
            return numbers
        numbers = spread
