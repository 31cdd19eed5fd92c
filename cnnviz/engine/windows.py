"""A picture seen as the windows that slide over it, and windows added back to it: for convolution and pooling alike."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.arrays import Array
from cnnviz.engine.geometry import Pair, Window2D, border_sources
from cnnviz.engine.workspace import Workspace


def padded(x: Array, window: Window2D, workspace: Workspace, value: float = 0.0) -> Array:
    """`x` (C, H, W, N) with its border, in padding mode ``zeros`` of `value`; `x` itself where there is no border."""
    if not any(window.padding):
        return x
    channels, height, width, batch = x.shape
    top, _, left, _ = window.padding
    rows, columns = window.padded_size((height, width))
    bordered = workspace.filled("padded", (channels, rows, columns, batch), x.dtype, value)
    bordered[:, top : top + height, left : left + width] = x
    for lines in _repeated_lines(bordered, window):
        for border, source in lines:
            np.copyto(border, source)
    return bordered


def sliding(picture: Array, window: Window2D, size: Pair) -> Array:
    """All windows of a padded picture (C, H, W, N) as a view (C, KH, KW, OH, OW, N): nothing is copied.

    `size` is (OH, OW). Cell ``[c, ky, kx, oy, ox, n]`` is what kernel cell (ky, kx) sees for output cell (oy, ox).
    """
    channel, row, column, sample = picture.strides
    (down, right), (gap_y, gap_x) = window.stride, window.dilation
    return as_strided(
        picture,
        (picture.shape[0], *window.kernel, *size, picture.shape[3]),
        (channel, row * gap_y, column * gap_x, row * down, column * right, sample),
        writeable=False,
    )


def kernel_cells(picture: Array, window: Window2D, size: Pair) -> Iterator[Array]:
    """For each kernel cell, row by row, the cells (C, OH, OW, N) of a padded picture that it meets: writable views."""
    (down, right), (gap_y, gap_x), (rows, columns) = window.stride, window.dilation, size
    for ky in range(window.kernel[0]):
        for kx in range(window.kernel[1]):
            y, x = ky * gap_y, kx * gap_x
            yield picture[:, y : y + down * (rows - 1) + 1 : down, x : x + right * (columns - 1) + 1 : right]


def empty_gradient(x: Array, window: Window2D, workspace: Workspace) -> Array:
    """Where `add_back` gathers the gradient of `x` (C, H, W, N): zeros in the shape of its padded picture.

    They are written anew only where windows overlap or `folded` adds to them; otherwise each cell that a window reaches
    is assigned, and the rest stays 0 from the start.
    """
    size = window.padded_size((x.shape[1], x.shape[2]))
    picture = workspace.filled("gradient", (x.shape[0], *size, x.shape[3]), x.dtype)
    if _overlapping(window) or window.padding_mode != "zeros":
        picture.fill(0)
    return picture


def add_back(shares: Iterable[Array], picture: Array, window: Window2D, size: Pair) -> None:
    """Add one array (C, OH, OW, N) for each kernel cell to the cells that it met: the way back of `kernel_cells`."""
    overlapping = _overlapping(window)
    for share, target in zip(shares, kernel_cells(picture, window, size), strict=True):
        if overlapping:
            target += share
        else:
            np.copyto(target, share)


def folded(picture: Array, window: Window2D) -> Array:
    """The gradient (C, H, W, N) of `x` from that of its padded `picture`, as a view of it: the way back of `padded`.

    What a border cell was given is added, in place, to the cell that it repeats.
    """
    for lines in reversed(list(_repeated_lines(picture, window))):
        for border, source in lines:
            source += border
    top, bottom, left, right = window.padding
    return picture[:, top : picture.shape[1] - bottom, left : picture.shape[2] - right]


def _repeated_lines(picture: Array, window: Window2D) -> Iterator[list[tuple[Array, Array]]]:
    """Border lines of a padded picture, each with the line it repeats: first rows, then columns with their corners."""
    if window.padding_mode == "zeros":
        return
    top, bottom, left, right = window.padding
    height, width = picture.shape[1] - top - bottom, picture.shape[2] - left - right
    rows = border_sources(height, top, bottom, window.padding_mode)
    columns = border_sources(width, left, right, window.padding_mode)
    yield [(picture[:, border], picture[:, source]) for border, source in rows]
    yield [(picture[:, :, border], picture[:, :, source]) for border, source in columns]


def _overlapping(window: Window2D) -> bool:
    return window.stride[0] < window.span[0] or window.stride[1] < window.span[1]
