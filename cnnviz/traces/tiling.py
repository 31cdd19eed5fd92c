"""How many equal tiles fit into a rectangle, and where each lies: pure arithmetic, used by every wall of maps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class TileLayout:
    """`count` tiles of `tile_width` × `tile_height` pixels in rows, `gap` pixels apart."""

    count: int
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    gap: int

    @property
    def width(self) -> int:
        return self.columns * (self.tile_width + self.gap) - self.gap

    @property
    def height(self) -> int:
        return self.rows * (self.tile_height + self.gap) - self.gap

    def origin(self, index: int) -> tuple[int, int]:
        """Left and top pixel of tile `index`."""
        row, column = divmod(index, self.columns)
        return column * (self.tile_width + self.gap), row * (self.tile_height + self.gap)

    def index_at(self, x: float, y: float) -> int | None:
        """The tile under a point, or None between tiles and outside."""
        column, across = divmod(x, self.tile_width + self.gap)
        row, down = divmod(y, self.tile_height + self.gap)
        if not (0 <= column < self.columns and row >= 0) or across >= self.tile_width or down >= self.tile_height:
            return None
        index = int(row) * self.columns + int(column)
        return index if index < self.count else None


def best_layout(count: int, map_size: tuple[int, int], area: tuple[int, int], gap: int = 6) -> TileLayout:
    """The layout with the largest tiles of `map_size` (height, width) proportions that fit `area` (width, height).

    Tiles keep whole pixels; where not even 1 pixel a cell fits, the tiles are as wide as allowed and the wall is higher
    than the area (it scrolls).
    """
    map_height, map_width = map_size
    width, height = area
    best: TileLayout | None = None
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        scale = min(
            (width - gap * (columns - 1)) / columns / map_width, (height - gap * (rows - 1)) / rows / map_height
        )
        if scale <= 0:
            continue
        scale = int(scale) if scale >= 4 else scale  # whole pixels a cell, once cells are big enough to be seen
        layout = TileLayout(count, columns, rows, max(1, int(map_width * scale)), max(1, int(map_height * scale)), gap)
        if best is None or layout.tile_width > best.tile_width:
            best = layout
    return best or fixed_layout(count, map_size, width, max(8, map_width), gap)


def fixed_layout(count: int, map_size: tuple[int, int], width: int, tile_width: int, gap: int = 6) -> TileLayout:
    """Tiles of a given width, as many in a row as fit into `width`."""
    columns = max(1, min(count, (width + gap) // (tile_width + gap)))
    tile_height = max(1, round(tile_width * map_size[0] / map_size[1]))
    return TileLayout(count, columns, -(-count // columns), tile_width, tile_height, gap)


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
