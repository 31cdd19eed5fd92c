"""Dust and the noise of cameras: spots beside the ink that are far too small to belong to it."""

import math

import numpy as np

from cnnviz.engine.arrays import Array

SMALLEST = 48  # pixels; in smaller pictures every pixel may be meant
COARSE = 48  # cells of the longer side in which spots are told apart
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

    Runs of cells in a row are joined with those of the row above that they touch (Rosenfeld and Pfaltz, 1966).
    """
    steps = np.diff(np.pad(flags, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    stops = np.nonzero(steps == -1)[1]
    runs = list(zip(rows.tolist(), starts.tolist(), stops.tolist(), strict=True))
    belongs = list(range(len(runs)))
    above = 0  # the first run that may touch this one
    for index, (row, start, stop) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] < start):
            above += 1
        other = above
        while runs[other][0] < row and runs[other][1] <= stop:
            one, two = _root(belongs, index), _root(belongs, other)
            belongs[max(one, two)] = min(one, two)
            other += 1
    numbers = np.zeros(flags.shape, np.int64)
    for index, (row, start, stop) in enumerate(runs):
        numbers[row, start:stop] = _root(belongs, index) + 1
    return numbers


def _root(belongs: list[int], index: int) -> int:
    while belongs[index] != index:
        index = belongs[index]
    return index
