"""How many pictures there are of each class, in each part of a data set."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.data_view.samples import Samples

ROW, HEAD = 17, 34
BAR = 10
GAP = 8
LEAST_NAME, MOST_NAME = 30, 110


class ClassBars(QWidget):
    """A row for each class, with a bar and a number for each part; bars of a part are on one scale, from 0.

    `chosen` carries the class of a clicked row, or None where it was the chosen one already.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Samples] = ()
        self._selected: int | None = None
        self._current = 0
        self._texts, self._digits = Texts(interface_font(12)), Texts(number_font(11))
        self._small = Texts(interface_font(11))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Pictures of each class"))

    def show_parts(self, parts: Sequence[Samples]) -> None:
        """Show the counts of these parts."""
        self._parts, self._current = parts, 0
        self.setAccessibleDescription(" ".join(part.balance() for part in parts))
        self.setFixedHeight(HEAD + ROW * self._rows)
        self.update()

    def select(self, label: int | None) -> None:
        """Mark a class without sending `chosen`."""
        self._selected = label
        self._current = self._current if label is None else label
        self.update()

    @property
    def _rows(self) -> int:
        return len(self._parts[0].names) if self._parts else 0

    @property
    def _name_width(self) -> int:
        names = self._parts[0].names if self._parts else ()
        widest = math.ceil(max((self._texts.width(name) for name in names), default=0)) + GAP
        return min(max(widest, LEAST_NAME), MOST_NAME)

    def _row_at(self, y: float) -> int | None:
        row = int((y - HEAD) // ROW)
        return row if 0 <= row < self._rows else None

    def explanation(self, row: int) -> str:
        """What a row says in full."""
        words = [tr("Class {name}:", name=self._parts[0].names[row])]
        words += [tr("{part} {count}", part=part.label, count=count(part.counts[row])) for part in self._parts]
        return "\n".join([*words, tr("Click to see only pictures of this class.")])

    def sizeHint(self) -> QSize:
        return QSize(330, HEAD + ROW * self._rows)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, HEAD + ROW * self._rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._parts:
            return
        painter, theme = QPainter(self), theme_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(max(0, (event.rect().top() - HEAD) // ROW), self._rows):
            if HEAD + row * ROW > event.rect().bottom():
                break
            self._paint_row(painter, theme, row)
        width = (self.width() - self._name_width) / len(self._parts)
        for column, part in enumerate(self._parts):
            left = self._name_width + column * width
            painter.setPen(theme.text)
            self._small.write(painter, left, 12, self._small.fitting(part.label, width - GAP))
            painter.setPen(theme.muted)
            self._digits.write(painter, left, 26, count(len(part)))
        painter.end()

    def _paint_row(self, painter: QPainter, theme: Theme, row: int) -> None:
        top, keyed = HEAD + row * ROW, self.hasFocus() and row == self._current
        if row == self._selected or keyed:
            painter.setPen(QPen(theme.accent, 1) if keyed else Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_soft if row == self._selected else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, ROW - 1), 3, 3)
        painter.setPen(theme.text)
        name = self._texts.fitting(self._parts[0].names[row], self._name_width - GAP)
        self._texts.write(painter, 4, top + 12.5, name)
        width = (self.width() - self._name_width) / len(self._parts)
        for column, part in enumerate(self._parts):
            left, most = self._name_width + column * width, max(max(part.counts), 1)
            number = count(part.counts[row])
            room = width - GAP - self._digits.width(count(most)) - GAP
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.padding)
            painter.drawRoundedRect(QRectF(left, top + (ROW - BAR) / 2, max(room, 2), BAR), 2, 2)
            painter.setBrush(theme.accent)
            if part.counts[row]:
                length = max(room * part.counts[row] / most, 2)
                painter.drawRoundedRect(QRectF(left, top + (ROW - BAR) / 2, length, BAR), 2, 2)
            painter.setPen(theme.text if part.counts[row] else theme.warning)
            right = left + width - GAP
            self._digits.write(painter, right - self._digits.width(number), top + 12.5, number)

    def _choose(self, row: int) -> None:
        self._current = row
        self.chosen.emit(None if row == self._selected else row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and self._rows:
            self._current = min(max(self._current + steps[key], 0), self._rows - 1)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self._choose(self._current)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), "" if row is None else self.explanation(row), self)
            return True
        return super().event(event)
