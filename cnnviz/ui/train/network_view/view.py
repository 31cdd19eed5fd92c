"""The network editor as the Train page shows it: a drawing, a table of rows, and a form for the chosen row."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnviz.engine.arrays import Shape
from cnnviz.numbers import count
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import tr
from cnnviz.ui.fonts import number_font
from cnnviz.ui.train.network_view.drawing import NetworkDrawing
from cnnviz.ui.train.network_view.editing import Editing
from cnnviz.ui.train.network_view.files import NetworkFiles
from cnnviz.ui.train.network_view.row_form import RowForm
from cnnviz.ui.train.network_view.rows_table import RowsTable
from cnnviz.ui.train.network_view.toolbar import Toolbar
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.notice import Notice

GAP = 12
FORM_WIDTH = 264


class NetworkView(RunView):
    """`network_chosen` carries the description (`Network.describe`) of a network that is to be trained."""

    network_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.editing = Editing(self)
        self._used: dict[str, Any] | None = None
        self.toolbar, self.drawing = Toolbar(self.editing), NetworkDrawing()
        self.table, self.form = RowsTable(self.editing.draft), RowForm(self.editing)
        self.notice, self.files = Notice(), NetworkFiles(self)
        self.caption, self.totals = label("", "muted"), label("", "number")
        self.verdict = ElidedLabel("error", Qt.TextElideMode.ElideRight)
        self.totals.setFont(number_font(12))
        self.head = QPushButton(tr("Add the output layer"))
        self.head.setToolTip(tr("A dense layer that gives one number for each class"))
        self._lay_out()
        self._wire()
        self._show()

    @property
    def draft(self) -> NetworkDraft:
        """The network as it is edited now."""
        return self.editing.draft

    def show_network(self, description: object) -> None:
        """Edit this network, the one in use, from now on; an ExplainedError where it cannot be read.

        Where it is in use already, what is edited stays as it is; else it can be had back by undo.
        """
        draft = NetworkDraft.of(description).with_input(self.draft.class_names, self.draft.input_shape)
        before, self._used = self._used, self._described(draft)
        if self._used is None or self._used != before:
            self.editing.show(draft)
        else:
            self._show()

    def set_input(self, class_names: Sequence[str], image_shape: Shape) -> None:
        """The pictures (C, H, W) and the classes that the network is to take: the draft fits itself to them."""
        used = None if self._used is None else NetworkDraft.of(self._used)
        self._used = None if used is None else self._described(used.with_input(class_names, image_shape))
        self.editing.set_input(class_names, image_shape)

    def use(self) -> None:
        """Hand the network over, if it can be used."""
        description = self._described(self.draft)
        if description is not None:
            self._used = description
            self._show()
            self.network_chosen.emit(description)

    def _described(self, draft: NetworkDraft) -> dict[str, Any] | None:
        """The description of a draft; None where it cannot be used."""
        return None if draft.problem else draft.description()

    def _lay_out(self) -> None:
        picture, rows = Card(), Card()
        picture.body.setContentsMargins(GAP, 8, GAP, 8)
        picture.body.setSpacing(2)
        picture.body.addWidget(self.caption)
        picture.body.addWidget(self.drawing)
        rows.body.setContentsMargins(1, 4, 1, 8)
        rows.body.setSpacing(6)
        rows.body.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 10, 0)
        foot.addWidget(self.verdict, 1)
        foot.addWidget(self.head)
        foot.addWidget(self.totals)
        rows.body.addLayout(foot)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(rows, 1)
        self.form.setFixedWidth(FORM_WIDTH)
        below.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.toolbar)
        column.addWidget(self.notice)
        column.addWidget(picture)
        column.addLayout(below, 1)

    def _wire(self) -> None:
        editing = self.editing
        editing.changed.connect(self._show)
        self.table.chosen.connect(editing.select)
        self.table.moved.connect(editing.move)
        self.table.edit_wanted.connect(self.form.take_keys)
        self.table.installEventFilter(self)
        self.drawing.chosen.connect(editing.select)
        self.head.clicked.connect(editing.add_head)
        self.toolbar.open.clicked.connect(self.files.ask_open)
        self.toolbar.save.clicked.connect(lambda: self.files.ask_save(self.draft))
        self.toolbar.use.clicked.connect(self.use)
        self.files.opened.connect(lambda draft: editing.apply(draft, tr("open {name}", name=draft.title), current=0))
        self.files.failed.connect(self.notice.show_error)
        editing.refused.connect(self.notice.show_error)
        self.files.told.connect(self.notice.show_info)
        for keys, action in (("Ctrl+Z", editing.undo), ("Ctrl+Shift+Z", editing.redo), ("Ctrl+Y", editing.redo),
                             ("Ctrl+D", editing.duplicate), ("Alt+Up", lambda: editing.move_by(-1)),
                             ("Alt+Down", lambda: editing.move_by(1)),
                             ("Insert", self.toolbar.insert.showMenu)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(action)

    def _show(self) -> None:
        draft, current = self.draft, self.editing.current
        problem = draft.problem
        description = None if problem else draft.description()
        self.toolbar.show_draft(problem, description is not None and description == self._used)
        self.caption.setText(_caption(draft))
        self.drawing.show_draft(draft, current)
        self.table.show_draft(draft, current)
        self.form.show_row()
        for widget in self.form.findChildren(QWidget):
            widget.installEventFilter(self)
        self.verdict.setText(_verdict(draft))
        self.head.setVisible(draft.lacks_head)
        self.totals.setText(
            tr("{parameters} parameters   {work} multiply-adds", parameters=count(draft.parameters),
               work=count(draft.multiply_adds))
        )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo is the editor's, not that of a single field; Delete removes a row where the table has the keys."""
        if isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if event.type() == QEvent.Type.ShortcutOverride and undo:
                event.ignore()
                return True
            if watched is self.table and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Delete:
                self.editing.remove()
                return True
        return super().eventFilter(watched, event)


def _caption(draft: NetworkDraft) -> str:
    shape = " × ".join(map(str, draft.input_shape))
    if not draft.class_names:
        return tr("From a picture of {shape}", shape=shape)
    return tr("From a picture of {shape} to {classes} classes", shape=shape, classes=count(len(draft.class_names)))


def _verdict(draft: NetworkDraft) -> str:
    """Why the network cannot be used, for those who do not see the row that says it."""
    if not draft.rows:
        return draft.problem
    names = [line.row.name for line in draft.lines if line.problem]
    if not names:
        return ""
    if len(names) == 1:
        return tr("{name} cannot work so: see its row.", name=names[0])
    return tr("{names} cannot work so: see their rows.", names=", ".join(names[:3]))
