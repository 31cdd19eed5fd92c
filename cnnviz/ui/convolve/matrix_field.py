"""A field that a matrix is typed or pasted into: it says at once what size was found, or where the mistake is."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from cnnviz.scenarios.matrix_numbers import MatrixError
from cnnviz.scenarios.scenario import Array
from cnnviz.text import tr
from cnnviz.ui.fonts import number_font
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import label, set_role, wrapped

READ_AT_ONCE = 20_000  # letters; longer texts are read when nothing was typed for a moment
MOMENT_MS = 250


class MatrixField(QWidget):
    """`read` makes an array of the text, or raises MatrixError; `describe` says the array's size.

    `changed` is sent when the array, or that there is none, may have changed.
    """

    changed = Signal()

    def __init__(self, title: str, role: str, read: Callable[[str], Array], describe: Callable[[Array], str]) -> None:
        super().__init__()
        self._read, self._describe = read, describe
        self._array: Array | None = None
        self._error: MatrixError | None = None
        self.text = QPlainTextEdit()
        self.text.setFont(number_font(13))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        self.found = wrapped("", "label")
        self.found.setMinimumHeight(4 * self.found.fontMetrics().lineSpacing())
        self.found.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.found.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.go_there = QPushButton(tr("Go there"))
        self.go_there.setProperty("role", "flat")
        self.go_there.setAutoDefault(False)
        self.go_there.setToolTip(tr("Select in the text what is wrong"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MOMENT_MS)
        self._lay_out(title, role)
        self._timer.timeout.connect(self._take)
        self.text.textChanged.connect(self._text_changed)
        self.go_there.clicked.connect(self._select_mistake)
        self._show()

    def array(self) -> Array | None:
        """What was read; None while there is nothing, or a mistake."""
        return self._array

    def _lay_out(self, title: str, role: str) -> None:
        heading = label(title, role)
        heading.setBuddy(self.text)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.found, 1)
        below.addWidget(self.go_there, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(heading)
        column.addWidget(self.text, 1)
        column.addLayout(below)

    def _text_changed(self) -> None:
        if self.text.document().characterCount() <= READ_AT_ONCE:
            self._timer.stop()
            self._take()
        else:
            self._timer.start()

    def _take(self) -> None:
        text = self.text.toPlainText()
        self._array = self._error = None
        if text.strip():
            try:
                self._array = self._read(text)
            except MatrixError as error:
                self._error = error
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        if self._error is not None:
            self.found.setText(str(self._error))
        else:
            self.found.setText(tr("Nothing yet") if self._array is None else self._describe(self._array))
        set_role(self.found, "role", "label" if self._error is None else "error")
        self.text.setAccessibleDescription(self.found.text())
        self.go_there.setVisible(self._error is not None and self._error.length > 0)
        self._mark_mistake()

    def _mark_mistake(self) -> None:
        """Underline what is wrong, and tint it."""
        selections = []
        if self._error is not None and self._error.length:
            theme, look = theme_of(self), QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(theme.warning)
            look.setBackground(theme.warning_soft)
            selection = QTextEdit.ExtraSelection()
            selection.format, selection.cursor = look, self._cursor_at(self._error)
            selections.append(selection)
        self.text.setExtraSelections(selections)

    def _cursor_at(self, error: MatrixError) -> QTextCursor:
        text, cursor = self.text.toPlainText(), QTextCursor(self.text.document())
        start, end = (_units(text[:place]) for place in (error.start, error.start + error.length))
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _select_mistake(self) -> None:
        if self._error is not None:
            self.text.setTextCursor(self._cursor_at(self._error))
            self.text.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._mark_mistake()
        super().changeEvent(event)


def _units(text: str) -> int:
    """How many places a text takes in Qt, where rare signs take two.

    >>> _units("a×𝟙")
    4
    """
    return len(text) + len(re.findall("[\U00010000-\U0010ffff]", text))
