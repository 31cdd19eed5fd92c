"""Pictures and matrices from outside: from a file, or from the clipboard as picture, file, path or numbers."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.convolve.picture_source import Source, channels_source, from_picture


class PasteError(ExplainedError):
    """Nothing on the clipboard that could be shown."""


def source_from_file(path: str) -> Source:
    """The picture in a file; PictureError says what is wrong with it."""
    from cnnviz.data.pictures import open_picture

    return from_picture(open_picture(Path(path)))


def source_from_clipboard(data: QMimeData) -> Source:
    """A copied file, picture, path or matrix of numbers; an ExplainedError where there is none of these."""
    local = [url.toLocalFile() for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    if local:
        return source_from_file(local[0])
    if data.hasImage():
        image = data.imageData()
        picture = image if isinstance(image, QImage) else QImage(image)
        if not picture.isNull():
            return _from_image(picture)
    text = data.text().strip() if data.hasText() else ""
    if not text:
        raise PasteError(
            mark("There is no picture on the clipboard. Copy a picture, a picture file or a table of numbers first.")
        )
    path = QUrl(text).toLocalFile() if text.startswith("file:") else text
    if len(text) < 1000 and "\n" not in text and Path(path).expanduser().is_file():
        return source_from_file(str(Path(path).expanduser()))
    from cnnviz.ui.convolve.matrix_text import parse_matrix

    return channels_source(tr("Pasted matrix"), parse_matrix(text))


def _from_image(image: QImage) -> Source:
    from cnnviz.data.pictures import picture_from_array

    colour = not image.allGray()
    depth = 3 if colour else 1
    image = image.convertToFormat(QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * depth].reshape(image.height(), image.width(), depth)
    return from_picture(picture_from_array(tr("Pasted picture"), pixels))
