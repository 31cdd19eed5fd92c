"""One-sided scales of colours for shares: from the ground (nothing) to a colour (all), in steps that look even."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.colours import rgb_image

STEPS = 256
BAR = 10  # pixels of height of the bar of a legend
# Linear red, green and blue to the responses of the eye's cones, and the cube roots of these to lightness and two
# colours: Ottosson 2020, "A perceptual color space for image processing".
CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def shade_table(ground: QColor, full: QColor) -> NDArray[np.uint8]:
    """Bytes (256, 3) from `ground` to `full`, evenly spaced in OKLab, in which equal distances look equal."""
    return _table(ground.rgb(), full.rgb())


def paint_shades(
    painter: QPainter, area: QRectF, colours: tuple[QColor, QColor], words: tuple[str, str, str], text: QColor
) -> None:
    """A legend: what is shown, and the bar between the texts of its ends; `words` are these three."""
    what, low, high = words
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(number_font(11))
    painter.setPen(text)
    advance = painter.fontMetrics().horizontalAdvance
    left = area.left()
    for part in (what, low):
        painter.drawText(QRectF(left, area.top(), area.width(), area.height()), middle, part)
        left += advance(part) + 8
    bar = QRectF(left, area.center().y() - BAR / 2, max(16.0, area.right() - left - advance(high) - 8), BAR)
    painter.drawImage(bar, rgb_image(shade_table(*colours)[None]))
    painter.drawText(QRectF(bar.right() + 8, area.top(), area.width(), area.height()), middle, high)


@lru_cache(maxsize=16)
def _table(ground: int, full: int) -> NDArray[np.uint8]:
    ends = [
        _to_oklab(np.array([colour >> 16 & 255, colour >> 8 & 255, colour & 255]) / 255) for colour in (ground, full)
    ]
    share = np.linspace(0, 1, STEPS)[:, None]
    return (_to_rgb(ends[0] + (ends[1] - ends[0]) * share) * 255).round().astype(np.uint8)


def _to_oklab(rgb: NDArray[np.floating]) -> NDArray[np.floating]:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ CONES.T) @ OKLAB.T)


def _to_rgb(oklab: NDArray[np.floating]) -> NDArray[np.floating]:
    cones = (oklab @ np.linalg.inv(OKLAB).T) ** 3
    linear = (cones @ np.linalg.inv(CONES).T).clip(0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
