"""Pictures with what they were taken for: the worst mistakes, or all pictures of one cell of the confusion matrix."""

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from cnnviz.engine.arrays import Array
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.mistakes.judged import Judged
from cnnviz.ui.widgets.bars import percent
from cnnviz.ui.widgets.tile_grid import GAP, TileGrid

MARGIN = 4
LINE = 15
SMALL, LARGE = 56, 84  # pixels of a picture, in a narrow gallery and in a wide one
FEW = (196, 168, 140, 112)  # of a picture where all have room at once, in a wide gallery
WIDE = 560
LEAST_TEXT, MOST_TEXT = 52, 150
KEPT_IMAGES = 400
WRONG_SIGN, RIGHT_SIGN = "✗", "✓"


class MistakesGallery(TileGrid):
    """A tile for each picture: "predicted 7, true 2", and how sure the network was."""

    def __init__(self) -> None:
        super().__init__()
        self._judged: Judged | None = None
        self._numbers: Array = np.zeros(0, np.intp)
        self._images: dict[int, QImage] = {}
        self._small, self._large = Texts(interface_font(11)), Texts(interface_font(12))
        self._digits = Texts(number_font(11))
        self._width, self._height = 1, 0
        self._side = SMALL
        self.setAccessibleName(tr("Pictures and what they were taken for"))

    @property
    def numbers(self) -> Array:
        """The numbers of the pictures in their part of the data, in the order of the tiles."""
        return self._numbers

    @property
    def picture_number(self) -> int | None:
        """The number of the chosen picture."""
        return None if self.selected is None else int(self._numbers[self.selected])

    def show_pictures(self, judged: Judged, numbers: Array) -> None:
        """Show these pictures; the one that was chosen stays chosen where it is still among them."""
        chosen = self.picture_number if self._judged is not None else None
        if self._judged is None or judged.pictures is not self._judged.pictures:
            self._images.clear()
        self._judged, self._numbers = judged, numbers
        places = np.flatnonzero(numbers == (-1 if chosen is None else chosen))
        self.select(int(places[0]) if len(places) else None)
        self.fit(self._width, self._height)

    def clear(self) -> None:
        self._judged, self._numbers = None, np.zeros(0, np.intp)
        self._images.clear()
        self.select(None)
        self.arrange(0, QSize(1, 1), self._width)

    def fit(self, width: int, height: int = 0) -> None:
        """Lay the tiles out in so many pixels: large ones where they are few, so that all are seen in `height`."""
        self._width, self._height = width, height
        text = self._text_width()
        fitting = (side for side in FEW if self._rows(side, text) * (side + 2 * MARGIN + GAP) - GAP <= height)
        self._side = next(fitting, LARGE) if width >= WIDE else SMALL
        self.arrange(len(self._numbers), _tile(self._side, text), width)

    def _rows(self, side: int, text: int) -> int:
        columns = max(1, (self._width + GAP) // (_tile(side, text).width() + GAP))
        return -(-len(self._numbers) // columns)

    def _text_width(self) -> int:
        if self._judged is None:
            return LEAST_TEXT
        widest = max(self._large.width(self._first_line(False, name)) for name in self._judged.names)
        return int(min(max(widest + 2, LEAST_TEXT), MOST_TEXT))

    @staticmethod
    def _first_line(right: bool, name: str) -> str:
        return f"{RIGHT_SIGN if right else WRONG_SIGN} {name}"

    def _image(self, number: int) -> QImage:
        image = self._images.get(number)
        if image is None:
            assert self._judged is not None
            if len(self._images) >= KEPT_IMAGES:
                self._images.clear()
            image = self._images[number] = picture_image(self._judged.pictures[number])
        return image

    def paint_tile(self, painter: QPainter, area: QRect, index: int) -> None:
        judged = self._judged
        if judged is None:
            return
        theme, number = theme_of(self), int(self._numbers[index])
        picture = QRectF(area.left() + MARGIN, area.top() + MARGIN, self._side, self._side)
        paint_picture(painter, picture, self._image(number), theme)
        right = judged.is_right(number)
        lines = (
            (self._small, theme.muted, tr("predicted")),
            (
                self._large,
                theme.output if right else theme.warning,
                self._first_line(right, judged.predicted_name(number)),
            ),
            (self._small, theme.text, tr("true {name}", name=judged.true_name(number))),
            (self._digits, theme.muted, percent(float(judged.report.sureness[number]))),
        )
        left, top = picture.right() + 6, picture.center().y() - len(lines) * LINE / 2
        for line, (texts, colour, text) in enumerate(lines):
            painter.setPen(colour)
            texts.write(painter, left, top + (line + 0.75) * LINE, texts.fitting(text, area.right() - left - 2))


def _tile(side: int, text: int) -> QSize:
    """A tile with a picture of `side` pixels, and words that take `text`."""
    return QSize(side + 3 * MARGIN + text, side + 2 * MARGIN)
