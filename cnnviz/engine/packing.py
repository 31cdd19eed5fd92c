"""Many arrays handled as few: a network has dozens of small ones, and every call of NumPy costs a microsecond.

The numbers of all arrays, one array after the other, are thought of as one long vector, which is cut into blocks that
stay in the processor's cache. Small arrays share a block; a large one is cut along its first axis.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array, Shape

BLOCK = 2**16  # numbers: LeNet-5 is one block, and half a dozen vectors of it fit into the second cache


@dataclass(frozen=True)
class Part:
    """The `rows` of the array `name`, which lie at `place` in their block."""

    name: str
    rows: slice
    place: slice


@dataclass(frozen=True)
class Block:
    """Parts that are handled together, and where they lie in the long vector."""

    parts: tuple[Part, ...]
    place: slice

    @property
    def size(self) -> int:
        return int(self.place.stop - self.place.start)

    def gathered(self, arrays: Mapping[str, Array], out: Array) -> Array:
        """The block's numbers of `arrays`, copied to the beginning of `out`."""
        packed = out[: self.size]
        np.concatenate([arrays[part.name][part.rows].reshape(-1) for part in self.parts], out=packed)
        return packed


def blocks_of(shapes: Mapping[str, Shape], most: int = BLOCK) -> tuple[Block, ...]:
    """All numbers of arrays of these `shapes` in blocks of `most` numbers, or of one row where a row has more.

    >>> [block.size for block in blocks_of({"weight": (5, 3), "bias": (2,)}, most=7)]
    [6, 6, 5]
    """
    blocks: list[Block] = []
    parts: list[Part] = []
    start = size = 0  # of the block that is being filled
    for name, rows, count in _pieces(shapes, most):
        if parts and size + count > most:
            blocks.append(Block(tuple(parts), slice(start, start + size)))
            parts, start, size = [], start + size, 0
        parts.append(Part(name, rows, slice(size, size + count)))
        size += count
    return (*blocks, Block(tuple(parts), slice(start, start + size))) if parts else ()


def _pieces(shapes: Mapping[str, Shape], most: int) -> Iterator[tuple[str, slice, int]]:
    """Name, rows and size of pieces of at most `most` numbers, or one row: a small array is a single piece."""
    for name, (height, *row) in shapes.items():
        row_size = math.prod(row)
        at_once = max(most // max(row_size, 1), 1)
        for first in range(0, height, at_once):
            last = min(first + at_once, height)
            yield name, slice(first, last), (last - first) * row_size
