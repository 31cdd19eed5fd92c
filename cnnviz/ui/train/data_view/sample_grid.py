"""A page of pictures with the names of their classes."""

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from cnnviz.engine.arrays import Array
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.data_view.paging import fitting
from cnnviz.ui.train.data_view.samples import Samples
from cnnviz.ui.widgets.tile_grid import GAP, TileGrid

MARGIN, LINE = 4, 16
LEAST, SMALL, LARGE = 28, 56, 84  # pixels of a picture: at least, and about as many in a narrow and a wide room
WIDE = 700
NOTCH = 120  # what a wheel turns at once


class SampleGrid(TileGrid):
    """Tiles for some pictures of a part; `turned` carries by how many pages to go."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._samples: Samples | None = None
        self._numbers: Array = np.zeros(0, np.intp)
        self._images: dict[int, QImage] = {}
        self._texts = Texts(interface_font(11))
        self._wheel = 0
        self.setAccessibleName(tr("Pictures of the data set"))

    @staticmethod
    def tile_size(room: QSize) -> QSize:
        """The size of tiles in rows that fill the height of a room."""
        wished = (LARGE if room.width() >= WIDE else SMALL) + MARGIN + LINE
        rows = max(1, round((room.height() + GAP) / (wished + GAP)))
        height = max((room.height() + GAP) // rows - GAP, LEAST + MARGIN + LINE)
        return QSize(height - MARGIN - LINE + 2 * MARGIN, height)

    def room(self, size: QSize) -> int:
        """How many tiles fit into a room."""
        tile = self.tile_size(size)
        return fitting(size.width(), size.height(), tile.width(), tile.height(), GAP)

    def show_samples(self, samples: Samples, numbers: Array, room: QSize) -> None:
        """Show pictures by their `numbers` in a room of this size."""
        if samples is not self._samples or not np.array_equal(numbers, self._numbers):
            self._images.clear()
            self.select(None)
        self._samples, self._numbers = samples, numbers
        self.arrange(len(numbers), self.tile_size(room), room.width())

    @property
    def numbers(self) -> Array:
        """The numbers of the pictures that are shown."""
        return self._numbers

    def paint_tile(self, painter: QPainter, area: QRect, index: int) -> None:
        if self._samples is None:
            return
        number = int(self._numbers[index])
        if number not in self._images:
            self._images[number] = picture_image(self._samples.picture(number))
        side = area.height() - MARGIN - LINE
        theme, name = theme_of(self), self._samples.name(number)
        left = area.left() + (area.width() - side) / 2
        paint_picture(painter, QRectF(left, area.top() + MARGIN, side, side), self._images[number], theme)
        text = self._texts.fitting(name, area.width() - 2)
        painter.setPen(theme.text)
        across = area.left() + (area.width() - self._texts.width(text)) / 2
        self._texts.write(painter, round(across), area.bottom() - 3, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if Qt.Key(event.key()) in turns:
            self.turned.emit(turns[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel -= event.angleDelta().y()
        pages = int(self._wheel / NOTCH)
        if pages:
            self._wheel -= pages * NOTCH
            self.turned.emit(pages)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._samples is not None:
            index = self._layout.index_at(event.pos().x(), event.pos().y())
            words = "" if index is None else self._samples.sentence(int(self._numbers[index]))
            QToolTip.showText(event.globalPos(), words and f"{words}\n{tr('Click to open it in Inspect.')}", self)
            return True
        return super().event(event)


class GridRoom(QWidget):
    """Holds a page of tiles; `resized` when there is room for more or fewer."""

    resized = Signal()

    def __init__(self, grid: SampleGrid) -> None:
        super().__init__()
        grid.setParent(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST + 2 * MARGIN, LEAST + MARGIN + LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
