"""A wall as one picture, pixel for pixel: laid out in NumPy, because letting Qt draw tile after tile costs far more."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cnnviz.traces.tiling import TileLayout
from cnnviz.ui.painting.device import Pixels

Places = NDArray[np.intp]
LARGEST_SHEET = 6_000_000  # pixels; a larger wall scrolls, and is painted tile by tile where it is seen
CLEAR = np.uint32(0)


def fits_sheet(layout: TileLayout) -> bool:
    """Whether a wall is small enough to be kept as one picture."""
    return layout.width * layout.height <= LARGEST_SHEET


def tile_sheet(cells: Pixels, layout: TileLayout, line: QColor | None) -> QImage:
    """The wall that `layout` describes, with gaps one can see through.

    `cells` are the colours of all maps, a pixel a cell, side by side in the layout's rows and columns; each tile has a
    frame of `line`, one pixel wide, if one is given.
    """
    height, width = cells.shape
    framed = _with_borders(cells, line)
    frame = line is not None
    columns = _places(layout.width, [layout.origin(index)[0] for index in range(layout.columns)],
                      layout.tile_width, width // layout.columns, frame)  # fmt: skip
    rows = _places(layout.height, [row * layout.row_height for row in range(layout.rows)],
                   layout.tile_height, height // layout.rows, frame)  # fmt: skip
    image = QImage(layout.width, layout.height, QImage.Format.Format_ARGB32_Premultiplied)
    sheet = np.frombuffer(image.bits(), np.uint32).reshape(layout.height, layout.width)  # the picture's own memory
    np.take(framed.take(rows, axis=0), columns, axis=1, out=sheet, mode="wrap")
    if layout.rows * layout.columns > layout.count:
        left, top = layout.origin(layout.count - 1)
        sheet[top:, left + layout.tile_width :] = CLEAR
    return image


def _with_borders(cells: Pixels, line: QColor | None) -> Pixels:
    """The cells, with a row and a column more for frames, and a row and a column for gaps behind these."""
    height, width = cells.shape
    framed = np.full((height + 2, width + 2), CLEAR, np.uint32)
    framed[:-1, :-1] = CLEAR if line is None else np.uint32(line.rgb())
    framed[:-2, :-2] = cells
    return framed


def _places(length: int, starts: list[int], tile: int, cells: int, frame: bool) -> Places:
    """Which row (or column) of cells each of `length` pixels shows: -2 is a frame, -1 a gap.

    >>> _places(9, [0, 5], 4, 2, False).tolist()
    [0, 0, 1, 1, -1, 2, 2, 3, 3]
    >>> _places(9, [0, 5], 4, 2, True).tolist()
    [-2, 0, 1, -2, -1, -2, 2, 3, -2]
    """
    inside = np.minimum(((np.arange(tile) + 0.5) * cells / tile).astype(np.intp), cells - 1)
    places = np.full(length, -1, np.intp)
    for number, start in enumerate(starts):
        places[start : start + tile] = number * cells + inside
        if frame:
            places[[start, start + tile - 1]] = -2
    return places
