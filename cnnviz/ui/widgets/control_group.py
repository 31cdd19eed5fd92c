"""A group of controls under a heading, with room for a message below the control that caused it."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

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
        self._kept: dict[str, int] = {}  # places of rows that are made later

    def add_row(self, name: str, text: str, control: QWidget, help_text: str = "") -> None:
        """A row called `name`; an empty `text` leaves the place of the label free."""
        title = label(text, "label")
        title.setToolTip(help_text)
        title.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(text)
        kept = name in self._kept
        row = self._place(name)
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(control, row, 1)
        self._enter(name, (title, control), kept)

    def add_wide(self, widget: QWidget, name: str = "") -> None:
        """A widget over the whole width; with a `name` it is a row that can be hidden and spoken about."""
        kept = name in self._kept
        self._grid.addWidget(widget, self._place(name), 0, 1, 2)
        if name:
            self._enter(name, (widget, widget), kept)

    def keep_row(self, name: str) -> None:
        """Keep the place of a row that is added when it first means something; until then it counts as hidden."""
        self._kept[name] = self._place(name)

    def _place(self, name: str) -> int:
        """Where a row goes; the one below it is for its error."""
        if name in self._kept:
            return self._kept[name]
        row = self._grid.rowCount()
        if name:
            self._error_places[name] = row + 1
            self._grid.setRowMinimumHeight(row + 1, 0)
        return row

    def _enter(self, name: str, widgets: tuple[QWidget, QWidget], kept: bool) -> None:
        """Know the widgets of a row; those of one that was kept are hidden until they are to be seen."""
        self._rows[name] = widgets
        if kept:
            del self._kept[name]
            self.set_row_visible(name, False)
            self.order_tabs()

    def order_tabs(self) -> None:
        """Let Tab go from row to row, in whatever order they were made."""
        items = [self._grid.itemAtPosition(row, column) for row in range(self._grid.rowCount()) for column in (0, 1)]
        rows = list(dict.fromkeys(widget for item in items if item is not None and (widget := item.widget())))
        controls = [inner for widget in rows for inner in (widget, *widget.findChildren(QWidget)) if _takes_keys(inner)]
        policies = [control.focusPolicy() for control in controls]
        for control in controls:  # Qt moves nothing that takes no focus, as a choice that is off
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for before, after in pairwise(controls):
            QWidget.setTabOrder(before, after)
        for control, policy in zip(controls, policies, strict=True):
            control.setFocusPolicy(policy)

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Show or hide a row with its label."""
        for widget in () if name in self._kept else self._rows[name]:
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


def _takes_keys(widget: QWidget) -> bool:
    """Whether it is a control, and not a part of one."""
    kinds = QAbstractButton | QAbstractSpinBox | QComboBox | QLineEdit
    return isinstance(widget, kinds) and widget.focusProxy() is None
