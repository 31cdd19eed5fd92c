"""The pictures of one batch, each with what the network made of it before and after the step."""

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cnnviz.engine.arrays import Array
from cnnviz.history.step_details import StepDetails
from cnnviz.numbers import number, telling_decimals
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.widgets.tile_grid import TileGrid

MARGIN = 4
SIDE, LINE, BAR = 56, 15, 4
LEAST_TEXT, MOST_TEXT = 59, 150
BETTER, WORSE, SAME = "▲", "▼", "≈"
MOST_DECIMALS = 6
STEADY = 0.0005  # a probability that changes by less stays the same


def whole_percent(share: float) -> str:
    """A probability in whole per cent; what is neither nothing nor everything is not written as if it were.

    >>> whole_percent(0.314), whole_percent(0.002), whole_percent(0.998), whole_percent(1.0)
    ('31', '<1', '>99', '100')
    """
    if 0 < share < 0.005:
        return "<1"
    if 0.995 <= share < 1:
        return ">99"
    return f"{100 * share:.0f}"


def change_sign(before: float, after: float) -> str:
    """Whether a probability rose, fell or stayed."""
    if abs(after - before) < STEADY:
        return SAME
    return BETTER if after > before else WORSE


def loss_texts(before: float, after: float) -> tuple[str, str]:
    """Two losses with as many decimals as tell the smaller one from zero, three at least.

    >>> loss_texts(0.8421, 0.7613), loss_texts(0.0041, 0.00032)
    (('0.842', '0.761'), ('0.00410', '0.00032'))
    """
    decimals = min(MOST_DECIMALS, max(3, telling_decimals(min(before, after))))
    return number(before, decimals), number(after, decimals)


def change_colour(sign: str, theme: Theme) -> QColor:
    """The colour of better, worse or the same."""
    return {BETTER: theme.output, WORSE: theme.warning, SAME: theme.muted}[sign]


class BatchWall(TileGrid):
    """A tile for each picture of a step, in the order of the batch or by loss, the largest before the step first."""

    def __init__(self) -> None:
        super().__init__()
        self._details: StepDetails | None = None
        self._order: Array = np.zeros(0, np.intp)
        self._by_loss = False
        self._images: dict[int, QImage] = {}
        self._width = 1
        self._small, self._large = Texts(interface_font(11)), Texts(interface_font(12))
        self._digits = Texts(number_font(10))
        self.setAccessibleName(tr("Pictures of the batch"))

    @property
    def order(self) -> Array:
        """The number in the batch of each tile's picture."""
        return self._order

    def show_details(self, details: StepDetails) -> None:
        self._details = details
        self._images.clear()
        self.select(None)
        self.sort(self._by_loss)

    def sort(self, by_loss: bool) -> None:
        self._by_loss = by_loss
        if self._details is None:
            return
        losses = self._details.losses_before
        self._order = np.argsort(-losses, kind="stable") if by_loss else np.arange(len(losses))
        self.fit(self._width)

    def clear(self) -> None:
        self._details, self._order = None, np.zeros(0, np.intp)
        self._images.clear()
        self.select(None)
        self.arrange(0, QSize(1, 1), self._width)

    def fit(self, width: int) -> None:
        """Lay the tiles out in so many pixels."""
        self._width = width
        text = LEAST_TEXT
        if self._details is not None:
            widest = max(self._large.width(name) for name in self._details.class_names)
            text = int(min(max(2 * widest + 40, LEAST_TEXT), MOST_TEXT))
        self.arrange(len(self._order), QSize(SIDE + 6 + text + 2 * MARGIN, SIDE + 2 * MARGIN), width)

    def _image(self, chosen: int) -> QImage:
        image = self._images.get(chosen)
        if image is None:
            assert self._details is not None
            image = self._images[chosen] = picture_image(self._details.pictures[chosen])
        return image

    def paint_tile(self, painter: QPainter, area: QRect, index: int) -> None:
        details = self._details
        if details is None:
            return
        theme, chosen = theme_of(self), int(self._order[index])
        names, truth = details.class_names, int(details.labels[chosen])
        picture = QRectF(area.left() + MARGIN, area.top() + MARGIN, SIDE, SIDE)
        paint_picture(painter, picture, self._image(chosen), theme)
        was, now = int(details.before[chosen].argmax()), int(details.after[chosen].argmax())
        before, after = float(details.before[chosen, truth]), float(details.after[chosen, truth])
        sign = change_sign(before, after)
        colour = change_colour(sign, theme)
        read = names[now] if was == now else f"{names[was]} → {names[now]}"
        lines = (
            (self._small, theme.muted, tr("true {name}", name=names[truth])),
            (self._large, theme.output, f"✓ {read}") if now == truth else (self._large, theme.warning, f"✗ {read}"),
            (self._digits, colour, f"{sign}{whole_percent(before)}→{whole_percent(after)} %"),
        )
        left, room = picture.right() + 6, area.right() - 2 - picture.right() - 6
        for line, (texts, ink, text) in enumerate(lines):
            painter.setPen(ink)
            texts.write(painter, left, picture.top() + (line + 0.75) * LINE - 2, texts.fitting(text, room))
        bars = QRectF(left, picture.bottom() - 2 * BAR - 3, room, 2 * BAR + 2)
        paint_change(painter, bars, (before, after), (theme.muted, colour), theme)


def paint_change(
    painter: QPainter, area: QRectF, shares: tuple[float, float], colours: tuple[QColor, QColor], theme: Theme
) -> None:
    """Two bars on one track: a share (0 to 1) before, above, and after, below."""
    height = (area.height() - 2) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for line, (share, colour) in enumerate(zip(shares, colours, strict=True)):
        top = area.top() + line * (height + 2)
        painter.setBrush(theme.padding)
        painter.drawRect(QRectF(area.left(), top, area.width(), height))
        painter.setBrush(colour)
        painter.drawRect(QRectF(area.left(), top, max(1.0, area.width() * share), height))
