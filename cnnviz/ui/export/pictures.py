"""What all exported pictures share: how large they may be, and how large everything is in them."""

from collections.abc import Callable

from PySide6.QtGui import QFont, QImage, QPainter

from cnnviz.ui.export.errors import ExportError
from cnnviz.ui.fonts import interface_font

USUAL = (800, 450)  # at this size a pixel is a pixel
MOST_PIXELS = 120_000_000


def magnification(width: int, height: int, text: float = 1.0) -> float:
    """How much larger everything is in a picture of this size; in quarters, so that lines stay sharp.

    `text` is how much larger than usual it is wished.

    >>> [magnification(*size) for size in ((800, 450), (1280, 720), (1920, 1080), (3840, 2160), (400, 225))]
    [1.0, 1.25, 1.75, 2.5, 0.5]
    """
    times = min(width / USUAL[0], height / USUAL[1])
    return max(0.25, round(4 * text * (times**0.6 if times > 1 else times)) / 4)


def picture(size: tuple[int, int], scale: float, times: float, paint: Callable[[QPainter], None]) -> QImage:
    """What `paint` paints, `size` (width, height) times `scale` pixels large.

    `times` is how much larger than usual everything is in it before the scale. ExportError for more pixels than fit.
    """
    width, height = (round(length * scale) for length in size)
    if width * height > MOST_PIXELS:
        raise ExportError("{width} × {height} pixels are too many for one picture. Choose a smaller scale or size.",
                          width=width, height=height)  # fmt: skip
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(times * scale)
    painter = QPainter(image)
    try:
        paint(painter)
    finally:
        painter.end()
    image.setDevicePixelRatio(1.0)
    return image


def title_font() -> QFont:
    """The font of the title above a picture."""
    font = interface_font(15)
    font.setWeight(QFont.Weight.DemiBold)
    return font
