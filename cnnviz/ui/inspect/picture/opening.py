"""Pictures from files, opened away from the window, and from the clipboard; small enough to be worked on at once."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from cnnviz.data.pictures import Picture, PictureError, open_picture, picture_from_array
from cnnviz.data.pixels import reduced
from cnnviz.text import tr

MODEST_PIXELS = 2_000_000  # no network here takes nearly as many; every step of the preprocessing stays quick


def opened(path: str) -> Iterator[object]:
    """Work for the worker: yields the one picture. Raises PictureError."""
    yield modest(open_picture(Path(path)))


def modest(picture: Picture) -> Picture:
    """`picture`, reduced by a whole factor where it has more than `MODEST_PIXELS`; its note says so."""
    height, width = picture.pixels.shape[:2]
    factor = 1
    while (height // factor) * (width // factor) > MODEST_PIXELS:
        factor += 1
    if factor == 1 or min(height, width) < 2 * factor:
        return picture
    pixels = reduced(picture.pixels, factor)
    note = tr("It is worked on at {width} × {height}.", width=pixels.shape[1], height=pixels.shape[0])
    return Picture(picture.name, pixels, f"{picture.note} {note}".strip())


def pasted(clipboard: QMimeData) -> Picture | str:
    """The picture on the clipboard, or the path of the file there. Raises PictureError where there is neither."""
    for url in clipboard.urls() if clipboard.hasUrls() else ():
        if url.isLocalFile():
            return url.toLocalFile()
    if clipboard.hasImage():
        image = clipboard.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return modest(picture_from_array(tr("Pasted picture"), image_pixels(image)))
    text = clipboard.text().strip().strip("\"'") if clipboard.hasText() else ""
    if text and len(text) < 4096 and "\n" not in text and Path(text).is_file():
        return text
    raise PictureError("There is no picture on the clipboard. Copy a picture or a picture file, then paste again.")


def image_pixels(image: QImage) -> np.ndarray:
    """uint8 (H, W, 3), or (H, W, 4) where the picture is see-through in places."""
    alpha = image.hasAlphaChannel()
    image = image.convertToFormat(QImage.Format.Format_RGBA8888 if alpha else QImage.Format.Format_RGB888)
    channels = 4 if alpha else 3
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * channels].reshape(image.height(), image.width(), channels).copy()
