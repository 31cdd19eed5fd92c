"""A picture with its border, of which only those cells are made that somebody looks at."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.axis import border_sources
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.traces.scene import WHOLE, Array, Border

Indices = npt.NDArray[np.signedinteger[Any]]
Lines = slice | Indices


class BorderedPicture:
    """The cells of `image` (C, H, W) with the padding of a window around it, as the engine pads it.

    The image is not copied. In padding mode ``zeros`` the border is `value`.
    """

    def __init__(self, image: Array, window: Window2D, value: float = 0.0) -> None:
        self.image, self.value = image, value
        height, width = image.shape[1], image.shape[2]
        top, bottom, left, right = window.padding
        self.size: Pair = window.padded_size((height, width))
        self.border = Border(top, left, height, width, window.padding_mode)
        self._sources = (
            _sources(height, top, bottom, window.padding_mode),
            _sources(width, left, right, window.padding_mode),
        )
        self._repeats = window.padding_mode != "zeros"

    def cells(self, rows: Lines = WHOLE, columns: Lines = WHOLE, channels: slice = WHOLE) -> Array:
        """Numbers (channels, rows, columns) of the padded picture; a view of the image where it can be.

        Lines are a slice with a positive step, or indices in rising order.
        """
        down, across = self._sources[0][rows], self._sources[1][columns]
        (top, bottom), (left, right) = self._inner(0, rows), self._inner(1, columns)
        image = self.image[channels]
        inner = _lines(_lines(image, down[top:bottom], 1), across[left:right], 2)
        if inner.shape[1:] == (len(down), len(across)):
            return inner
        picture = np.full((len(image), len(down), len(across)), self.value, self.image.dtype)
        picture[:, top:bottom, left:right] = inner
        if self._repeats:
            for row in (*range(top), *range(bottom, len(down))):
                picture[:, row] = image[:, down[row]][:, across]
            for column in (*range(left), *range(right, len(across))):
                picture[:, :, column] = image[:, down, across[column]]
        return picture

    def cell(self, channel: int, row: int, column: int) -> float:
        """One number of the padded picture."""
        y, x = int(self._sources[0][row]), int(self._sources[1][column])
        return self.value if min(y, x) < 0 else float(self.image[channel, y, x])

    def original(self, row: int, column: int) -> Pair | None:
        """The cell of the padded picture that a border cell repeats; None for all others."""
        y, x = int(self._sources[0][row]), int(self._sources[1][column])
        if self.border.inside(row, column) or min(y, x) < 0:
            return None
        return y + self.border.top, x + self.border.left

    def _inner(self, axis: int, lines: Lines) -> Pair:
        """Where, among these lines of an axis, those of the picture itself begin and end."""
        inner = self.border
        first, length = (inner.left, inner.width) if axis else (inner.top, inner.height)
        places = np.arange(self.size[axis])[lines]
        begin, end = np.searchsorted(places, (first, first + length))
        return int(begin), int(end)


def _sources(length: int, before: int, after: int, mode: str) -> Indices:
    """For each cell of a padded axis the cell of the picture that it shows; -1 where it shows none."""
    sources = np.arange(-before, length + after)
    if mode == "zeros":
        sources[(sources < 0) | (sources >= length)] = -1
        return sources
    for border, source in border_sources(length, before, after, mode):
        sources[border] = source - before
    return sources


def _lines(image: Array, indices: Indices, axis: int) -> Array:
    """Lines of an image along an axis, in rising order; a view where they are evenly spaced."""
    step = int(indices[1] - indices[0]) if indices.size > 1 else 1
    if indices.size and (step < 1 or np.any(np.diff(indices) != step)):
        return np.take(image, indices, axis)  # a seventh of the time of image[:, :, indices]
    first = int(indices[0]) if indices.size else 0
    chosen = slice(first, first + step * indices.size, step)
    return image[:, chosen] if axis == 1 else image[:, :, chosen]
