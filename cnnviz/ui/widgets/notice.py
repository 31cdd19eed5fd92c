"""A message beside the thing it is about; it stays until it is closed or replaced."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import set_role, wrapped


class Notice(QFrame):
    """Hidden while there is nothing to say; its parts are made when there first is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("kind", "info")
        self._icon: QLabel | None = None
        self._words = ""
        self.hide()

    def _make_parts(self) -> tuple[QLabel, QLabel]:
        """The icon and the text, with a button that closes them."""
        mark = QLabel()
        words = wrapped("", "notice")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QToolButton()
        close.setText("×")
        close.setObjectName("close")
        close.setToolTip(tr("Close this message"))
        close.setAccessibleName(tr("Close this message"))
        close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return mark, words

    def show_error(self, text: str) -> None:
        self._show("error", text)

    def show_info(self, text: str) -> None:
        self._show("info", text)

    def clear(self) -> None:
        self._words = ""
        self.hide()

    def text(self) -> str:
        return self._words

    def _show(self, kind: str, text: str) -> None:
        if self._icon is None:
            self._icon, self._text = self._make_parts()
        theme = theme_of(self)
        name, colour = ("warning", theme.warning) if kind == "error" else ("info", theme.accent)
        self._icon.setPixmap(icon(name, colour, size=16).pixmap(16, 16))
        set_role(self, "kind", kind)
        self._words = text
        self._text.setText(text)
        self.show()
