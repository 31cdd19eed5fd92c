"""The buttons above the table of layers, each with its key."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from cnnviz.engine.architectures import NETWORKS
from cnnviz.text import tr
from cnnviz.ui.train.network_view.editing import Editing
from cnnviz.ui.train.network_view.kinds_menu import InsertButton
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import set_role

LONGEST_TITLE = 60


class Toolbar(QWidget):
    """Everything that is done to a whole row, or to the whole network. The view wires what needs files or the page."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self.insert = InsertButton()
        self.insert.kind_chosen.connect(editing.insert)
        self.up = _button("row-up", tr("Move the layer up (Alt+↑)"), lambda: editing.move_by(-1))
        self.down = _button("row-down", tr("Move the layer down (Alt+↓)"), lambda: editing.move_by(1))
        self.copy = _button("copy", tr("Duplicate the layer (Ctrl+D)"), editing.duplicate)
        self.remove = _button("trash", tr("Remove the layer (Delete)"), editing.remove)
        self.undo = _button("undo", tr("Undo"), editing.undo)
        self.redo = _button("redo", tr("Redo"), editing.redo)
        self.title = QLineEdit()
        self.title.setPlaceholderText(tr("name of the network"))
        self.title.setToolTip(tr("What the network is called in the panel at the left, in files and in Inspect"))
        self.title.setAccessibleName(tr("Name of the network"))
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.textEdited.connect(self._rename)
        self.start = QPushButton(tr("Start from"))
        self.start.setToolTip(tr("Edit a network that is known by name; what is here can be had back by undo"))
        self.start.setProperty("role", "menu")
        self.start.setMenu(self._start_menu())
        self.open, self.save = QPushButton(tr("Open…")), QPushButton(tr("Save…"))
        self.open.setToolTip(tr("An architecture from a file, or that of a saved model"))
        self.use = QPushButton(tr("Use this network"))
        set_role(self.use, "role", "primary")
        self._lay_out()

    def show_draft(self, problem: str, in_use: bool) -> None:
        """Show what can be done now. A `problem` is why the network cannot be used or saved."""
        editing = self._editing
        index, rows = editing.current, len(editing.draft.rows)
        for button, possible in (
            (self.up, bool(index)), (self.down, index is not None and index < rows - 1),
            (self.copy, index is not None), (self.remove, index is not None),
        ):  # fmt: skip
            button.setEnabled(possible)
        for button, word, what, keys in (
            (self.undo, tr("Undo"), editing.undo_name, "Ctrl+Z"),
            (self.redo, tr("Redo"), editing.redo_name, "Ctrl+Shift+Z"),
        ):
            button.setEnabled(what is not None)
            button.setToolTip(f"{word}: {what} ({keys})" if what else f"{word} ({keys})")
            button.setAccessibleName(word)
        if self.title.text() != editing.draft.title:
            self.title.setText(editing.draft.title)
        self.use.setEnabled(not problem and not in_use)
        self.use.setText(tr("In use") if in_use else tr("Use this network"))
        self.use.setToolTip(problem or (tr("The next run trains it") if in_use else tr("Train it in the next run")))
        self.save.setEnabled(not problem)
        self.save.setToolTip(problem or tr("Save the architecture as a small file, without weights"))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.insert)
        for button in (self.up, self.down, self.copy, self.remove):
            row.addWidget(button)
        row.addSpacing(6)
        for button in (self.undo, self.redo):
            row.addWidget(button)
        row.addSpacing(6)
        row.addWidget(self.title, 1)
        for other in (self.start, self.open, self.save, self.use):
            other.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(other)
        self.insert.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _start_menu(self) -> QMenu:
        menu = QMenu(self)
        for name, known in NETWORKS.items():
            action = menu.addAction(tr("{kind}\t{sentence}", kind=tr(known.label), sentence=tr(known.help)))
            action.setData(name)
        menu.triggered.connect(lambda action: self._editing.start_from(action.data()))
        return menu

    def _rename(self, title: str) -> None:
        self._editing.apply(self._editing.draft.with_title(title), tr("name of the network"), merged=True)


def _button(drawing: str, help_text: str, action: Callable[[], None]) -> IconButton:
    button = IconButton(drawing, help_text)
    button.clicked.connect(lambda _=False: action())
    return button
