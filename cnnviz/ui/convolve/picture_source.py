"""What the input can be: a shipped sample, a picture of one's own, random numbers, a matrix; all give (C, H, W)."""

from __future__ import annotations  # naming numpy.random would load it

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cnnviz.data.pictures import Picture

Image = npt.NDArray[np.float32]
LARGEST = 256  # longer side; numbers beyond can be neither read nor seen
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow and OpenCV make grey


@dataclass(frozen=True, eq=False)
class Source:
    """Values (C, H, W), C 1 or 3, with the longer side at most `LARGEST`; `exact` ones are numbers, not a picture."""

    name: str
    values: Image
    note: str = ""
    exact: bool = False

    @property
    def longest(self) -> int:
        return int(max(self.values.shape[1:]))

    @property
    def colour(self) -> bool:
        return len(self.values) == 3

    def image(self, channels: int, longest: int) -> Image:
        """(channels, H, W) with the longer side at most `longest`, each cell the mean of the area it covers."""
        values = self.values if self.exact else shrunk(self.values, longest)
        if values.shape[0] == channels:
            return values
        if channels == 3:
            return np.repeat(values, 3, axis=0)
        if self.exact:
            return values[:1]
        return np.tensordot(np.array(LUMA, np.float32), values, axes=1)[None].astype(np.float32)


def from_picture(picture: Picture) -> Source:
    """A source from an opened picture, reduced to what can be shown."""
    return from_bytes(picture.name, picture.pixels, picture.note)


def from_bytes(name: str, pixels: npt.NDArray[np.uint8], note: str = "") -> Source:
    """A source from bytes (H, W) or (H, W, 3), 255 becoming 1."""
    stacked = pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)
    factor = max(1, max(stacked.shape[1:]) // (2 * LARGEST))
    if factor > 1:
        from cnnviz.data.pixels import reduced

        stacked = np.stack([reduced(channel, factor) for channel in stacked])
    return Source(name, shrunk(stacked.astype(np.float32) / np.float32(255), LARGEST), note)


def random_source(name: str, size: int, rng: np.random.Generator) -> Source:
    """Random tenths from 0 to 1, three channels, `size` × `size`."""
    return Source(name, (rng.integers(0, 11, (3, size, size)) / 10).astype(np.float32), exact=True)


def matrix_source(name: str, rows: Sequence[Sequence[float]]) -> Source:
    """One channel of given numbers."""
    return channels_source(name, [rows])


def channels_source(name: str, channels: Sequence[Sequence[Sequence[float]]]) -> Source:
    """Given numbers (C, H, W)."""
    return Source(name, np.array(channels, dtype=np.float32), exact=True)


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
