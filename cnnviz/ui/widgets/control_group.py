"""A group of controls under a heading, with room for a message below the control that caused it."""

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from cnnviz.ui.widgets.labels import label, wrapped


class ControlGroup(QWidget):
    """Rows of a label and a control; `show_error` speaks below the row it names. The heading may be left out."""

    def __init__(self, heading: str = "", label_width: int = 62) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        if heading:
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

    def add_wide(self, widget: QWidget, name: str = "") -> None:
        """A widget over the whole width; with a `name` it is a row that can be hidden and spoken about."""
        row = self._grid.rowCount()
        self._grid.addWidget(widget, row, 0, 1, 2)
        if name:
            self._rows[name] = (widget, widget)
            self._error_places[name] = row + 1
            self._grid.setRowMinimumHeight(row + 1, 0)

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Show or hide a row with its label."""
        for widget in self._rows[name]:
            widget.setVisible(visible)

    def control(self, name: str) -> QWidget:
        """The control of a row."""
        return self._rows[name][1]

    def has_row(self, name: str) -> bool:
        """Whether there is such a row, and it is not hidden."""
        return name in self._rows and not self._rows[name][1].isHidden()

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

    def rows_with_errors(self) -> list[str]:
        """The rows below which something is said."""
        return [name for name in self._errors if self.error(name)]
