"""What is needed rarely, folded away behind a button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cnnviz.text import tr


class Fold(QWidget):
    """A button that shows `body` below it and hides it again; it says how many of the settings in it were changed.

    `closed` and `opened` are what is written on it then.
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

    def _show(self) -> None:
        text = self._texts[self.button.isChecked()]
        self.button.setText(tr("{text} ({count} changed)", text=text, count=self._changed) if self._changed else text)
