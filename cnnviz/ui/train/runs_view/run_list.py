"""The runs that are kept, newest first: which of them are compared is chosen by their boxes."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from cnnviz.text import tr
from cnnviz.ui.train.runs_view.entries import Entry
from cnnviz.ui.train.runs_view.entry_painter import ENTRY, EntryPainter, toggle


class RunList(QListWidget):
    """Shows entries. `checked_changed` carries the paths of those with a check mark, in the order of the list.

    `open_wanted`, `delete_wanted` carry the path of the entry that Return or a double click, or Delete, was pressed on;
    `renamed` a path and a new name; `chosen_changed` says that another row is chosen.
    """

    checked_changed = Signal(list)
    chosen_changed = Signal()
    open_wanted = Signal(object)
    delete_wanted = Signal(object)
    renamed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(EntryPainter(self))
        self.setAccessibleName(tr("Runs that are kept"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.itemChanged.connect(self._take_change)
        self.itemDoubleClicked.connect(lambda item: self.open_wanted.emit(item.data(ENTRY).path))
        self.currentItemChanged.connect(lambda *_: self.chosen_changed.emit())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; what was checked and chosen stays so where it is still there. Sends nothing."""
        checked, chosen = set(self.checked()), self.chosen
        with QSignalBlocker(self):
            while self.count() > len(entries):
                self.takeItem(self.count() - 1)
            while self.count() < len(entries):
                self.addItem(_new_item())
            for row, entry in enumerate(entries):
                self._fill(self.item(row), entry, entry.path in checked)
            if chosen is not None:
                self.choose(chosen.path)
        self.viewport().update()

    def show_entry(self, entry: Entry) -> None:
        """Show one of them anew."""
        item = self._item(entry.path)
        if item is not None and item.data(ENTRY) != entry:
            with QSignalBlocker(self):
                self._fill(item, entry, item.checkState() is Qt.CheckState.Checked)
            self.viewport().update()

    def entries(self) -> list[Entry]:
        """What is shown, top to bottom."""
        return [self.item(row).data(ENTRY) for row in range(self.count())]

    @property
    def chosen(self) -> Entry | None:
        """The entry of the row that is chosen."""
        item = self.currentItem()
        return cast(Entry, item.data(ENTRY)) if item is not None else None

    def choose(self, path: Path) -> None:
        """Make the run in a folder the chosen one."""
        item = self._item(path)
        if item is not None:
            self.setCurrentItem(item)

    def checked(self) -> list[Path]:
        """The runs with a check mark, top to bottom."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(ENTRY).path for item in items if item.checkState() is Qt.CheckState.Checked]

    def check(self, paths: Sequence[Path]) -> None:
        """Check these and no others; sends nothing."""
        with QSignalBlocker(self):
            for row in range(self.count()):
                item = self.item(row)
                on = item.data(ENTRY).path in paths
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.viewport().update()

    def rename(self) -> None:
        """Let the name of the chosen run be typed over."""
        if self.currentItem() is not None:
            self.setFocus()
            self.editItem(self.currentItem())

    def _item(self, path: Path) -> QListWidgetItem | None:
        items = (self.item(row) for row in range(self.count()))
        return next((item for item in items if item.data(ENTRY).path == path), None)

    def _fill(self, item: QListWidgetItem, entry: Entry, checked: bool) -> None:
        item.setData(ENTRY, entry)
        item.setData(Qt.ItemDataRole.DisplayRole, entry.name)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.spoken)
        item.setToolTip(entry.spoken)
        item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)

    def _take_change(self, item: QListWidgetItem) -> None:
        """A box was clicked, or a name typed."""
        entry: Entry = item.data(ENTRY)
        typed = " ".join(item.text().split())
        if typed != entry.name:
            with QSignalBlocker(self):
                item.setText(entry.name)  # until it is done
            if typed:
                self.renamed.emit(entry.path, typed)
        else:
            self.checked_changed.emit(self.checked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, key = self.chosen, event.key()
        if chosen is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit(chosen.path)
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit(chosen.path)
        elif key == Qt.Key.Key_Space:
            toggle(self.model(), self.currentIndex())
        else:
            super().keyPressEvent(event)


def _new_item() -> QListWidgetItem:
    item = QListWidgetItem()
    able = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(able | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable)
    item.setCheckState(Qt.CheckState.Unchecked)
    return item
