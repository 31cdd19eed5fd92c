"""How good cells of a size are to look at: numbers that can be read, pictures in which something can be seen."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.numbers import number
from cnnviz.traces.grids import LARGEST_CELL
from cnnviz.traces.layout_tilings import Tiling
from cnnviz.traces.scene import Panel

Lengths = npt.NDArray[np.floating[Any]]
CELLS: Lengths = np.array([*(2 / 1.03 ** np.arange(170, 0, -1)), *range(2, LARGEST_CELL + 1)])  # whole pixels from 2 on
LOGS: Lengths = np.log(CELLS)
AMPLE = {"in": 44, "middle": 46, "out": 40}  # pixels; larger cells are hardly better
CLICKABLE = 14  # pixels of a weight that can be pointed at with ease
SEEN = 120  # pixels of a picture in which something can be recognised
STAMP = 48  # pixels of one in which hardly anything can
SMALL_GRID = 16  # cells; grids in the middle that are not larger are read number by number
LEAST_READABLE = 22
LARGEST_READABLE = 30  # numbers that need more are not waited for
MOST_DECIMALS = 6


def readable_cell(panel: Panel) -> int:
    """Pixels from which on cells carry the panel's numbers, written as short as they can be.

    >>> readable_cell(Panel("input", "", "input", "in", 1, 9, 9, "fixed", "picture", 0.0, 1.0))
    22
    >>> readable_cell(Panel("output", "", "output", "out", 1, 9, 9, "growing", "maps", 0.0, 20.0))
    28
    """
    low = panel.lowest
    largest, decimals = max(abs(low), abs(panel.high)), 0 if panel.decimals == 0 else 1
    while decimals < MOST_DECIMALS and 0 < largest < 0.95 * 10.0**-decimals:
        decimals += 1
    characters = max(len(number(value, decimals)) for value in (low, panel.high))
    return max(LEAST_READABLE, math.ceil(4.8 * characters + 4), math.ceil(5.6 * characters))


def large_scores(tiling: Tiling, zone: str) -> Lengths:
    """For each of `CELLS`, how good a picture in such cells is."""
    panels = [block.panel for block in tiling.blocks]
    count = min(max(panel.count for panel in panels), 3)
    weight = 1.3 + 0.5 * (count - 1) if zone == "in" else 0.9 + 0.3 * (count - 1) + 0.3 * (len(panels) - 1)
    large = np.minimum(LOGS, np.log(AMPLE[zone])) + 0.15 * LOGS
    sides = LOGS + math.log(tiling.longest)
    unseen = np.maximum(0.0, math.log(SEEN) - sides) + 2 * np.maximum(0.0, math.log(STAMP) - sides)
    return _scores(weight * large - unseen, 0.4, panels, tiling)


def middle_scores(tiling: Tiling) -> Lengths:
    """The same for kernels and products, whose numbers are there to be read."""
    if tiling.longest > SMALL_GRID:
        return large_scores(tiling, "middle")
    large = np.minimum(LOGS, np.log(AMPLE["middle"])) + 0.1 * LOGS
    clumsy = np.maximum(0.0, math.log(CLICKABLE) - LOGS)
    return _scores(0.84 * large - 1.4 * clumsy, 1.05, [block.panel for block in tiling.blocks], tiling)


def _scores(scores: Lengths, reading: float, panels: Sequence[Panel], tiling: Tiling) -> Lengths:
    """More where the numbers can be read, less where places stay empty."""
    readable = min(max(map(readable_cell, panels)), LARGEST_READABLE)
    result: Lengths = scores + np.where(readable <= CELLS, reading, 0.0) - tiling.holes
    return result
