"""Kernels or maps in a rectangle, with their scale below: painted alike in the live view and in the film of a run."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.tiling import best_layout
from cnnviz.ui.painting.colours import Scale, paint_scale
from cnnviz.ui.painting.tiles import Wall, paint_wall, wall_image
from cnnviz.ui.theme import Theme

LEGEND, LEGEND_GAP, LEGEND_WIDTH = 16, 6, 220
SMALLEST_FIXED = 1e-3  # a limit below it is written with a power of ten
GROUP_GAP = 4


class WallPicture:
    """Arrays (K, H, W) from -limit to +limit, their tiles as large as `size` (width, height in pixels) allows.

    `channels` tiles in a row belong together, where there is room for that.
    """

    def __init__(
        self, maps: NDArray[np.floating], limit: float, size: tuple[int, int], scale: Scale, channels: int = 1
    ) -> None:
        width, height = size
        count, rows, columns = maps.shape
        area = (max(8, width), max(8, height - LEGEND - LEGEND_GAP))
        gap = 6 if count <= 36 else 3
        layout = best_layout(count, (rows, columns), area, gap, 0, channels, GROUP_GAP if channels > 1 else 0)
        self.limit, self._scale, self._bottom = limit, scale, height
        self.wall = Wall(maps, np.full(count, limit), layout, scale, ("",) * count, ("",) * count)
        self._image = wall_image(self.wall)

    @property
    def legend_top(self) -> int:
        """Where the scale begins, below the tiles."""
        return min(self.wall.layout.height + LEGEND_GAP, self._bottom - LEGEND)

    def has_legend_of(self, other: "WallPicture") -> bool:
        """Whether it differs in its tiles only, which do not reach to the scale below them."""
        mine, theirs = ((each.limit, each._scale, each._bottom, each.wall.layout) for each in (self, other))
        return mine == theirs and self.wall.layout.height <= self.legend_top

    def paint(self, painter: QPainter, theme: Theme, vector: bool = False, legend: bool = True) -> None:
        """Draw it with its left upper corner at the origin; `vector`: in a drawing of shapes."""
        layout = self.wall.layout
        paint_wall(painter, self.wall, self._image, theme, QRect(0, 0, layout.width, self._bottom), vector)
        if legend:
            width = max(min(LEGEND_WIDTH, layout.width), 120)
            area = QRectF(max(0.0, (layout.width - width) / 2), self.legend_top, width, LEGEND)
            paint_scale(painter, area, (limit_text(-self.limit), limit_text(self.limit)), self._scale, theme.muted)


def limit_text(limit: float) -> str:
    """The end of a scale, as short as it goes.

    >>> limit_text(1.5), limit_text(-0.3), limit_text(0.015), limit_text(-2e-5)
    ('+1.5', '−0.30', '+0.015', '−2e−5')
    """
    size = abs(limit)
    if 0 < size < SMALLEST_FIXED:
        power = math.floor(math.log10(size) + 1e-9)
        return f"{number(limit / 10.0**power, 1, signed=True).removesuffix('.0')}e{number(power, 0)}"
    return number(limit, 1 if size >= 1 else 2 if size >= 0.1 else 3, signed=True)


def tile_text(name: str, index: int, channels: int) -> str:
    """What tile `index` shows; of kernels with several input channels there is a tile for each.

    >>> tile_text("kernel", 5, 1), tile_text("kernel", 5, 3), tile_text("kernel", 5, 4)
    ('kernel 5', 'kernel 1, blue', 'kernel 1, channel 1')
    """
    if channels == 1:
        return f"{name} {index}"
    kernel, channel = divmod(index, channels)
    if channels == 3:
        colour = (tr("red"), tr("green"), tr("blue"))[channel]
        return tr("{name} {index}, {colour}", name=name, index=kernel, colour=colour)
    return tr("{name} {index}, channel {channel}", name=name, index=kernel, channel=channel)
