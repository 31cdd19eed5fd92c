"""Class probabilities as bars: the winner stands out, and the true class is named where it is known."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.ui.painting.probabilities import TALLEST_ROW as TALLEST_ROW
from cnnviz.ui.painting.probabilities import Probabilities, paint_probabilities, row_height, shown_classes
from cnnviz.ui.painting.probabilities import percent as percent
from cnnviz.ui.theme import theme_of

ROW_HEIGHT = 17


def exact_percent(share: float) -> str:
    """A probability with as many decimals as tell it from nothing and from everything.

    >>> exact_percent(0.25), exact_percent(1.8e-6), exact_percent(0.99998), exact_percent(0.0)
    ('25.0 %', '0.00018 %', '99.9980 %', '0.0 %')
    """
    away = min(share, 1 - share)  # from 0 or from 100 %
    places = 1 - math.floor(math.log10(100 * away)) if 0 < away < 1 else 1
    return f"{number(100 * share, min(12, max(1, places)))} %"


class ProbabilityBars(QWidget):
    """One bar a class, in the classes' order; of more than twelve classes the ten likeliest, likeliest first.

    `chosen` carries the class of a row that was clicked, or reached with the arrow keys and Enter, where classes are
    `choosable`.
    """

    chosen = Signal(int)

    def __init__(self, choosable: bool = False) -> None:
        super().__init__()
        self._choosable = choosable
        self._row: int | None = None  # under the pointer or the keys
        if choosable:
            self.setMouseTracking(True)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._names: Sequence[str] = ()
        self._shares: NDArray[np.floating] = np.zeros(0)
        self._truth: int | None = None
        self._order: list[int] = []
        self._drawn: tuple[tuple[tuple[str, str], ...], int | None, int | None] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Class probabilities"))

    def show_probabilities(self, names: Sequence[str], shares: NDArray[np.floating], truth: int | None = None) -> None:
        """Show `shares` (K,) of the classes `names`; `truth` is the true class where it is known."""
        self._names, self._shares, self._truth = names, shares, truth
        self._order = shown_classes(shares)
        rows, winner = tuple(self.rows()), int(shares.argmax()) if len(shares) else None
        before, self._drawn = self._drawn, (rows, winner, truth)
        if self._drawn == before:  # it would look as it does: a bar is as long as its percentage, to a part of a pixel
            return
        self.setAccessibleDescription(", ".join(f"{name}: {share}" for name, share in rows))
        if before is None or len(before[0]) != len(rows):
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
        if self._choosable:
            what += " " + tr("Click a class to see where its probability comes from.")
        row = self._row_at(y)
        if row is None:
            return what
        index = self._order[row]
        text = tr(
            "Class {name}: {percent}.", name=self._names[index], percent=exact_percent(float(self._shares[index]))
        )
        return f"{text}\n{what}"

    def _row_at(self, y: float) -> int | None:
        row = int(y // row_height(self.height(), len(self._order))) if self._order else -1
        return row if 0 <= row < len(self._order) else None

    def _go(self, row: int | None) -> None:
        if row != self._row:
            self._row = row
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW_HEIGHT * max(10, len(self._order)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, ROW_HEIGHT * max(1, len(self._order)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._order:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(0, 0, self.width(), self.height())
            shown = Probabilities(self._names, self._shares, self._truth)
            paint_probabilities(painter, area, shown, theme_of(self))
            if self._row is not None and self._row < len(self._order):
                height = row_height(self.height(), len(self._order))
                painter.setPen(QPen(theme_of(self).accent, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(0.5, self._row * height + 0.5, self.width() - 1, height - 1), 3, 3)
            painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._choosable:
            self._go(self._row_at(event.position().y()))
            over = self._row is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if self._choosable and row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(row)
            self.chosen.emit(self._order[row])

    def leaveEvent(self, event: QEvent) -> None:
        self._go(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._order:
            row = -1 if self._row is None else self._row
            self._go(min(max(row + step, 0), len(self._order) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._row is not None:
            self.chosen.emit(self._order[self._row])
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._order and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._go(0 if self._row is None else self._row)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._go(None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            point: QPoint = event.pos()
            QToolTip.showText(event.globalPos(), self.explanation(point.y()), self)
            return True
        return super().event(event)
