"""Fields for whole numbers."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSpinBox

from cnnviz.ui.page import give_focus_back

LEFT = 7
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ENDS = (*ENTERS, Qt.Key.Key_Escape)


class NumberBox(QSpinBox):
    """A spin box with air before its number (a style sheet cannot give it any) that reports complete numbers only.

    It keeps the keys no longer than it needs them: Return, Escape and a click on + or − give them back to the page. The
    wheel turns it only while it has the keys.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(LEFT, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:  # no part of a number: the page may want it
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.key() in ENDS:
            give_focus_back(self)
        if event.key() in ENTERS:  # it ends the number, not the dialog that the field may stand in
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)  # of + and −; the field in front of them gets its own
        give_focus_back(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:  # somebody scrolls the panel, and only happens to come by
            event.ignore()
