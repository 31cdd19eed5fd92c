"""A picture seen as the windows that slide over it, and windows added back to it: for convolution and pooling alike."""

from collections.abc import Iterable, Iterator

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.axis import border_sources
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.workspace import Workspace

BLOCK_BYTES = 1_500_000  # so much of a picture stays in the second cache from one step over it to the next
SHORT_RUN = 128  # with fewer pictures, steps through memory cost more than the arithmetic they save


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


def reduced(picture: Array, window: Window2D, combine: np.ufunc, y: Array, workspace: Workspace) -> None:
    """`y` (C, OH, OW, N) from all cells of each window of a padded picture: their sum, or their maximum.

    First down the columns, then along what is left of the rows: KH + KW steps instead of KH·KW, the first of them in
    long runs. Only for small windows over few pictures it is faster to go from cell to cell.
    """
    size, cells = (y.shape[1], y.shape[2]), window.kernel[0] * window.kernel[1]
    for block in channel_blocks(picture):
        part, out = picture[block], y[block]
        if cells <= 4 and picture.shape[3] < SHORT_RUN:
            parts = list(kernel_cells(part, window, size))
        else:
            room = workspace.empty("lines", (block.stop - block.start, size[0], *picture.shape[2:]), picture.dtype)
            upright = [part[:, rows] for rows in _places(window, 0, size[0])]
            across = _combined(combine, upright, room[: len(part)])
            parts = [across[:, :, columns] for columns in _places(window, 1, size[1])]
        np.copyto(out, _combined(combine, parts, out))


def channel_blocks(picture: Array) -> Iterator[slice]:
    """A few channels of a picture at a time: what is done to them in several steps is done in the cache."""
    at_once = min(max(1, BLOCK_BYTES // max(picture[0].nbytes, 1)), len(picture))
    return (slice(first, first + at_once) for first in range(0, len(picture), at_once))


def _combined(combine: np.ufunc, parts: list[Array], out: Array) -> Array:
    """All `parts` in one, in `out`; a single one is that itself."""
    if len(parts) == 1:
        return parts[0]
    combine(parts[0], parts[1], out=out)
    for part in parts[2:]:
        combine(out, part, out=out)
    return out


def _places(window: Window2D, axis: int, count: int) -> list[slice]:
    """For each kernel cell along an axis, where `count` windows have it in the padded picture."""
    stride, gap = window.stride[axis], window.dilation[axis]
    return [slice(cell * gap, cell * gap + stride * (count - 1) + 1, stride) for cell in range(window.kernel[axis])]


def kernel_cells(picture: Array, window: Window2D, size: Pair) -> Iterator[Array]:
    """For each kernel cell, row by row, the cells (C, OH, OW, N) of a padded picture that it meets: writable views."""
    for rows in _places(window, 0, size[0]):
        for columns in _places(window, 1, size[1]):
            yield picture[:, rows, columns]


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
