"""The picture on the clipboard: pixels for most programs, shapes and text for those that can take them."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from cnnviz.ui.export.reel import Reel

SVG = "image/svg+xml"


def copy_view(reel: Reel, index: int, scale: float = 1.0) -> None:
    """Put frame `index` on the clipboard, as a picture of `scale` pixels per pixel and as a drawing."""
    data = QMimeData()
    data.setImageData(reel.image(index, scale))
    data.setData(SVG, reel.svg(index))
    QGuiApplication.clipboard().setMimeData(data)
