"""The windows of a picture as the columns of a matrix, so that a convolution becomes matrix products.

(Chellapilla et al. 2006, "High Performance Convolutional Neural Networks for Document Processing".) Columns are laid
out for a band of output rows at a time: they stay in the processor's cache, and memory stays bounded for any picture.

Two layouts, because the batch is the last axis:

- *shared rows*, where one output row has many cells (a batch). Each input row is laid out once for all KW shifts, row
  after row; a window of KH rows is then a piece of that memory, and windows that overlap share it: KH times less to
  copy. One output row is one matrix product.
- *patches*, where it has few (one picture), or where dilation pulls the rows apart: every window is copied whole, and
  many output rows are one matrix product.
"""

import math

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.workspace import Workspace

# Columns of so many bytes are still in a cache when they are multiplied. Patches want more: for few windows at a time a
# matrix product would read all kernels again.
SHARED_BYTES, PATCH_BYTES = 2_000_000, 4_000_000
WIDE = 160  # from so many cells in an output row on, a matrix product of one row runs at full speed


class Columns:
    """Columns for maps (C, H, W, N) in `groups`, `size` (OH, OW) windows of them, each of K = C/groups·KH·KW cells.

    Matrices of columns are (groups, rows, K, cells): for shared rows `rows` output rows of OW·N cells each; for patches
    1, with all cells of the band in one matrix. `depth` is C/groups, `length` K; `itemsize` the bytes of a number.
    """

    def __init__(self, window: Window2D, channels: int, groups: int, size: Pair, batch: int, itemsize: int) -> None:
        self.window, self.groups, self.size, self.batch, self.itemsize = window, groups, size, batch, itemsize
        (height, width), down = window.kernel, window.stride[0]
        self.depth = channels // groups
        self.length = self.depth * height * width
        self.shared = window.dilation[0] == 1 and size[1] * batch >= WIDE
        row_bytes = max(channels * width * size[1] * batch * itemsize, 1)  # a batch may be empty
        if self.shared:
            fitting = SHARED_BYTES // (row_bytes * down) - (height - 1) // down
        else:
            fitting = PATCH_BYTES // (row_bytes * height)
        self._at_once = min(max(fitting, 1), size[0])
        self._most = math.prod(self._shape(slice(0, self._at_once)))  # numbers in the columns of the largest band

    def bands(self, fewest: int) -> list[slice]:
        """Output rows that are laid out together, from the top down, in at least so many bands where rows suffice."""
        rows = self.size[0]
        at_once = min(self._at_once, math.ceil(rows / fewest))
        return [slice(first, min(first + at_once, rows)) for first in range(0, rows, at_once)]

    def kernels(self, weight: Array) -> Array:
        """Kernels (F, C/groups, KH, KW) as rows (groups, 1, F/groups, K), their cells in the order of the columns."""
        by_cell = weight.reshape(self.groups, 1, -1, self.depth, *self.window.kernel)
        if self.shared:
            by_cell = by_cell.swapaxes(3, 4)
        return by_cell.reshape(*by_cell.shape[:3], self.length)

    def weight(self, rows: Array) -> Array:
        """The way back of `kernels`: (groups, F/groups, K) to (F, C/groups, KH, KW)."""
        height, width = self.window.kernel
        if not self.shared:
            return rows.reshape(-1, self.depth, height, width)
        by_row = rows.reshape(self.groups, -1, height, self.depth, width)
        return np.ascontiguousarray(by_row.swapaxes(2, 3)).reshape(-1, self.depth, height, width)

    def outputs(self, y: Array, band: slice) -> Array:
        """The rows `band` of output maps (F, OH, OW, N) as matrices (groups, rows, F/groups, cells): a view."""
        cells = self.size[1] * self.batch
        if self.shared:
            return y.reshape(self.groups, -1, self.size[0], cells)[:, :, band].swapaxes(1, 2)
        flat = y.reshape(self.groups, 1, len(y) // self.groups, self.size[0] * cells)
        return flat[..., band.start * cells : band.stop * cells]

    def gathered(self, picture: Array, band: slice, workspace: Workspace) -> Array:
        """Columns (groups, rows, K, cells) of the windows in the rows `band`, from a padded picture (C, H, W, N)."""
        source = self._cells(picture, band)
        room = self._room(source.shape, picture.dtype, workspace)
        np.copyto(room, source)
        rows, cells = band.stop - band.start, self.size[1] * self.batch
        if not self.shared:
            return room.reshape(self.groups, 1, self.length, rows * cells)
        group, row = room.strides[:2]
        shape = (self.groups, rows, self.length, cells)
        return _view(room, 0, shape, (group, row * self.window.stride[0], cells * self.itemsize, self.itemsize))

    def scatter(self, kernels: Array, deltas: Array, gradient: Array, band: slice, workspace: Workspace) -> None:
        """Add kernel times delta for every window in `band` to the cells of `gradient` (C, H, W, N) that it saw.

        `kernels` as from `kernels`, `deltas` (groups, rows, F/groups, cells) as from `outputs`.
        """
        target = self._cells(gradient, band)
        room = self._room(target.shape, gradient.dtype, workspace)
        turned = np.ascontiguousarray(kernels[:, 0].swapaxes(1, 2))
        if not self.shared:
            np.matmul(turned, deltas[:, 0], out=room.reshape(self.groups, self.length, deltas.shape[3]))
            for ky in range(self.window.kernel[0]):
                for kx in range(self.window.kernel[1]):
                    target[:, :, ky, kx] += room[:, :, ky, kx]
            return
        rows, down, wide = deltas.shape[1], self.window.stride[0], self.depth * self.window.kernel[1]
        laid = room.reshape(self.groups, -1, wide, deltas.shape[-1])
        laid[:, 1 if down > 1 else rows :] = 0
        products = workspace.empty("products", (self.groups, rows, wide, deltas.shape[-1]), gradient.dtype)
        for ky in range(self.window.kernel[0]):  # all output rows meet this row of the kernel at the same time
            met = laid[:, ky : ky + down * (rows - 1) + 1 : down]
            np.matmul(turned[:, None, ky * wide : (ky + 1) * wide], deltas, out=products if ky else met)
            if ky:
                met += products
        for kx in range(self.window.kernel[1]):
            target[:, :, :, kx] += room[:, :, :, kx]

    def _room(self, shape: Shape, dtype: npt.DTypeLike, workspace: Workspace) -> Array:
        """Room for the columns of one band, the same for every band."""
        whole = workspace.empty("columns", (self._most,), dtype)
        return whole[: math.prod(shape)].reshape(shape)

    def _shape(self, band: slice) -> Shape:
        """Shape of the cells that the windows in `band` see, as `_cells` gives them."""
        rows, (height, width) = band.stop - band.start, self.window.kernel
        if self.shared:
            rows_in = (rows - 1) * self.window.stride[0] + height
            return (self.groups, rows_in, self.depth, width, self.size[1], self.batch)
        return (self.groups, self.depth, height, width, rows, self.size[1], self.batch)

    def _cells(self, picture: Array, band: slice) -> Array:
        """The cells of a padded picture that the windows in `band` see, as a view.

        Shared rows: (groups, rows, C/groups, KW, OW, N). Patches: (groups, C/groups, KH, KW, rows, OW, N).
        """
        channel, row, column, sample = picture.strides
        (down, right), (gap_y, gap_x) = self.window.stride, self.window.dilation
        start, shape, group = band.start * down * row, self._shape(band), channel * self.depth
        if self.shared:
            return _view(picture, start, shape, (group, row, channel, column * gap_x, column * right, sample))
        steps = (group, channel, row * gap_y, column * gap_x, row * down, column * right, sample)
        return _view(picture, start, shape, steps)


def _view(array: Array, start: int, shape: Shape, strides: Shape) -> Array:
    """The numbers from the byte `start` on, seen with other steps; `as_strided` takes eight times as long."""
    if array.flags.c_contiguous and array.size:
        return np.ndarray(shape, array.dtype, array, start, strides)
    return as_strided(array[:, start // array.strides[1] :] if start else array, shape, strides)
