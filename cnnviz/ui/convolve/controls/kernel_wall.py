"""The kernels of a layer as small pictures; a click chooses one."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from cnnviz.scenarios.scenario import Array
from cnnviz.text import tr
from cnnviz.traces.tiling import best_layout
from cnnviz.ui.painting.colours import weight_scale
from cnnviz.ui.painting.tiles import Wall, paint_wall, wall_image
from cnnviz.ui.theme import theme_of

HEIGHT = 260
GAP, FILTER_GAP = 4, 8


class KernelWall(QWidget):
    """Filters (F, C, KH, KW), the channels of each side by side. `picked` carries a filter and a channel."""

    picked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._kernels: Array = np.zeros((1, 1, 1, 1), np.float32)
        self._chosen: tuple[int | None, int | None] = (None, None)
        self._wall = self._lay_out()
        self.setMinimumHeight(HEIGHT)
        self.setAccessibleName(tr("Kernels of the layer"))

    def show_kernels(self, kernels: Array) -> None:
        """Show the kernels of another layer."""
        self._kernels = kernels
        self._wall = self._lay_out()
        self.update()

    def choose(self, filter_: int | None, channel: int | None) -> None:
        """Frame what is chosen: None stands for all."""
        self._chosen = (filter_, channel)
        self.update()

    def tile(self, filter_: int, channel: int) -> QRectF:
        """Where a kernel is drawn."""
        return QRectF(self._wall.tile(filter_ * self._kernels.shape[1] + channel))

    def _lay_out(self) -> Wall:
        filters, channels, *size = self._kernels.shape
        maps = self._kernels.reshape(filters * channels, *size)
        area = (max(1, self.width() - 2), max(1, self.height() - 2))
        layout = best_layout(len(maps), (size[0], size[1]), area, GAP, group=channels, group_gap=FILTER_GAP)
        limits = np.full(len(maps), max(float(np.abs(maps).max()), 1e-12))
        return Wall(maps, limits, layout, weight_scale(theme_of(self)), [""] * len(maps), [""] * len(maps))

    def _kernel_at(self, at: QPointF) -> tuple[int, int] | None:
        index = self._wall.layout.index_at(at.x() - 1, at.y() - 1)
        return None if index is None else (index // self._kernels.shape[1], index % self._kernels.shape[1])

    def event(self, event: QHelpEvent) -> bool:  # type: ignore[override]
        if event.type() == QHelpEvent.Type.ToolTip and (found := self._kernel_at(QPointF(event.pos()))) is not None:
            text = tr("Filter {filter}, channel {channel}", filter=found[0], channel=found[1])
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._kernel_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._wall = self._lay_out()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.translate(1, 1)  # room for frames
        paint_wall(painter, self._wall, wall_image(self._wall), theme, self.rect())
        painter.setPen(QPen(theme.kernel, 2))
        filters, channels = self._kernels.shape[:2]
        for filter_ in range(filters) if self._chosen[0] is None else (self._chosen[0],):
            for channel in range(channels) if self._chosen[1] is None else (self._chosen[1],):
                if filter_ < filters and channel < channels:
                    painter.drawRect(self.tile(filter_, channel))
        painter.end()
