"""Which part of the picture an output cell depends on: its receptive field, counted cell by cell.

Araujo et al. 2019, "Computing Receptive Fields of Convolutional Neural Networks", give its size as 1 + the sum of
(span - 1) times the product of all strides before. That holds in the middle of a large picture. What is computed here
holds for graphs, transposed windows, pictures that are smaller than a window, and rows at the end that no window
reaches: for every row of a map the first and the last row of the picture that it can depend on, and the same for
columns. Rows and columns do not depend on each other, so two short arrays do.

Padding is no part of the picture: a border of zeros shows nothing of it, a reflected or replicated one the rows that it
repeats. A circular border is counted as if it were empty: a field stays in one piece.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.axis import adaptive_bins
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D
from cnnviz.engine.layer import POINTWISE, Layer, Merge

NOTHING = np.iinfo(np.int64).max  # first row of a cell that sees only padding; its last is -1


@dataclass(frozen=True, eq=False)
class Sight:
    """For each row (or column) of a map the `first` and the `last` of the picture that it depends on."""

    first: Array
    last: Array

    @classmethod
    def of_picture(cls, length: int) -> "Sight":
        """Every row of the picture sees itself."""
        return cls(np.arange(length), np.arange(length))

    @property
    def widest(self) -> int:
        """The most rows, from the first to the last, that one of them depends on."""
        return int((self.last - np.minimum(self.first, self.last + 1)).max()) + 1

    def through(self, seen: Iterable[Array], length: int) -> "Sight":
        """What `length` rows see that look at these: each array names one row for each of them, or none (outside)."""
        first, last = np.full(length, NOTHING), np.full(length, -1)
        for rows in seen:
            inside = (rows >= 0) & (rows < len(self.first))
            first[inside] = np.minimum(first[inside], self.first[rows[inside]])
            last[inside] = np.maximum(last[inside], self.last[rows[inside]])
        return Sight(first, last)

    def whole(self, length: int) -> "Sight":
        """What `length` rows see that each look at all of these."""
        return Sight(np.full(length, self.first.min()), np.full(length, self.last.max()))


Field = tuple[Sight, Sight]  # rows, columns


def field_of_input(shape: Shape) -> Field:
    """The picture sees itself; a vector is one row."""
    rows, columns = (shape[-2], shape[-1]) if len(shape) >= 2 else (1, shape[-1])
    return Sight.of_picture(rows), Sight.of_picture(columns)


def field_after(layer: Layer | Merge, fields: Sequence[Field], inputs: Sequence[Shape], output: Shape) -> Field:
    """What the output cells of `layer` depend on, from what its inputs do. The branches of a merge are united."""
    if isinstance(layer, Merge):
        rows, columns = (_united([field[axis] for field in fields]) for axis in (0, 1))
        return rows, columns
    if layer.reach == POINTWISE and not isinstance(layer, ConvTranspose2D):  # whose stride may leave cells empty
        return fields[0]
    rows, columns = (_after(layer, axis, fields[0][axis], inputs[0], output) for axis in (0, 1))
    return rows, columns


def _after(layer: Layer, axis: int, sight: Sight, shape: Shape, output: Shape) -> Sight:
    length = output[1 + axis] if len(output) == 3 else 1
    if isinstance(layer, AdaptiveAvgPool2D):
        return sight.through(_piece_rows(shape[1 + axis], length), length)
    if isinstance(layer, ConvTranspose2D):
        return sight.through(_laying_rows(layer.window, axis, length), length)
    if layer.reach is None:
        return sight.whole(length)
    return sight.through(_window_rows(layer.reach, axis, shape[1 + axis], length), length)


def _window_rows(window: Window2D, axis: int, rows: int, length: int) -> Iterator[Array]:
    """For each kernel row, which of the map's `rows` it meets: where a border repeats some, those."""
    origins, last = np.arange(length) * window.stride[axis] - window.padding[2 * axis], rows - 1
    for cell in range(window.kernel[axis]):
        met = origins + cell * window.dilation[axis]
        if window.padding_mode == "replicate":
            met = np.clip(met, 0, last)
        elif window.padding_mode == "reflect":
            met = last - abs(last - abs(met))
        yield met


def _laying_rows(window: Window2D, axis: int, length: int) -> Iterator[Array]:
    """For each kernel row, the rows of the map that lay it down there; -1 where the stride steps over it."""
    for cell in range(window.kernel[axis]):
        rows, rest = np.divmod(
            np.arange(length) + window.padding[2 * axis] - cell * window.dilation[axis], window.stride[axis]
        )
        yield np.where(rest == 0, rows, -1)


def _piece_rows(rows: int, length: int) -> Iterator[Array]:
    """For each place in a piece of adaptive pooling, the rows that stand there; -1 where a piece has no such place."""
    first, end = np.array(adaptive_bins(rows, length)).T
    for place in range(int((end - first).max())):
        yield np.where(first + place < end, first + place, -1)


def _united(sights: Sequence[Sight]) -> Sight:
    """Together; as wholes where vectors came about in different ways and their cells cannot be told apart."""
    if len({len(sight.first) for sight in sights}) > 1:
        sights = [sight.whole(1) for sight in sights]
    return Sight(np.min([sight.first for sight in sights], axis=0), np.max([sight.last for sight in sights], axis=0))
