"""The way one came by as a row of names, each a way back; what does not fit is behind "…"."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import theme_of

LINE, ARROW, MOST_LINES = 20, 18, 2
FOLDED = "…"


class Trail(QWidget):
    """`chosen` carries the how many-th of the names one wants to go back to. The last one is where one is."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._crumbs: list[QPushButton] = []
        self._arrows: list[QPoint] = []
        self.folded = self._crumb(FOLDED, tr("The numbers before"))
        self.folded.setMenu(QMenu(self))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(LINE)
        self.setAccessibleName(tr("The way from number to number"))

    def names(self) -> Sequence[str]:
        """All names, also those that are folded."""
        return self._names

    def crumb(self, index: int) -> QPushButton:
        """The button of a name."""
        return self._crumbs[index]

    def show_names(self, names: Sequence[str]) -> None:
        if list(names) == list(self._names):
            return
        self._names = tuple(names)
        for crumb in self._crumbs:
            crumb.hide()
            crumb.deleteLater()
        self._crumbs = []
        for index, name in enumerate(names):
            last = index == len(names) - 1
            crumb = self._crumb(name, tr("This number is followed.") if last else tr("Back to {name}", name=name))
            crumb.setProperty("current", last)
            crumb.setFocusPolicy(Qt.FocusPolicy.NoFocus if last else Qt.FocusPolicy.TabFocus)
            crumb.clicked.connect(lambda _=False, index=index: self._go(index))
            self._crumbs.append(crumb)
        self._place()

    def _crumb(self, text: str, help_text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "crumb")
        button.setToolTip(help_text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.hide()
        return button

    def _go(self, index: int) -> None:
        if index < len(self._crumbs) - 1:
            self.chosen.emit(index)

    def _fill_menu(self, first: int) -> None:
        """List the names that are folded away."""
        menu = self.folded.menu()
        menu.clear()
        for index, name in enumerate(self._names[: max(0, first)]):
            menu.addAction(name).triggered.connect(lambda _=False, index=index: self._go(index))

    def _place(self) -> None:
        """Show as many of the last names as fit into two lines."""
        first = next((start for start in range(len(self._crumbs)) if self._fits(start)), len(self._crumbs) - 1)
        self._lay(first)
        self._fill_menu(first)
        lines = 1 + max((crumb.y() // LINE for crumb in self._crumbs[max(0, first) :]), default=0)
        self.setFixedHeight(lines * LINE)
        self.update()

    def _fits(self, first: int) -> bool:
        return len(self._rows(first)) <= MOST_LINES

    def _rows(self, first: int) -> list[list[QPushButton]]:
        """The crumbs from the `first` on, line by line."""
        shown = ([self.folded] if first else []) + self._crumbs[first:]
        rows: list[list[QPushButton]] = [[]]
        left = 0
        for crumb in shown:
            width = self._width(crumb) + ARROW
            if left and left + width - ARROW > self.width():
                rows.append([])
                left = 0
            rows[-1].append(crumb)
            left += width
        return rows

    def _width(self, crumb: QPushButton) -> int:
        return min(self.width(), crumb.sizeHint().width())

    def _lay(self, first: int) -> None:
        self.folded.setVisible(first > 0)
        for crumb in self._crumbs[: max(0, first)]:
            crumb.hide()
        self._arrows, rows = [], self._rows(max(0, first))
        for line, row in enumerate(rows):
            left = 0
            for crumb in row:
                crumb.setGeometry(left, line * LINE, self._width(crumb), LINE)
                crumb.show()
                left += self._width(crumb)
                if crumb is not rows[-1][-1]:
                    self._arrows.append(QPoint(left, line * LINE))
                left += ARROW

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(interface_font(12))
        painter.setPen(theme_of(self).muted)
        for at in self._arrows:
            painter.drawText(QRectF(at.x(), at.y(), ARROW, LINE), Qt.AlignmentFlag.AlignCenter, "←")
        painter.end()
