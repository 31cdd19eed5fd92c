"""A view of the window as a picture of its own: painted anew, at the size and in the colours of an export."""

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cnnviz.ui.export.changes import Pixels, pixels_of
from cnnviz.ui.export.drawings import drawing
from cnnviz.ui.export.options import DARK as DARK_NAME
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.pictures import magnification, picture
from cnnviz.ui.export.sheet_parts import AIR, MARGIN, TITLE, paint_title
from cnnviz.ui.theme import DARK, LIGHT, Theme


class Sheet(Protocol):
    """What is to be seen, as it is now: it never changes, and another thread than the window's may paint it."""

    @property
    def title(self) -> str:
        """What stands above, and what the file is called."""

    @property
    def words(self) -> str:
        """What stands beside the title, muted; may be empty."""

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        """Paint all but the title into `area`, as large as it fits; with `vector` as shapes."""


class SheetSubject:
    """A Subject of exports: a sheet is a film of one frame."""

    length = 1
    unused = ("decimals",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self.title = sheet, sheet.title

    def reel(self, settings: ExportSettings) -> "SheetReel":
        return SheetReel(self._sheet, settings)


class SheetReel:
    """A Reel of one frame."""

    length = 1

    def __init__(self, sheet: Sheet, settings: ExportSettings) -> None:
        self._sheet = sheet
        self._theme: Theme = DARK if settings.theme == DARK_NAME else LIGHT
        self._times = magnification(settings.width, settings.height, settings.text)
        self.size = settings.width, settings.height

    def image(self, index: int, scale: float = 1.0) -> QImage:
        return picture(self.size, scale, self._times, lambda painter: self._paint(painter, vector=False))

    def pixels(self, index: int) -> Pixels:
        return pixels_of(self.image(index))

    def svg(self, index: int) -> bytes:
        def paint(painter: QPainter) -> None:
            painter.scale(self._times, self._times)
            self._paint(painter, vector=True)

        return drawing(*self.size, self._sheet.title, self._sheet.words, paint)

    def _paint(self, painter: QPainter, vector: bool) -> None:
        width, height = (length / self._times for length in self.size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, width, height), self._theme.panel)
        across = width - 2 * MARGIN
        paint_title(painter, QRectF(MARGIN, MARGIN, across, TITLE), self._sheet.title, self._sheet.words, self._theme)
        top = MARGIN + TITLE + AIR
        self._sheet.paint(painter, QRectF(MARGIN, top, across, height - top - MARGIN), self._theme, vector)
