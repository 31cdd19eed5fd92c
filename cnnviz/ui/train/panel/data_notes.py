"""The dialog that tells what was made of somebody's own pictures, and which files were left out and why."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.panel.data_jobs import Told
from cnnviz.ui.widgets.labels import label, wrapped

WIDTH, HEIGHT = 640, 460


class DataNotes(QDialog):
    """Sentences above, a table of skipped files below; the text of a cell is selectable by copying the row."""

    def __init__(self, told: Told, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What was made of these pictures"))
        self.table = QTableWidget(len(told.skipped), 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for note in told.notes:
            column.addWidget(wrapped(f"• {note}", "label"))
        if told.skipped:
            column.addWidget(label(tr("Files skipped: {count}", count=count(len(told.skipped))), "heading"))
            column.addWidget(self.table, 1)
            self._fill(told)
        else:
            column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(WIDTH, HEIGHT if told.skipped else self.sizeHint().height())

    def _fill(self, told: Told) -> None:
        self.table.setHorizontalHeaderLabels([tr("File"), tr("Why it was left out")])
        self.table.setAccessibleName(tr("Files that were skipped, and why"))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for row, skipped in enumerate(told.skipped):
            for place, text in enumerate((skipped.file, skipped.reason)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(row, place, item)
        self.table.setColumnWidth(0, WIDTH // 3)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setWordWrap(True)
        self.table.resizeRowsToContents()
