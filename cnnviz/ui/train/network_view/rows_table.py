"""The table of rows: choose one, drag it elsewhere, or work on it with the keys."""

import math

from PySide6.QtCore import QEvent, QItemSelection, Qt, Signal
from PySide6.QtGui import QDropEvent, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.train.network_view.row_delegate import AIR, CHIP, ROW, RowDelegate, bold
from cnnviz.ui.train.network_view.rows_model import COLUMNS, FIELD, LAYER, OUTPUT, PARAMETERS, SETTINGS, WORK, RowsModel

NUMBERS = (OUTPUT, PARAMETERS, WORK, FIELD)
LONGEST_NAME = 130  # pixels of a name that are always seen; of longer ones the end is not
LEAST_SETTINGS = 150
REASON = 300  # that a reason needs at least


class RowsTable(QTableView):
    """`chosen` carries the row that a person went to, `moved` two rows: from where, to where.

    `edit_wanted` when a row is to be changed (Return, a double click).
    """

    chosen = Signal(int)
    moved = Signal(int, int)
    edit_wanted = Signal()

    def __init__(self, draft: NetworkDraft) -> None:
        super().__init__()
        self.setObjectName("rows")
        self.setAccessibleName(tr("Layers of the network"))
        self.rows = RowsModel(draft)
        self._delegate = RowDelegate(self, self.rows)
        self._shown: NetworkDraft | None = None
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setFont(interface_font(11))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(30)
        header.setFixedHeight(ROW)
        self.doubleClicked.connect(lambda _: self.edit_wanted.emit())

    def show_draft(self, draft: NetworkDraft, current: int | None) -> None:
        """Show the rows of a draft, with one of them chosen."""
        if draft is not self._shown:
            self._shown = draft
            self.rows.show_draft(draft)
            self._fit_columns()
        if current is not None and current != self.currentIndex().row():
            blocked = self.selectionModel().blockSignals(True)
            self.selectRow(current)
            self.selectionModel().blockSignals(blocked)
            self.viewport().update()
        self.updateGeometries()  # rows that are new or higher now, before one is scrolled to
        self._show_current()

    def _show_current(self) -> None:
        self.scrollTo(self.currentIndex())

    def _span_troubles(self) -> None:
        """Reasons take the place of all numbers, and as many lines as they need."""
        self.clearSpans()
        room = sum(self.columnWidth(column) for column in range(OUTPUT, len(COLUMNS)))
        for row in range(self.rows.rowCount()):
            if self._delegate.trouble(row):
                self.setSpan(row, OUTPUT, 1, len(COLUMNS) - OUTPUT)
            self.setRowHeight(row, self._delegate.height(row, room))

    def _fit_columns(self) -> None:
        """Names and numbers get what they need, settings the rest."""
        rows, model = range(self.rows.rowCount()), self.rows
        digit, heading = QFontMetricsF(number_font(12)), QFontMetricsF(bold(interface_font(11)))
        names = QFontMetricsF(bold(interface_font(12)))
        name = max((names.horizontalAdvance(model.text(row, LAYER)) for row in rows), default=0)
        self._set_width(LAYER, min(max(name, 60), LONGEST_NAME) + CHIP + AIR)
        for column in NUMBERS:
            longest = max((len(model.text(row, column)) for row in rows), default=0)
            text = heading.horizontalAdvance(tr(COLUMNS[column])) + 4
            self._set_width(column, max(text, longest * digit.horizontalAdvance("0")))
        if any(self._delegate.trouble(row) for row in rows):
            lacking = REASON - sum(self.columnWidth(column) for column in NUMBERS)
            self.setColumnWidth(OUTPUT, self.columnWidth(OUTPUT) + max(lacking, 0))
        used = sum(self.columnWidth(column) for column in (LAYER, *NUMBERS))
        self.setColumnWidth(SETTINGS, max(LEAST_SETTINGS, self.viewport().width() - used))
        self._span_troubles()

    def _set_width(self, column: int, text: float) -> None:
        self.setColumnWidth(column, math.ceil(text) + 2 * AIR)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if selected.indexes():
            self.chosen.emit(selected.indexes()[0].row())

    def dropEvent(self, event: QDropEvent) -> None:
        """A row let go between two others; the draft moves it, not the table."""
        source, target = self.currentIndex().row(), self.indexAt(event.position().toPoint())
        to = target.row() if target.isValid() else self.rows.rowCount()
        if target.isValid() and event.position().y() > self.visualRect(target).center().y():
            to += 1
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        to = to - 1 if to > source else to
        if source >= 0 and to != source:
            self.moved.emit(source, to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_wanted.emit()
        elif event.key() == Qt.Key.Key_Space:  # the page starts and pauses with it
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._show_current()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
        super().changeEvent(event)
