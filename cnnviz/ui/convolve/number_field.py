"""A field that opens on top of a cell and takes a number; what is wrong with the number stands below it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cnnviz.text import ExplainedError, tr
from cnnviz.traces.kernels import parse_number
from cnnviz.traces.scene import Place
from cnnviz.ui.fonts import number_font
from cnnviz.ui.widgets.labels import set_role
from cnnviz.ui.widgets.notice import Notice

LEAST_WIDTH = 64
AIR = 20  # beside the number as it was
LEAST_HEIGHT = 28
MOST_HEIGHT = 40
ERROR_WIDTH = 300
STEPS = {
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
}


class NumberField(QLineEdit):
    """Enter takes the number; Tab, ↓ and ↑ take it and go on to a neighbour; Esc leaves all as it was."""

    entered = Signal(object, float)  # Place, value
    moved = Signal(object, int, int)  # Place, rows, columns

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Value of the cell"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFont(number_font(12))
        self.setProperty("tight", True)
        self._ground = parent
        self._place = Place("", 0, 0, 0)
        self._before = ""
        self._error = Notice()
        self._error.setParent(parent)
        self.textEdited.connect(lambda _: self._show_error(""))
        parent.installEventFilter(self)
        self.hide()

    def open(self, place: Place, area: QRectF, value: float) -> None:
        """Edit `value`, of a cell that lies at `area` of the parent."""
        self._place = place
        self._before = f"{value:.6g}"
        self._show_error("")
        self.setText(self._before)
        self._lie_at(area)
        self.show()
        self.raise_()
        self.setFocus()
        self.selectAll()

    def lie_over(self, area_of: Callable[[Place], QRectF | None]) -> None:
        """Go where its cell is now, what is typed staying in it; close where the cell is not seen any more."""
        if not self.isVisible():
            return
        area = area_of(self._place)
        if area is None:
            self.give_up()
        else:
            self._lie_at(area)
            self._show_error(self.error())

    def _lie_at(self, area: QRectF) -> None:
        written = self.fontMetrics().horizontalAdvance(self._before) + AIR
        width, height = max(LEAST_WIDTH, written, round(area.width())), max(LEAST_HEIGHT, round(area.height()))
        height = min(height, MOST_HEIGHT)
        centre = area.center().toPoint()
        left = min(max(0, centre.x() - width // 2), self._ground.width() - width)
        self.setGeometry(left, max(0, centre.y() - height // 2), width, height)

    def error(self) -> str:
        return self._error.text()

    def give_up(self) -> None:
        """Close and change nothing."""
        if self.isVisible():
            self._close()

    def _take(self) -> bool:
        if self.text() == self._before:
            return True
        try:
            value = parse_number(self.text())
        except ExplainedError as error:
            self._show_error(str(error))
            return False
        self._before = self.text()
        self.entered.emit(self._place, value)
        return True

    def _take_and_close(self) -> None:
        if self._take():
            self._close()

    def _close(self) -> None:
        self._show_error("")
        had_focus = self.hasFocus()
        self._before = self.text()
        self.hide()
        if had_focus:
            self._ground.setFocus()

    def _show_error(self, text: str) -> None:
        set_role(self, "wrong", bool(text))
        if not text:
            self._error.clear()
            return
        self._error.setFixedWidth(ERROR_WIDTH)
        self._error.show_error(text)
        self._error.adjustSize()
        left = min(self.x(), self._ground.width() - ERROR_WIDTH)
        top = self.geometry().bottom() + 4
        if top + self._error.height() > self._ground.height():
            top = self.y() - self._error.height() - 4
        self._error.move(max(0, left), max(0, top))
        self._error.raise_()

    def _go_on(self, rows: int, columns: int) -> None:
        place = self._place
        if self._take():
            self._show_error("")
            self.moved.emit(place, rows, columns)

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().event(event)
        key = Qt.Key(event.key())
        if key in STEPS:
            self._go_on(*STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_and_close()
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            super().event(event)
        return True  # no key goes on to the page: it would move the window

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() != Qt.FocusReason.PopupFocusReason and not self._error.isVisible():
            self._take_and_close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.MouseButtonPress and self._error.isVisible():
            self._close()
        return False
