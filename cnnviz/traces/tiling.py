"""How many equal tiles fit into a rectangle, and where each lies: pure arithmetic, used by every wall of maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SMALLEST_TILE = 8  # pixels; smaller ones cannot be told apart


@dataclass(frozen=True)
class TileLayout:
    """`count` tiles of `tile_width` × `tile_height` pixels in rows, `gap` pixels apart.

    Below each tile `caption` pixels are left for a line of text; `group_gap` more pixels part groups of `group` tiles.
    """

    count: int
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    gap: int
    caption: int = 0
    group: int = 1
    group_gap: int = 0

    @property
    def row_height(self) -> int:
        """From the top of a row to the top of the next."""
        return self.tile_height + self.caption + self.gap

    @property
    def width(self) -> int:
        return self._left(self.columns - 1) + self.tile_width

    @property
    def height(self) -> int:
        return self.rows * self.row_height - self.gap

    def origin(self, index: int) -> tuple[int, int]:
        """Left and top pixel of tile `index`."""
        row, column = divmod(index, self.columns)
        return self._left(column), row * self.row_height

    def _left(self, column: int) -> int:
        return column * (self.tile_width + self.gap) + column // self.group * self.group_gap

    def index_at(self, x: float, y: float) -> int | None:
        """The tile under a point, or None between tiles, on captions and outside."""
        group, within = divmod(x, self.group * (self.tile_width + self.gap) + self.group_gap)
        column, across = divmod(within, self.tile_width + self.gap)
        if column >= self.group:  # between two groups
            return None
        column += group * self.group
        row, down = divmod(y, self.row_height)
        if not (0 <= column < self.columns and row >= 0) or across >= self.tile_width or down >= self.tile_height:
            return None
        index = int(row) * self.columns + int(column)
        return index if index < self.count else None

    def rows_between(self, top: float, bottom: float) -> range:
        """The tiles of all rows that a strip of the wall touches: the ones worth painting."""
        first = max(0, int(top // self.row_height))
        last = min(self.rows - 1, int(bottom // self.row_height))
        return range(first * self.columns, min(self.count, (last + 1) * self.columns))

    def touched(self, left: float, top: float, right: float, bottom: float) -> Sequence[int]:
        """The tiles that a rectangle touches, with what is left for their captions."""
        rows = self.rows_between(top, bottom)
        if left <= 0 and right >= self.width:
            return rows
        reach = self.tile_width + (self.group * (self.tile_width + self.gap) if self.caption else 0)
        return [index for index in rows if left - reach <= self.origin(index)[0] <= right]


@lru_cache(maxsize=64)  # walls that change all the time ask again and again
def best_layout(
    count: int,
    map_size: tuple[int, int],
    area: tuple[int, int],
    gap: int = 6,
    caption: int = 0,
    group: int = 1,
    group_gap: int = 0,
) -> TileLayout:
    """The layout with the largest tiles of `map_size` (height, width) proportions that fit `area` (width, height).

    Cells that are big enough to be seen (4 pixels and more) get whole pixels. Where not even tiles of 8 pixels fit, the
    wall is higher than the area (it scrolls). With `group` a row holds whole groups of so many tiles, if they fit,
    `group_gap` pixels further apart than tiles.

    >>> best_layout(6, (28, 28), (900, 540)).columns
    3
    """
    map_height, map_width = map_size
    width, height = area
    best: TileLayout | None = None
    for columns in range(group, count + 1, group):
        rows = -(-count // columns)
        across = (width - gap * (columns - 1) - group_gap * (columns // group - 1)) / columns
        if across < 1:
            break
        scale = min(across / map_width, ((height + gap) / rows - gap - caption) / map_height)
        if scale <= 0:
            continue
        scale = int(scale) if scale >= 4 else scale
        tile_width, tile_height = max(1, int(map_width * scale)), max(1, int(map_height * scale))
        if best is None or tile_width > best.tile_width:
            best = TileLayout(count, columns, rows, tile_width, tile_height, gap, caption, group, group_gap)
    if best is None or max(best.tile_width, best.tile_height) < SMALLEST_TILE:
        if group > 1:
            return best_layout(count, map_size, area, gap, caption)
        return fixed_layout(count, map_size, width, max(SMALLEST_TILE, min(map_width, width)), gap, caption)
    return best


def fixed_layout(
    count: int, map_size: tuple[int, int], width: int, tile_width: int, gap: int = 6, caption: int = 0
) -> TileLayout:
    """Tiles of a given width, as many in a row as fit into `width`."""
    columns = max(1, min(count, (width + gap) // (tile_width + gap)))
    tile_height = max(1, round(tile_width * map_size[0] / map_size[1]))
    return TileLayout(count, columns, -(-count // columns), tile_width, tile_height, gap, caption)


def mosaic(maps: NDArray[np.floating], layout: TileLayout) -> NDArray[np.floating]:
    """All maps (K, H, W) side by side in one array of the layout's rows and columns, without gaps.

    >>> mosaic(np.ones((3, 2, 2)), TileLayout(3, 2, 2, 2, 2, 0)).shape
    (4, 4)
    """
    count, height, width = maps.shape
    full = np.zeros((layout.rows * layout.columns, height, width), maps.dtype)
    full[:count] = maps
    grid = full.reshape(layout.rows, layout.columns, height, width).transpose(0, 2, 1, 3)
    return grid.reshape(layout.rows * height, layout.columns * width)
