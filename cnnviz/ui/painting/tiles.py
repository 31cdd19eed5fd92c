"""Draws a wall of maps: one mosaic picture cut into tiles, with captions, borders and, in large cells, the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from cnnviz.numbers import number
from cnnviz.traces.tiling import TileLayout, mosaic
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.colours import Scale, colour_at, scale_pixels, text_on
from cnnviz.ui.painting.device import Pixels
from cnnviz.ui.painting.tile_sheet import fits_sheet, tile_sheet
from cnnviz.ui.theme import Theme

SMALLEST_NUMBER = 8  # pixels of the smallest digits that are drawn in one map alone; many maps need calm
SMALLEST_AMONG_MANY = 10
LARGEST_NUMBER = 16
SMALLEST_FRAMED = 12  # pixels of a tile that is framed
SMALLEST_CAPTIONED = 24  # pixels of a tile that has its caption inside
Marks = Sequence[str]


@dataclass(frozen=True, eq=False)
class Wall:
    """Maps (K, H, W), the end of each one's colour scale (K,), and where they lie.

    `scale` None draws grey from 0 to the limit. `captions` stand below the tiles, or inside where a tile is one cell;
    `marks` are words for maps that need one ("all zero"), else "": a marked tile is also crossed out. `group` tiles
    belong together, and a caption may run below all of them.
    """

    maps: NDArray[np.floating]
    limits: NDArray[np.floating]
    layout: TileLayout
    scale: Scale | None
    captions: Sequence[str]
    marks: Marks
    decimals: int = 2
    group: int = 1

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of one cell in pixels."""
        return self.layout.tile_width / self.maps.shape[2], self.layout.tile_height / self.maps.shape[1]

    def tile(self, index: int) -> QRect:
        left, top = self.layout.origin(index)
        return QRect(left, top, self.layout.tile_width, self.layout.tile_height)

    def cell_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Map, row and column under a point."""
        index = self.layout.index_at(x, y)
        if index is None:
            return None
        left, top = self.layout.origin(index)
        width, height = self.cell
        row = min(int((y - top) / height), self.maps.shape[1] - 1)
        return index, row, min(int((x - left) / width), self.maps.shape[2] - 1)

    def cell_rect(self, index: int, row: int, column: int) -> QRectF:
        left, top = self.layout.origin(index)
        width, height = self.cell
        return QRectF(left + column * width, top + row * height, width, height)


def wall_cells(wall: Wall) -> Pixels:
    """The colours of all maps, a pixel a cell, in the layout's rows and columns without gaps.

    Where cells are smaller than half a pixel, a pixel is the mean of a few.
    """
    maps = thinned(wall.maps, wall.cell)
    shares = maps * (1 / wall.limits).astype(maps.dtype)[:, None, None]
    return scale_pixels(mosaic(shares, wall.layout), wall.scale)


def wall_image(wall: Wall) -> QImage:
    """The `wall_cells` as a picture, in 32 bits a pixel, which Qt enlarges several times faster than 24 or 8."""
    cells = wall_cells(wall)
    height, width = cells.shape
    return QImage(cells.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def wall_sheet(wall: Wall, theme: Theme) -> QImage | None:
    """The tiles with their frames as one picture, to be kept by who paints the wall often; None of a very large one."""
    if not fits_sheet(wall.layout):
        return None
    framed = wall.layout.tile_width >= SMALLEST_FRAMED
    return tile_sheet(wall_cells(wall), wall.layout, theme.line if framed else None)


def thinned(maps: NDArray[np.floating], cell: tuple[float, float]) -> NDArray[np.floating]:
    """Maps (K, H, W) as the means of blocks, where cells of `cell` (width, height) pixels are too small to be seen.

    The last rows and columns that fill no block are left out.

    >>> thinned(np.arange(8.0).reshape(1, 2, 4), (0.5, 0.5)).tolist()
    [[[2.5, 4.5]]]
    """
    down, across = (max(1, int(1 / size + 1e-9)) for size in (cell[1], cell[0]))
    if down == across == 1:
        return maps
    height, width = (maps.shape[1] // down * down, maps.shape[2] // across * across)
    total = np.zeros((len(maps), height // down, width // across), maps.dtype)
    for row in range(down):
        for column in range(across):
            total += maps[:, row:height:down, column:width:across]
    total /= down * across
    return total


def paint_wall(
    painter: QPainter, wall: Wall, image: QImage, theme: Theme, exposed: QRect, vector: bool = False
) -> None:
    """Draw the tiles that `exposed` touches; `image` is the wall's `wall_image`, kept by the caller.

    In a drawing of shapes (`vector`) each tile is a picture of its own, enlarged: viewers blur small ones.
    """
    visible = wall.layout.touched(exposed.left(), exposed.top(), exposed.right(), exposed.bottom())
    _draw_tiles(painter, wall, image, visible, vector)
    _draw_frames(painter, wall, visible, theme)
    _draw_texts(painter, wall, visible, theme)


def paint_sheet(painter: QPainter, wall: Wall, sheet: QImage, theme: Theme, exposed: QRect) -> None:
    """As `paint_wall`, from the wall's `wall_sheet`."""
    seen = exposed.intersected(sheet.rect())
    painter.drawImage(seen, sheet, seen)
    visible = wall.layout.touched(exposed.left(), exposed.top(), exposed.right(), exposed.bottom())
    _draw_texts(painter, wall, visible, theme)


def _draw_tiles(painter: QPainter, wall: Wall, image: QImage, visible: Sequence[int], vector: bool) -> None:
    rows, columns = image.height() // wall.layout.rows, image.width() // wall.layout.columns
    for index in visible:
        tile = wall.tile(index)
        row, column = divmod(index, wall.layout.columns)
        part = QRect(column * columns, row * rows, columns, rows)
        if vector:
            times = max(1, round(tile.width() / columns))
            painter.drawImage(tile, image.copy(part).scaled(columns * times, rows * times))
        else:
            painter.drawImage(tile, image, part)


def _draw_texts(painter: QPainter, wall: Wall, visible: Sequence[int], theme: Theme) -> None:
    font_size = number_size(wall)
    if font_size:
        _draw_numbers(painter, wall, visible, font_size, theme)
    _draw_crosses(painter, wall, visible, theme)
    _draw_captions(painter, wall, visible, theme)


def number_size(wall: Wall) -> int:
    """Pixel size of the numbers in the cells; 0 where they would be too small to read."""
    width, height = wall.cell
    if height < SMALLEST_NUMBER:  # most walls: no need to look at their numbers
        return 0
    longest = max(len(_cell_text(value, wall.decimals)) for value in (float(wall.maps.min()), float(wall.maps.max())))
    size = int(min(0.88 * width / max(3, longest) / 0.6, height * 0.5, LARGEST_NUMBER))
    many = len(wall.maps) > 1 and wall.maps.shape[1:] != (1, 1)
    return size if size >= (SMALLEST_AMONG_MANY if many else SMALLEST_NUMBER) else 0


def _cell_text(value: float, decimals: int) -> str:
    """A number as a cell shows it: exact zeros, which ReLU makes many of, stay out of the way."""
    return "0" if value == 0 else number(value, decimals)


def _draw_numbers(painter: QPainter, wall: Wall, visible: Sequence[int], size: int, theme: Theme) -> None:
    painter.setFont(number_font(size))
    single = wall.maps.shape[1:] == (1, 1)
    for index in visible:
        limit = float(wall.limits[index])
        for (row, column), value in np.ndenumerate(wall.maps[index]):
            cell = wall.cell_rect(index, row, column)
            painter.setPen(theme.muted if value == 0 else text_on(_ground(float(value), limit, wall.scale)))
            place = cell.adjusted(0, size * 0.9, 0, 0) if single else cell
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _cell_text(float(value), wall.decimals))


def _ground(value: float, limit: float, scale: Scale | None) -> QColor:
    if scale is not None:
        return colour_at(value, limit, scale)
    grey = round(255 * min(1.0, max(0.0, value / limit)))
    return QColor(grey, grey, grey)


def _draw_frames(painter: QPainter, wall: Wall, visible: Sequence[int], theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if wall.layout.tile_width >= SMALLEST_FRAMED:
        painter.setPen(QPen(theme.line, 1))
        painter.drawRects(_frames(wall.layout, tuple(visible)))


def _draw_crosses(painter: QPainter, wall: Wall, visible: Sequence[int], theme: Theme) -> None:
    """Cross out the maps that have a mark."""
    painter.setPen(QPen(theme.unreached, 1))
    for index in visible:
        if wall.marks[index]:
            tile = wall.tile(index).adjusted(1, 1, -2, -2)
            painter.drawLine(tile.topLeft(), tile.bottomRight())
            painter.drawLine(tile.bottomLeft(), tile.topRight())


@lru_cache(maxsize=32)  # walls that change all the time rest where they are
def _frames(layout: TileLayout, visible: tuple[int, ...]) -> list[QRect]:
    """The outermost pixels of the tiles."""
    origins = [layout.origin(index) for index in visible]
    return [QRect(left, top, layout.tile_width - 1, layout.tile_height - 1) for left, top in origins]


def _draw_captions(painter: QPainter, wall: Wall, visible: Sequence[int], theme: Theme) -> None:
    single = wall.maps.shape[1:] == (1, 1)
    if wall.layout.tile_width < SMALLEST_CAPTIONED if single else not wall.layout.caption:
        return
    painter.setFont(interface_font(11 if not single or wall.layout.tile_width >= 44 else 9))
    metrics = QFontMetricsF(painter.font())
    for index in visible:
        tile = wall.tile(index)
        if single:
            inside = QRectF(tile).adjusted(5, 3, -3, -3)
            value = float(wall.maps[index, 0, 0])
            faint = text_on(_ground(value, float(wall.limits[index]), wall.scale))
            faint.setAlphaF(0.65)
            painter.setPen(faint)
            painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, wall.captions[index])
            continue
        room = wall.group * (tile.width() + wall.layout.gap) - wall.layout.gap
        below = QRectF(tile.left(), tile.bottom() + 2, room, wall.layout.caption)
        text = wall.captions[index] + (f" · {wall.marks[index]}" if wall.marks[index] else "")
        painter.setPen(theme.warning if wall.marks[index] else theme.muted)
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitting)
