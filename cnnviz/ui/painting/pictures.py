"""Pictures of a data set, as the network is given them, on the screen."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from cnnviz.ui.painting.colours import grey_image, rgb_image
from cnnviz.ui.theme import Theme

PIXELS_SEEN = 2  # device pixels of one of the picture's from which on it is drawn as a square


def picture_image(picture: NDArray[np.floating]) -> QImage:
    """A picture (C, H, W) with values from 0 to 1: in colour with three channels, else the mean of them in grey.

    In 32 bits a pixel, which Qt enlarges several times faster than 24 or 8.
    """
    if len(picture) == 3:
        image = rgb_image((picture.transpose(1, 2, 0).clip(0, 1) * 255).round().astype(np.uint8))
    else:
        image = grey_image(picture[0] if len(picture) == 1 else picture.mean(axis=0))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def paint_picture(painter: QPainter, area: QRectF, image: QImage, theme: Theme) -> None:
    """Draw `image` as large as it fits into the middle of `area`, with a frame; its pixels stay squares if seen."""
    scale = min(area.width() / image.width(), area.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    place = QRectF(area.center().x() - width / 2, area.center().y() - height / 2, width, height)
    if scale < PIXELS_SEEN:
        ratio = painter.device().devicePixelRatioF()
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    painter.drawImage(place, image)
    painter.setPen(QPen(theme.line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
