"""Fields for whole numbers."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QToolTip

from cnnviz.text import tr
from cnnviz.ui.page import give_focus_back

LEFT = 7
MOST_DIGITS = 9
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ENDS = (*ENTERS, Qt.Key.Key_Escape)


def end_on_key(field: QAbstractSpinBox, event: QKeyEvent) -> None:
    """After a key that ends a number: the keys are the page's again."""
    if event.key() in ENDS:
        give_focus_back(field)
    if event.key() in ENTERS:  # it ends the number, not the dialog that the field may stand in
        event.accept()


class NumberBox(QSpinBox):
    """A spin box with air before its number (a style sheet cannot give it any) that reports complete numbers only.

    A number beyond its range can be typed; it becomes the nearest one that is allowed, and what is allowed is said. (A
    plain spin box refuses the digit too many: 1024 becomes 102.)

    It keeps the keys no longer than it needs them: Return, Escape and a click on + or − give them back to the page. The
    wheel turns it only while it has the keys.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(LEFT, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _typed(self, text: str) -> int | None:
        """The number in a text with prefix and suffix; None where it is none."""
        digits = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        is_number = digits.removeprefix("-").isdecimal() and len(digits) <= MOST_DIGITS
        return int(digits) if is_number else None

    def _say_range(self, given: int) -> None:
        words = tr("{given} is not possible here: {low} to {high} can be set.",
                   given=given, low=self.minimum(), high=self.maximum())  # fmt: skip
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), words, self)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        number = self._typed(text)
        if number is None or self.minimum() <= number <= self.maximum():
            return super().validate(text, position)
        return QValidator.State.Intermediate, text, position

    def fixup(self, text: str) -> str:
        number = self._typed(text)
        if number is None:
            return super().fixup(text)
        QTimer.singleShot(0, self, lambda: self._say_range(number))  # the focus, which may go now, takes it away
        return f"{self.prefix()}{min(max(number, self.minimum()), self.maximum())}{self.suffix()}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:  # no part of a number: the page may want it
            event.ignore()
            return
        super().keyPressEvent(event)
        end_on_key(self, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)  # of + and −; the field in front of them gets its own
        give_focus_back(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:  # somebody scrolls the panel, and only happens to come by
            event.ignore()
