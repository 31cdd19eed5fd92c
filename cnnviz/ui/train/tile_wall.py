"""A wall of kernels or maps that changes while one watches: as large as its place allows, with its scale below."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.tiling import best_layout
from cnnviz.ui.painting.colours import Scale, paint_legend
from cnnviz.ui.painting.tiles import Wall, paint_wall, wall_image
from cnnviz.ui.theme import Theme, theme_of

LEGEND, LEGEND_GAP, LEGEND_WIDTH = 16, 6, 220
SHRINK = 0.4  # the scale follows a falling range only when it has fallen this far: a steady scale shows change


class TileWall(QWidget):
    """Shows arrays (K, H, W) on one common two-sided scale; the number under the pointer is its tooltip."""

    def __init__(self, name: str, scale: Callable[[Theme], Scale], tile_name: str) -> None:
        super().__init__()
        self._scale = scale
        self._tile_name = tile_name
        self._maps: NDArray[np.floating] | None = None
        self._limit = 0.0
        self._wall: Wall | None = None
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def maps(self) -> NDArray[np.floating] | None:
        """What is shown (K, H, W)."""
        return self._maps

    @property
    def limit(self) -> float:
        """The value at the ends of the colour scale."""
        return self._limit

    def show_maps(self, maps: NDArray[np.floating]) -> None:
        if self._maps is not None and np.array_equal(maps, self._maps):
            return
        if self._maps is None or maps.shape != self._maps.shape:
            self._limit = 0.0
        largest = rounded_up(symmetric_limit(maps))
        if largest > self._limit or largest < SHRINK * self._limit:
            self._limit = largest
        self._maps = maps
        self._rebuild()

    def clear(self) -> None:
        self._maps = self._wall = self._image = None
        self._limit = 0.0
        self.update()

    def _rebuild(self) -> None:
        """The wall for the present maps, size and theme."""
        if self._maps is None or not len(self._maps) or self.width() < 8:
            self._wall = None
        else:
            area = (self.width(), max(8, self.height() - LEGEND - LEGEND_GAP))
            count, height, width = self._maps.shape
            layout = best_layout(count, (height, width), area)
            captions = tuple(f"{self._tile_name} {index}" for index in range(count))
            limits = np.full(count, self._limit)
            self._wall = Wall(self._maps, limits, layout, self._scale(theme_of(self)), captions, ("",) * count)
            self._image = wall_image(self._wall)
        self.update()

    def _text_at(self, x: float, y: float) -> str:
        if self._wall is None:
            return ""
        cell = self._wall.cell_at(x, y)
        if cell is None:
            return ""
        index, row, column = cell
        value = number(float(self._wall.maps[cell]), 4, signed=True)
        return tr("{name} {index}, row {row}, column {column}: {value}",
                  name=self._tile_name, index=index, row=row, column=column, value=value)  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(280, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._wall is None or self._image is None:
            return
        theme = theme_of(self)
        painter = QPainter(self)
        paint_wall(painter, self._wall, self._image, theme, QRect(0, 0, self.width(), self.height()))
        width = min(LEGEND_WIDTH, self._wall.layout.width)
        below = self._wall.layout.height + LEGEND_GAP
        area = QRectF((self._wall.layout.width - width) / 2, min(below, self.height() - LEGEND), width, LEGEND)
        decimals = 1 if self._limit >= 1 else 2 if self._limit >= 0.1 else 3
        paint_legend(painter, area, self._limit, self._scale(theme), theme.muted, decimals)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._rebuild()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._rebuild()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        QToolTip.showText(
            event.globalPosition().toPoint(), self._text_at(event.position().x(), event.position().y()), self
        )
        super().mouseMoveEvent(event)
