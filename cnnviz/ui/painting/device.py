"""Cells on the pixels of a device: large grids are laid out in NumPy, because letting Qt scale them costs far more."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cnnviz.traces.grids import Grid

Pixels = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.signedinteger[Any]]


def reading_step(grid: Grid, ratio: float) -> int:
    """Every how many rows and columns a number is read where cells are smaller than the pixels of the device.

    >>> reading_step(Grid(0, 0, 0.3, 1000, 1000), 1.0), reading_step(Grid(0, 0, 20, 5, 5), 1.0)
    (3, 1)
    """
    return max(1, math.floor(1 / (grid.cell * ratio)))


def device_cells(start: float, cell: float, count: int, ratio: float) -> tuple[int, Indices]:
    """The first device pixel whose middle lies in `count` cells from `start`, and the cell at each pixel from there.

    >>> device_cells(10.0, 0.5, 6, 1.0)
    (10, array([1, 3, 5]))
    """
    size = cell * ratio
    first = math.ceil(start * ratio - 0.5)
    pixels = np.arange(first, math.ceil(start * ratio + count * size - 0.5))
    return first, np.clip(((pixels + 0.5 - start * ratio) / size).astype(np.intp), 0, count - 1)


def draw_pixels(painter: QPainter, pixels: Pixels, where: QRectF | QPointF, ratio: float = 1.0) -> None:
    """Draw premultiplied 32-bit colours (rows, columns) at a point, unscaled, or into a rectangle."""
    if not pixels.size:
        return
    height, width = pixels.shape
    data = pixels.tobytes()  # must outlive the image, which does not copy it
    image = QImage(data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(where, image)


@contextmanager
def within_area(painter: QPainter, area: QRectF) -> Iterator[None]:
    """Paint within a rectangle only.

    Where a step paints many small areas, Qt draws a picture ten times as fast that way: it cuts it at one rectangle,
    and not at all of the areas.
    """
    painter.save()
    painter.setClipRect(area.adjusted(-1, -1, 1, 1), Qt.ClipOperation.IntersectClip)
    yield
    painter.restore()


def premultiplied(colour: QColor) -> np.uint32:
    """A see-through colour as such a pixel.

    >>> hex(premultiplied(QColor(255, 0, 128, 51)))
    '0x33330019'
    """
    alpha = colour.alpha()
    parts = [alpha, *(part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))]
    return np.uint32(int.from_bytes(bytes(parts), "big"))
