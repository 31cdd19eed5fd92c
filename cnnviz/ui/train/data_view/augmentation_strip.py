"""Some pictures as they are, and beside each what augmentation may make of it."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.engine.augmentation import Augmentation
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.data_view.samples import Samples

SMALL, LARGE, WIDE = 60, 84, 1200  # pixels of a picture, and the width from which on they are large
LEAST_VERSIONS, MOST_VERSIONS = 3, 6  # of each picture
MOST = 8  # pictures
GAP, ARROW, APART, CAPTION = 4, 20, 28, 18


class AugmentationStrip(QWidget):
    """As many pictures as fit, each with three versions of it or more; the same ones until `others` is called."""

    def __init__(self) -> None:
        super().__init__()
        self._samples: Samples | None = None
        self._augmentation, self._seed, self._draw = Augmentation(), 0, 0
        self._rows: list[tuple[str, list[QImage]]] = []
        self._texts = Texts(interface_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Pictures before and after augmentation"))
        self.setToolTip(tr("At the left of each arrow a training picture, at the right how it may be learnt from."))

    def show_samples(self, samples: Samples, augmentation: Augmentation, seed: int) -> None:
        """Show pictures of a part and what `augmentation` does to them; the same `seed` shows the same."""
        if samples is not self._samples:
            self._draw = 0
        self._samples, self._augmentation, self._seed = samples, augmentation, seed
        self._compute()

    def others(self) -> None:
        """Draw other pictures, and other changes of them."""
        self._draw += 1
        self._compute()

    @property
    def shown(self) -> list[str]:
        """The classes of the pictures, left to right, that there is room for."""
        return [name for name, _ in self._rows[: self._fitting()[0]]]

    @property
    def images(self) -> list[list[QImage]]:
        """Each picture with its versions."""
        return [images for _, images in self._rows]

    def _compute(self) -> None:
        samples = self._samples
        if samples is None or not len(samples):
            self._rows = []
            self.update()
            return
        rng = np.random.default_rng((self._seed, self._draw))
        chosen = rng.permutation(len(samples))[:MOST]
        pictures = samples.pictures(chosen)
        versions = self._augmentation.apply(pictures.repeat(MOST_VERSIONS, axis=0), rng)
        self._rows = []
        for number, (index, picture) in enumerate(zip(chosen, pictures, strict=True)):
            each = versions[number * MOST_VERSIONS : (number + 1) * MOST_VERSIONS]
            self._rows.append((samples.name(index), [picture_image(image) for image in (picture, *each)]))
        self.update()

    @property
    def _side(self) -> int:
        return LARGE if self.width() >= WIDE else SMALL

    def _length(self, versions: int) -> int:
        """The width of a picture with so many versions."""
        return (1 + versions) * self._side + (versions - 1) * GAP + ARROW

    def _fitting(self) -> tuple[int, int]:
        """How many pictures have room, and how many versions of each."""
        pictures = min(max(1, (self.width() + APART) // (self._length(LEAST_VERSIONS) + APART)), MOST)
        room = (self.width() + APART) // pictures - APART
        return pictures, next(
            (count for count in range(MOST_VERSIONS, LEAST_VERSIONS, -1) if self._length(count) <= room), LEAST_VERSIONS
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pictures, versions = self._fitting()
        for number, (name, images) in enumerate(self._rows[:pictures]):
            left = number * (self._length(versions) + APART)
            self._paint_row(painter, left, name, images[: 1 + versions])
        painter.end()

    def _paint_row(self, painter: QPainter, left: int, name: str, images: Sequence[QImage]) -> None:
        """A picture, an arrow and its versions, with words below."""
        theme, side = theme_of(self), self._side
        behind = left + side + ARROW
        for place, image in enumerate(images):
            across = behind + (place - 1) * (side + GAP) if place else left
            paint_picture(painter, QRectF(across + 0.5, 0.5, side - 1, side - 1), image, theme)
        painter.setPen(QPen(theme.muted, 1.5))
        tip = QPointF(behind - 4, side / 2)
        painter.drawLine(QPointF(left + side + 4, side / 2), tip)
        for wing in (-4, 4):
            painter.drawLine(tip, tip + QPointF(-4, wing))
        texts = self._texts
        painter.setPen(theme.text)
        texts.write(painter, left, side + CAPTION - 4, texts.fitting(name, side))
        painter.setPen(theme.muted)
        words = texts.fitting(tr("as it may be learnt from"), (len(images) - 1) * (side + GAP))
        texts.write(painter, behind, side + CAPTION - 4, words)

    def sizeHint(self) -> QSize:
        return QSize(400, self._side + CAPTION)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._length(LEAST_VERSIONS), SMALL + CAPTION)
