"""Class probabilities as bars: the winner stands out, and the true class is named where it is known."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import theme_of

MOST_ROWS = 12
ROW_HEIGHT, TALLEST_ROW = 17, 26
TEXT_WIDTH = 56
NAME_SHARE = 0.4  # of the width; longer names lose their middle


def percent(share: float) -> str:
    """A probability as people read it; what is neither nothing nor everything is not written as if it were.

    >>> percent(0.9987), percent(0.99999), percent(2e-7), percent(0.0)
    ('99.9 %', '>99.9 %', '<0.1 %', '0.0 %')
    """
    if 0 < share < 0.0005:
        return "<0.1 %"
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return f"{number(100 * share, 1)} %"


def exact_percent(share: float) -> str:
    """A probability with as many decimals as tell it from nothing and from everything.

    >>> exact_percent(0.25), exact_percent(1.8e-6), exact_percent(0.99998), exact_percent(0.0)
    ('25.0 %', '0.00018 %', '99.9980 %', '0.0 %')
    """
    away = min(share, 1 - share)  # from 0 or from 100 %
    places = 1 - math.floor(math.log10(100 * away)) if 0 < away < 1 else 1
    return f"{number(100 * share, min(12, max(1, places)))} %"


class ProbabilityBars(QWidget):
    """One bar a class, in the classes' order; of more than twelve classes the ten likeliest, likeliest first."""

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._shares: NDArray[np.floating] = np.zeros(0)
        self._truth: int | None = None
        self._order: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Class probabilities"))

    def show_probabilities(self, names: Sequence[str], shares: NDArray[np.floating], truth: int | None = None) -> None:
        """Show `shares` (K,) of the classes `names`; `truth` is the true class where it is known."""
        self._names, self._shares, self._truth = names, shares, truth
        likeliest = np.argsort(-shares, kind="stable")
        self._order = list(range(len(shares))) if len(shares) <= MOST_ROWS else [int(k) for k in likeliest[:10]]
        self.setAccessibleDescription(", ".join(f"{names[k]}: {percent(float(shares[k]))}" for k in self._order))
        self.updateGeometry()
        self.update()

    def rows(self) -> list[tuple[str, str]]:
        """What the rows say: class and percentage, top to bottom."""
        return [(self._names[index], percent(float(self._shares[index]))) for index in self._order]

    def explanation(self, y: float) -> str:
        """What the row at a height says in full, and what the bars are."""
        what = tr("How sure the network is of each class: the softmax of its scores, together 100 %.")
        if len(self._order) < len(self._shares):
            what += " " + tr("The {shown} likeliest of {count} classes are shown.", shown=len(self._order),
                             count=len(self._shares))  # fmt: skip
        row = int(y // self._row_height()) if self._order else -1
        if not 0 <= row < len(self._order):
            return what
        index = self._order[row]
        text = tr(
            "Class {name}: {percent}.", name=self._names[index], percent=exact_percent(float(self._shares[index]))
        )
        return f"{text}\n{what}"

    def _row_height(self) -> float:
        return min(float(TALLEST_ROW), self.height() / len(self._order))

    def _draw_row(self, painter: QPainter, area: QRectF, index: int, name_width: float) -> None:
        theme = theme_of(self)
        winner = index == int(self._shares.argmax())
        share = float(self._shares[index])
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        font = interface_font(12)
        font.setWeight(font.Weight.DemiBold if winner else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme.text)
        name = QFontMetricsF(font).elidedText(self._names[index], Qt.TextElideMode.ElideMiddle, name_width)
        painter.drawText(QRectF(area.left(), area.top(), name_width, area.height()), left | middle, name)
        tag = tr("true") if index == self._truth else ""
        tag_width = (
            QFontMetricsF(interface_font(11)).horizontalAdvance(tr("true")) + 6 if self._truth is not None else 0
        )
        thickness = min(12.0, area.height() - 7)
        track = QRectF(area.left() + name_width + 8, area.center().y() - thickness / 2, 0, thickness)
        track.setRight(area.right() - tag_width - TEXT_WIDTH - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.padding)
        painter.drawRoundedRect(track, 2, 2)
        colour = QColor(theme.accent)
        colour.setAlphaF(1.0 if winner else 0.55)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(track.left(), track.top(), max(1.0, track.width() * share), thickness), 2, 2)
        painter.setFont(number_font(11, bold=winner))
        painter.setPen(theme.text)
        text = QRectF(track.right() + 4, area.top(), TEXT_WIDTH, area.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignRight | middle, percent(share))
        painter.setFont(interface_font(11))
        painter.setPen(theme.output)
        painter.drawText(QRectF(text.right() + 6, area.top(), tag_width - 6, area.height()), left | middle, tag)

    def sizeHint(self) -> QSize:
        return QSize(200, ROW_HEIGHT * max(10, len(self._order)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, ROW_HEIGHT * max(1, len(self._order)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._order:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(interface_font(12))
        widest = max(metrics.horizontalAdvance(self._names[index]) for index in self._order) + 2
        height = self._row_height()
        for row, index in enumerate(self._order):
            area = QRectF(0, row * height, self.width(), height)
            self._draw_row(painter, area, index, min(widest, NAME_SHARE * self.width()))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            point: QPoint = event.pos()
            QToolTip.showText(event.globalPos(), self.explanation(point.y()), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
