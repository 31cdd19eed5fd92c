"""What the input can be: a picture, random numbers, a matrix; all give (C, H, W)."""

from __future__ import annotations  # naming numpy.random would load it

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.float32]
LARGEST = 1024  # longer side
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow and OpenCV make grey


@dataclass(frozen=True, eq=False, repr=False)
class Source:
    """Values (C, H, W) with the longer side at most `LARGEST`; `exact` ones are numbers, not a picture.

    `key` names a source that can be made again ("sample three", "random"); empty for one of a person's own. `maps` are
    what a layer of a network is given, not a picture from black to white, `positive` ones such as cannot be negative.
    The first channel has the number `first`: 0 where a network counts them.
    """

    name: str
    values: Image
    note: str = ""
    exact: bool = False
    key: str = ""
    maps: bool = False
    positive: bool = False
    first: int = 1

    @property
    def longest(self) -> int:
        return int(max(self.values.shape[1:]))

    @property
    def channels(self) -> int:
        return len(self.values)

    def image(self, channels: int, longest: int) -> Image:
        """(channels, H, W) with the longer side at most `longest`, each cell the mean of the area it covers.

        One channel can become three and three can become one; any other number stays as it is.
        """
        values = self.values if self.exact else shrunk(self.values, longest)
        have = values.shape[0]
        if have == channels or {have, channels} != {1, 3}:
            return values
        if channels == 3:
            return np.repeat(values, 3, axis=0)
        if self.exact:
            return values[:1]
        return np.tensordot(np.array(LUMA, np.float32), values, axes=1)[None].astype(np.float32)


def random_source(name: str, size: tuple[int, int], rng: np.random.Generator, channels: int = 3) -> Source:
    """Random tenths from 0 to 1, `size` (H, W)."""
    values = (rng.integers(0, 11, (channels, *size)) / 10).astype(np.float32)
    return Source(name, values, exact=True, key="random")


def matrix_source(name: str, channels: Sequence[Sequence[Sequence[float]]], key: str = "") -> Source:
    """Given numbers (C, H, W)."""
    return Source(name, np.array(channels, dtype=np.float32), exact=True, key=key)


def shrunk(values: npt.NDArray[np.floating[Any]], longest: int) -> Image:
    """(C, H, W) with the longer side `longest`, by area means; as it is where it is not longer.

    >>> shrunk(np.array([[[0.0, 1.0], [1.0, 0.0]]], np.float32), 1).tolist()
    [[[0.5]]]
    """
    _, height, width = values.shape
    side = max(height, width)
    if side <= longest:
        return np.ascontiguousarray(values, dtype=np.float32)
    rows, columns = max(1, round(height * longest / side)), max(1, round(width * longest / side))
    result = _shares(height, rows) @ values @ _shares(width, columns).T
    return np.ascontiguousarray(result.clip(0, 1), dtype=np.float32)


def _shares(cells: int, parts: int) -> npt.NDArray[np.float32]:
    """(parts, cells): how much each of `cells` counts in the mean over each of `parts` equal stretches."""
    edges = np.linspace(0, cells, parts + 1)
    starts = np.arange(cells)
    overlap = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return (overlap.clip(0, None) * parts / cells).astype(np.float32)
