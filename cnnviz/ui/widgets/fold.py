"""What is needed rarely, folded away behind a button."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnviz.text import tr


class Fold(QWidget):
    """A button that shows `body` below it and hides it again; it says how many of the settings in it were changed.

    `closed` and `opened` are what is written on it then. What is opened comes into view.
    """

    def __init__(self, body: QWidget, closed: str = "", opened: str = "") -> None:
        super().__init__()
        self._texts = (closed or tr("More settings"), opened or tr("Fewer settings"))
        self._changed = 0
        self.body = body
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.toggled.connect(self._take)
        self.button.setObjectName("fold")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(body)
        body.hide()
        self._show()

    def set_changed(self, count: int) -> None:
        """Say that so many settings inside are not as they were."""
        self._changed = count
        self._show()

    def _take(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self._show()
        if opened:
            QTimer.singleShot(0, self, self._reveal)  # when it has its place

    def _reveal(self) -> None:
        """Scroll to what was opened, where it lies in something that scrolls."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.body.isVisible():
            for part in (self.body, self.button):
                above.ensureWidgetVisible(part, 0, 0)

    def _show(self) -> None:
        text = self._texts[self.button.isChecked()]
        self.button.setText(tr("{text} ({count} changed)", text=text, count=self._changed) if self._changed else text)
