"""Arrays to pictures: grey for pictures, two-sided colour for signed values, one-sided for magnitudes; and a legend."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cnnviz.ui.fonts import number_font
from cnnviz.ui.theme import Theme


class Magnitudes(NamedTuple):
    """Colours of numbers that cannot be negative: first that of zero, the ground, last that of the largest."""

    colours: tuple[QColor, ...]


Scale = tuple[QColor, QColor, QColor] | Magnitudes
"""Colours of the lowest value, of zero and of the highest value; or those of magnitudes."""
LUMINANCE = (0.2126, 0.7152, 0.0722)  # of red, green and blue: WCAG 2
DARK = 0.179  # grounds of less luminance take light text


def activation_scale(theme: Theme) -> Scale:
    """Blue, ground, red: maps, gradients, products."""
    return theme.activation_low, theme.panel, theme.activation_high


def magnitude_scale(theme: Theme) -> Scale:
    """From the ground in even steps of lightness: maps that cannot be negative, probabilities."""
    return Magnitudes(theme.magnitudes)


def weight_scale(theme: Theme) -> Scale:
    """Purple, ground, orange: kernels never share the scale of the maps."""
    return theme.weight_low, theme.panel, theme.weight_high


def diverging_image(values: NDArray[np.floating], limit: float, scale: Scale) -> QImage:
    """Values (H, W) as colours in 32 bits: -limit to +limit, or 0 to limit for magnitudes. NaN is shown as zero.

    Zero is the ground colour.
    """
    pixels = scale_pixels(values / limit, scale)
    height, width = pixels.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def scale_pixels(shares: NDArray[np.floating], scale: Scale | None) -> NDArray[np.uint32]:
    """Shares (H, W) of a limit as 32-bit colours of a scale, or (None) as grey from 0, black, to 1, white."""
    pixels: NDArray[np.uint32]
    if scale is None:
        grey = (np.nan_to_num(shares, nan=0.0).clip(0, 1) * 255).round().astype(np.uint32)
        pixels = np.uint32(0xFF000000) | grey * np.uint32(0x10101)
    else:
        pixels = _packed_table(scale).take(_places(shares, scale))
    return pixels


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
    red, green, blue = (int(part) for part in rgb_table(scale)[int(_places(np.array([value / limit]), scale)[0])])
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
    """Bytes (255, 3): the colours from the lowest value over zero, in the middle, to the highest; or from zero on."""
    colours = scale.colours if isinstance(scale, Magnitudes) else scale
    return _table_of(tuple(colour.rgb() for colour in colours))


def _places(shares: NDArray[np.floating], scale: Scale) -> NDArray[np.uint8]:
    """Where in the table of a scale shares of its limit lie."""
    low, steps = (0, 254) if isinstance(scale, Magnitudes) else (-1, 127)
    kept = np.minimum(np.maximum(shares, low), 1)
    if kept.size and np.isnan(kept.max()):
        kept[np.isnan(kept)] = 0
    kept -= low
    kept *= steps
    places: NDArray[np.uint8] = np.rint(kept, out=kept).astype(np.uint8)
    return places


def _packed_table(scale: Scale) -> NDArray[np.uint32]:
    red, green, blue = rgb_table(scale).astype(np.uint32).T
    packed: NDArray[np.uint32] = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    return packed


@lru_cache(maxsize=16)
def _table_of(colours: tuple[int, ...]) -> NDArray[np.uint8]:
    knots = np.array([[colour >> 16 & 255, colour >> 8 & 255, colour & 255] for colour in colours], float)
    places, at = np.linspace(0, 254, len(knots)), np.arange(255)
    parts = [np.interp(at, places, part) for part in knots.T]
    table: NDArray[np.uint8] = np.rint(np.stack(parts, axis=1)).astype(np.uint8)
    return table
