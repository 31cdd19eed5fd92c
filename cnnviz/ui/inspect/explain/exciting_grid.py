"""The most exciting pictures as tiles: each with the part that excites, framed and cut out, and how much it does."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QToolTip

from cnnviz.inspection.exciting import Exciting, cropped
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.inspect.explain.picture_sets import PictureSet
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.explained import paint_place
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.widgets.tile_grid import GAP, TileGrid

MARGIN, LINE, BETWEEN = 6, 17, 6
SMALLEST, LARGEST = 48, 150  # pixels of the side of a picture


class ExcitingGrid(TileGrid):
    """A tile for each of the pictures found, best first."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Exciting] = ()
        self._source: PictureSet | None = None
        self._images: dict[int, tuple[QImage, QImage]] = {}
        self._side = SMALLEST
        self._texts, self._numbers = Texts(interface_font(11)), Texts(number_font(11))
        self.setAccessibleName(tr("The most exciting pictures"))

    @property
    def found(self) -> Sequence[Exciting]:
        """What is shown, best first."""
        return self._found

    @property
    def source(self) -> PictureSet | None:
        """What they were found in."""
        return self._source

    def show_found(self, found: Sequence[Exciting], source: PictureSet, room: QSize) -> None:
        """Show these pictures of `source`."""
        if [one.index for one in found] != [one.index for one in self._found] or source is not self._source:
            self._images.clear()
            self.select(None)
        self._found, self._source = found, source
        self.fit(room)

    def fit(self, room: QSize) -> None:
        """Make the tiles as large as all have room for."""
        fitting = (side for side in range(LARGEST, SMALLEST, -2) if self._height(side, room.width()) <= room.height())
        self._side = next(fitting, SMALLEST)
        self.arrange(len(self._found), self._tile(self._side), room.width())

    def _tile(self, side: int) -> QSize:
        pictures = 2 if self._has_parts() else 1
        return QSize(pictures * side + (pictures - 1) * BETWEEN + 2 * MARGIN, side + 2 * LINE + 2 * MARGIN)

    def _height(self, side: int, width: int) -> int:
        tile = self._tile(side)
        columns = max(1, (width + GAP) // (tile.width() + GAP))
        return -(-len(self._found) // columns) * (tile.height() + GAP) - GAP

    def _has_parts(self) -> bool:
        """Whether a part of the picture excites, and not the whole of it."""
        return any(is_part(one) for one in self._found)

    def lines(self, index: int) -> tuple[str, str]:
        """What stands below a picture: the number, and its class or its file."""
        one = self._found[index]
        assert self._source is not None
        return number(one.value, 3), self._source.title(one.index)

    def sentence(self, index: int) -> str:
        """A picture in full."""
        one = self._found[index]
        value, name = self.lines(index)
        words = tr("{place}: {name}, largest number {value}", place=index + 1, name=name, value=value)
        if is_part(one):
            words += " · " + tr("made by the {size} pixels in the frame", size=size(one.field.width, one.field.height))
        change = "" if self._source is None else self._source.change(one.index)
        return f"{words} · {change}" if change else words

    def paint_tile(self, painter: QPainter, area: QRect, index: int) -> None:
        one, theme = self._found[index], theme_of(self)
        if one.index not in self._images:
            self._images[one.index] = images_of(one, theme)
        width = self._tile(self._side).width() - 2 * MARGIN
        left, top = area.left() + (area.width() - width) / 2, area.top() + MARGIN
        paint_pictures(painter, QRectF(left, top, self._side, self._side), one, self._images[one.index], theme)
        value, name = self.lines(index)
        painter.setPen(theme.text)
        self._numbers.write(painter, round(left), round(top + self._side + LINE - 3), value)
        painter.setPen(theme.muted)
        words = self._texts.fitting(name, area.width() - 2 * MARGIN)
        self._texts.write(painter, round(left), round(top + self._side + 2 * LINE - 4), words)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._layout.index_at(event.pos().x(), event.pos().y())
            words = "" if index is None else self.sentence(index)
            QToolTip.showText(event.globalPos(), words and f"{words}\n{tr('Click twice to look into it.')}", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._images.clear()
        super().changeEvent(event)


def is_part(one: Exciting) -> bool:
    """Whether its field is less than the picture."""
    height, width = one.picture.shape[1:]
    return bool(one.field.height < height or one.field.width < width)


def images_of(one: Exciting, theme: Theme) -> tuple[QImage, QImage]:
    """The picture, and its receptive field; what lies beyond the picture is left to the ground."""
    crop, inside = cropped(one.picture, one.field)
    image = picture_image(crop).convertToFormat(QImage.Format.Format_ARGB32)
    padding = theme.padding.rgba()
    for row, column in zip(*np.nonzero(~inside), strict=True):
        image.setPixel(int(column), int(row), padding)
    return picture_image(one.picture), image


def paint_pictures(
    painter: QPainter, place: QRectF, one: Exciting, images: tuple[QImage, QImage], theme: Theme
) -> None:
    """The picture in the square `place`, and where only a part of it excites, that part framed and beside it."""
    whole, part = images
    paint_picture(painter, place, whole, theme)
    if is_part(one):
        rows, columns = one.picture.shape[1:]
        paint_place(painter, _fitted(place, columns, rows), (rows, columns), one.field, theme)
        beside = place.translated(place.width() + BETWEEN, 0)
        fill(painter, _fitted(beside, part.width(), part.height()), theme.padding)
        paint_picture(painter, beside, part, theme)


def _fitted(area: QRectF, columns: int, rows: int) -> QRectF:
    """Where `paint_picture` draws a picture of this size."""
    scale = min(area.width() / columns, area.height() / rows)
    width, height = columns * scale, rows * scale
    return QRectF(area.center().x() - width / 2, area.center().y() - height / 2, width, height)
