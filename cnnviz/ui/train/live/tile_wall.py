"""A wall of kernels or maps that changes while one watches: as large as its place allows, with its scale below."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.numbers import number, telling_decimals
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.ui.painting.colours import Scale, fill
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.live.wall_picture import WallPicture, tile_text

SHRINK = 0.4  # the scale follows a falling range only when it has fallen this far: a steady scale shows change


class TileWall(QWidget):
    """Shows arrays (K, H, W) on one common two-sided scale; the number under the pointer is its tooltip."""

    def __init__(self, name: str, scale: Callable[[Theme], Scale], tile_name: str) -> None:
        super().__init__()
        self._scale = scale
        self._tile_name = tile_name
        self._maps: NDArray[np.floating] | None = None
        self._channels = 1
        self._limit = 0.0
        self._picture: WallPicture | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below need not be painted for it
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def maps(self) -> NDArray[np.floating] | None:
        """What is shown (K, H, W)."""
        return self._maps

    @property
    def limit(self) -> float:
        """The value at the ends of the colour scale."""
        return self._limit

    def show_maps(self, maps: NDArray[np.floating], channels: int = 1) -> None:
        """Show `maps`; `channels` of them in a row belong to one kernel."""
        if self._maps is not None and channels == self._channels and np.array_equal(maps, self._maps):
            return
        if self._maps is None or maps.shape != self._maps.shape:
            self._limit = 0.0
        largest = rounded_up(symmetric_limit(maps))
        if largest > self._limit or largest < SHRINK * self._limit:
            self._limit = largest
        self._maps, self._channels = maps, channels
        self._rebuild()

    def clear(self) -> None:
        self._maps = self._picture = None
        self._limit = 0.0
        self.update()

    def _rebuild(self) -> None:
        """The picture of the present maps, size and theme."""
        before, self._picture = self._picture, None
        if self._maps is not None and len(self._maps) and self.width() >= 8:
            size = self.width(), self.height()
            self._picture = WallPicture(self._maps, self._limit, size, self._scale(theme_of(self)), self._channels)
        if before is not None and self._picture is not None and self._picture.has_legend_of(before):
            self.update(0, 0, self.width(), self._picture.legend_top)
        else:
            self.update()

    def _text_at(self, x: float, y: float) -> str:
        cell = self._picture.wall.cell_at(x, y) if self._picture is not None else None
        if cell is None or self._picture is None:
            return ""
        index, row, column = cell
        exact = float(self._picture.wall.maps[cell])
        value = number(exact, max(4, telling_decimals(exact)), signed=True)
        return tr("{tile}, row {row}, column {column}: {value}",
                  tile=tile_text(self._tile_name, index, self._channels), row=row, column=column,
                  value=value)  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(280, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 50)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self)
        fill(painter, QRectF(event.rect()), theme.panel)
        if self._picture is not None:
            self._picture.paint(painter, theme, legend=event.rect().bottom() >= self._picture.legend_top)
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
