"""What is on the clipboard as a source: a picture, a copied file, a path, or a table of numbers."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from cnnviz.scenarios.source import Source
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.convolve.sources import source_from_file, source_from_matrix_text, source_from_pixels

LONGEST_PATH = 1000


class PasteError(ExplainedError):
    """Nothing on the clipboard that could be shown."""


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
    if len(text) < LONGEST_PATH and "\n" not in text and Path(path).expanduser().is_file():
        return source_from_file(Path(path).expanduser())
    return source_from_matrix_text(text, tr("Pasted matrix"))


def _from_image(image: QImage) -> Source:
    from cnnviz.data.pictures import picture_from_array
    from cnnviz.ui.convolve.shipped import pixels_of

    picture = picture_from_array(tr("Pasted picture"), pixels_of(image))
    return source_from_pixels(picture.name, picture.pixels, picture.note)
