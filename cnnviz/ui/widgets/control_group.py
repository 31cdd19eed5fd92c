"""A group of controls under a heading, with room for a message below the control that caused it."""

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from cnnviz.ui.widgets.labels import label, wrapped


class ControlGroup(QWidget):
    """Rows of a label and a control; `show_error` speaks below the row it names."""

    def __init__(self, heading: str, label_width: int = 62) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(label(heading, "heading"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)
        whole.addLayout(self._grid)
        self._errors: dict[str, QLabel] = {}  # made when there is one
        self._error_places: dict[str, int] = {}
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}

    def add_row(self, name: str, text: str, control: QWidget, help_text: str = "") -> None:
        """A row called `name`; an empty `text` leaves the place of the label free."""
        row = self._grid.rowCount()
        title = label(text, "label")
        title.setToolTip(help_text)
        title.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(text)
        self._rows[name] = (title, control)
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(control, row, 1)
        self._error_places[name] = row + 1
        self._grid.setRowMinimumHeight(row + 1, 0)

    def add_wide(self, widget: QWidget) -> None:
        """A widget over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Show or hide a row with its label."""
        for widget in self._rows[name]:
            widget.setVisible(visible)

    def show_error(self, name: str, text: str) -> None:
        """Say below a row what is wrong; an empty text takes it away."""
        if name not in self._errors:
            if not text:
                return
            self._errors[name] = wrapped("", "error")
            self._grid.addWidget(self._errors[name], self._error_places[name], 0, 1, 2)
        self._errors[name].setText(text)
        self._errors[name].setVisible(bool(text))

    def error(self, name: str) -> str:
        return self._errors[name].text() if name in self._errors else ""
