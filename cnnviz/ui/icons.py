"""Line icons in a colour of the theme; the drawings lie in resources/icons."""

import math
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cnnviz.paths import resources


def icon(name: str, colour: QColor, checked: QColor | None = None, size: int = 20) -> QIcon:
    """The drawing `name` in `colour`, and in `checked` where the button is on; crisp on the densest of the screens."""
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    pixels = math.ceil(size * application.devicePixelRatio())
    result = QIcon(_drawn(name, colour.name(), size, pixels))
    if checked is not None:
        result.addPixmap(_drawn(name, checked.name(), size, pixels), QIcon.Mode.Normal, QIcon.State.On)
    return result


def program_icon() -> QIcon:
    """The icon of the program itself, in its own colours."""
    return QIcon(str(resources() / "icons" / "cnnviz.svg"))


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, size: int, pixels: int) -> QPixmap:
    source = (resources() / "icons" / f"{name}.svg").read_bytes().replace(b"#000", colour.encode())
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(pixels / size)
    return pixmap
