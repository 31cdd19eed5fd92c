"""Arrays to pictures: grey for pictures, two-sided colour with zero at the ground for signed values; and a legend."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cnnviz.ui.fonts import number_font
from cnnviz.ui.theme import Theme

Scale = tuple[QColor, QColor, QColor]
"""Colours of the lowest value, of zero and of the highest value."""
LUMINANCE = (0.2126, 0.7152, 0.0722)  # of red, green and blue: WCAG 2
DARK = 0.179  # grounds of less luminance take light text


def activation_scale(theme: Theme) -> Scale:
    """Blue, ground, red: maps, gradients, products."""
    return theme.activation_low, theme.panel, theme.activation_high


def weight_scale(theme: Theme) -> Scale:
    """Purple, ground, orange: kernels never share the scale of the maps."""
    return theme.weight_low, theme.panel, theme.weight_high


def diverging_image(values: NDArray[np.floating], limit: float, scale: Scale) -> QImage:
    """Values (H, W) as colours, -limit to +limit; zero is the ground colour. NaN is shown as zero."""
    index = np.nan_to_num(values / limit, nan=0.0, posinf=1.0, neginf=-1.0).clip(-1, 1)
    rgb = rgb_table(scale)[np.rint(index * 127 + 127).astype(np.uint8)]
    return rgb_image(rgb)


def grey_image(values: NDArray[np.floating], low: float = 0.0, high: float = 1.0) -> QImage:
    """Values (H, W) as grey: `low` is black, `high` is white."""
    grey = ((values - low) * (255 / (high - low))).clip(0, 255).round().astype(np.uint8)
    height, width = grey.shape
    grey = np.ascontiguousarray(grey)
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def rgb_image(rgb: NDArray[np.uint8]) -> QImage:
    """Bytes (H, W, 3) as a picture."""
    height, width = rgb.shape[:2]
    return QImage(np.ascontiguousarray(rgb).tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def fill(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Fill a rectangle. (QPainter's own fillRect makes PySide6 load 169 named gradients when it is first called.)"""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(area)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def colour_at(value: float, limit: float, scale: Scale) -> QColor:
    """The colour that `diverging_image` gives a value."""
    share = 0.0 if np.isnan(value) else min(1.0, max(-1.0, value / limit))
    red, green, blue = (int(part) for part in rgb_table(scale)[round(share * 127 + 127)])
    return QColor(red, green, blue)


def text_on(ground: QColor) -> QColor:
    """Black or white, whichever reads better on `ground` (relative luminance of WCAG 2)."""
    parts = (ground.redF(), ground.greenF(), ground.blueF())
    luminance = sum(weight * _linear(part) for weight, part in zip(LUMINANCE, parts, strict=True))
    return QColor("#FFFFFF") if luminance < DARK else QColor("#101418")


def paint_scale(painter: QPainter, area: QRectF, ends: tuple[str, str], scale: Scale | None, text: QColor) -> QRectF:
    """The colours of `scale` (None: grey from black to white) as a bar with `ends` written beside it; where it lies."""
    painter.setFont(number_font(11))
    low, high = ends
    room = max(painter.fontMetrics().horizontalAdvance(low), painter.fontMetrics().horizontalAdvance(high)) + 8
    bar = QRectF(area.left() + room, area.center().y() - 5, max(20.0, area.width() - 2 * room), 10)
    painter.drawImage(
        bar, grey_image(np.linspace(0, 1, 255)[None]) if scale is None else rgb_image(rgb_table(scale)[None])
    )
    painter.setPen(text)
    right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(area.left(), area.top(), room - 6, area.height()), right | middle, low)
    painter.drawText(QRectF(bar.right() + 6, area.top(), room, area.height()), left | middle, high)
    return bar


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def rgb_table(scale: Scale) -> NDArray[np.uint8]:
    """Bytes (255, 3): the colours from the lowest value over zero, in the middle, to the highest."""
    return _table_of(*(colour.rgb() for colour in scale))


@lru_cache(maxsize=16)
def _table_of(low: int, middle: int, high: int) -> NDArray[np.uint8]:
    ends = [np.array([colour >> 16 & 255, colour >> 8 & 255, colour & 255], float) for colour in (low, middle, high)]
    share = np.linspace(0, 1, 128)[:, None]
    lower = ends[0] + (ends[1] - ends[0]) * share[:-1]
    upper = ends[1] + (ends[2] - ends[1]) * share
    table: NDArray[np.uint8] = np.rint(np.concatenate([lower, upper])).astype(np.uint8)
    return table
