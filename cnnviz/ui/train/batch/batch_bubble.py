"""A picture of the batch, enlarged beside the pointer, with the probabilities of the classes before and after."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnviz.history.step_details import StepDetails
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.batch.batch_wall import change_colour, change_sign, loss_texts, paint_change
from cnnviz.ui.widgets.bars import percent

SIDE, ROW, MARGIN = 140, 19, 12
WIDTH = 470
MOST_ROWS = 12
HEAD, NAME, NUMBERS = 44, 90, 128
GAP = 8


def beside(tile: QRect, size: QSize, room: QSize) -> QRect:
    """Where something of a `size` stands in a `room` without hiding `tile`: right or left of it, else below or above.

    >>> beside(QRect(10, 10, 50, 50), QSize(100, 80), QSize(300, 200)).left()
    68
    >>> beside(QRect(120, 10, 50, 50), QSize(140, 80), QSize(300, 200)).top()
    68
    """
    last_left, last_top = max(0, room.width() - size.width()), max(0, room.height() - size.height())
    right, left = tile.left() + tile.width() + GAP, tile.left() - GAP - size.width()
    below, above = tile.top() + tile.height() + GAP, tile.top() - GAP - size.height()
    middle = min(max(0, tile.center().y() - size.height() // 2), last_top)
    if right <= last_left or left >= 0:
        return QRect(QPoint(right if right <= last_left else left, middle), size)
    under = below if below <= last_top else above
    return QRect(QPoint(min(max(0, tile.left()), last_left), min(max(0, under), last_top)), size)


class BatchBubble(QWidget):
    """Lies above the wall and lets the pointer through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._details: StepDetails | None = None
        self._number = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_picture(self, details: StepDetails, number: int, tile: QRect) -> None:
        """Show picture `number` of the batch beside `tile` (in the parent's pixels)."""
        self._details, self._number = details, number
        height = 2 * MARGIN + HEAD + max(SIDE, ROW * len(self.rows()))
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(beside(tile, QSize(WIDTH, height), parent.size()))
        self.setAccessibleDescription(self.sentence())
        self.show()
        self.raise_()
        self.update()

    def sentence(self) -> str:
        """What happened to the picture, in words."""
        if self._details is None:
            return ""
        details, number = self._details, self._number
        before, after = loss_texts(float(details.losses_before[number]), float(details.losses_after[number]))
        return tr(
            "Picture {number} of {total}, true {name}: loss {before} before, {after} after the step.",
            number=number + 1, total=len(details.labels), name=details.class_names[int(details.labels[number])],
            before=before, after=after,
        )  # fmt: skip

    def rows(self) -> list[int]:
        """The classes that are shown: all of them, or of many the likeliest after the step, the true one among them."""
        if self._details is None:
            return []
        after, truth = self._details.after[self._number], int(self._details.labels[self._number])
        if len(after) <= MOST_ROWS:
            return list(range(len(after)))
        likeliest = [int(k) for k in np.argsort(-after, kind="stable")[: MOST_ROWS - 2]]
        return likeliest if truth in likeliest else [*likeliest[:-1], truth]

    def _paint_row(self, painter: QPainter, details: StepDetails, area: QRectF, one: int) -> None:
        theme, truth = theme_of(self), int(details.labels[self._number])
        before, after = float(details.before[self._number, one]), float(details.after[self._number, one])
        sign = change_sign(before, after)
        better = change_sign(after, before) if one != truth else sign  # for other classes less is better
        left, right, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        font = interface_font(12)
        font.setWeight(font.Weight.DemiBold if one == truth else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme.output if one == truth else theme.text)
        name = tr("{name} (true)", name=details.class_names[one]) if one == truth else details.class_names[one]
        name = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideMiddle, NAME - 6)
        painter.drawText(QRectF(area.left(), area.top(), NAME - 6, ROW), left | middle, name)
        bars = QRectF(area.left() + NAME, area.top() + 4, area.width() - NAME - NUMBERS, ROW - 8)
        colour = change_colour(better, theme)
        paint_change(painter, bars, (before, after), (theme.muted, colour), theme)
        painter.setFont(number_font(11))
        painter.setPen(colour)
        text = f"{percent(before)} {sign} {percent(after)}"
        painter.drawText(QRectF(area.right() - NUMBERS, area.top(), NUMBERS, ROW), right | middle, text)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        details = self._details
        if details is None:
            return
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.muted, 1))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(interface_font(12))
        painter.setPen(theme.text)
        head = QRectF(MARGIN, MARGIN - 4, self.width() - 2 * MARGIN, 20)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.sentence())
        painter.setFont(interface_font(11))
        painter.setPen(theme.muted)
        how = tr("Upper bar: before the step; lower bar: after it. Coloured by whether that is better.")
        painter.drawText(head.translated(0, 18), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, how)
        picture = QRectF(MARGIN, MARGIN + HEAD - 4, SIDE, SIDE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_picture(painter, picture, picture_image(details.pictures[self._number]), theme)
        left = picture.right() + MARGIN
        for row, one in enumerate(self.rows()):
            area = QRectF(left, picture.top() + row * ROW, self.width() - MARGIN - left, ROW)
            self._paint_row(painter, details, area, one)
        painter.end()
