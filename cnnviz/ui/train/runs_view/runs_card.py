"""The list of kept runs, with everything that can be done with the chosen one."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QPushButton

from cnnviz.history.run_list import delete_run, rename_run
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.runs_view.entries import Entry
from cnnviz.ui.train.runs_view.file_menu import FileMenu
from cnnviz.ui.train.runs_view.run_files import RunFiles, folder_size
from cnnviz.ui.train.runs_view.run_list import RunList
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.until_filled import UntilFilled

MEGABYTE = 1_000_000


class RunsCard(Card):
    """`open_wanted` and `resume_wanted` carry the path of a run, `checked_changed` those that are ticked.

    `changed` says that a run was renamed, deleted or brought in: the list is to be read again. `failed` and `told`
    carry sentences.
    """

    open_wanted = Signal(object)
    resume_wanted = Signal(object)
    checked_changed = Signal(list)
    refresh_wanted = Signal()
    changed = Signal()
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("Runs"), tr("tick to compare"))
        self._folder = folder
        self.question: QMessageBox | None = None
        self.files = RunFiles(self)
        self.list = RunList()
        self.place = UntilFilled(self.list, tr("No runs yet. Every run you start is kept here."))
        self.open = QPushButton(tr("Open"))
        self.resume = QPushButton(tr("Resume"))
        self.more = QPushButton(tr("More"))
        self.refresh = IconButton("loop", tr("Read the list again"))
        self.menu = FileMenu(self.files, self)
        self._fill_menu()
        self._lay_out()
        self._connect()
        self._enable()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these runs."""
        self.list.show_entries(entries)
        self.place.set_filled(bool(entries))
        count = len(entries)
        self.heading.set_explanation(tr("{count} kept · tick to compare", count=count) if count else "")
        self._enable()

    def show_entry(self, entry: Entry) -> None:
        """Show one of them anew."""
        self.list.show_entry(entry)
        self._enable()

    def ask_delete(self, path: Path) -> None:
        """Ask whether a run is to be deleted, and do it."""
        entry = next((entry for entry in self.list.entries() if entry.path == path), None)
        if entry is None:
            return
        if entry.is_on:
            self.failed.emit(tr("{name} is being trained; stop it first.", name=entry.name))
            return
        megabytes = max(0.1, folder_size(path) / MEGABYTE)
        box = self.question = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Delete a run"))
        box.setText(tr("Delete “{name}”?", name=entry.name))
        size = f"{megabytes:.1f}" if megabytes < 10 else f"{megabytes:.0f}"
        box.setInformativeText(
            tr(
                "{size} MB with its metrics, snapshots and model are taken from the disk. This cannot be undone.",
                size=size,
            )
        )
        delete = box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(lambda: self._delete(path))
        box.open()

    def close_down(self) -> None:
        """Come back when nothing is being copied."""
        self.files.close_down()

    def _fill_menu(self) -> None:
        """The other things that can be done, above and below those with files."""
        first = self.menu.actions()[0]
        self.rename = self.menu.add(tr("Rename"), tr("Call the run something else (F2)"))
        self.menu.insertAction(first, self.rename)
        self.bring_in = self.menu.add(tr("Copy a run into the list…"), tr("From another folder, disk or computer"))
        self.menu.addSeparator()
        self.delete = self.menu.add(tr("Delete…"), tr("Take the run from the disk (Delete)"))

    def _lay_out(self) -> None:
        self.open.setToolTip(tr("Show this run on the page, with its snapshots (Return, or a double click)"))
        self.resume.setToolTip(tr("Go on with this run from where it was stopped, to the same weights"))
        self.more.setToolTip(tr("Rename, save, copy or delete this run, or open one from another place"))
        self.more.setProperty("role", "menu")
        self.more.setMenu(self.menu)
        self.heading.add(self.refresh)
        self.body.addWidget(self.place, 1)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.open, self.resume):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.more)
        self.body.addLayout(row)

    def _connect(self) -> None:
        listed = self.list
        listed.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        listed.customContextMenuRequested.connect(self._show_menu)
        listed.chosen_changed.connect(self._enable)
        listed.checked_changed.connect(self.checked_changed)
        listed.open_wanted.connect(self._open)
        listed.delete_wanted.connect(self.ask_delete)
        listed.renamed.connect(self._rename)
        self.open.clicked.connect(lambda: self._with_chosen(self._open))
        self.resume.clicked.connect(lambda: self._with_chosen(self.resume_wanted.emit))
        self.refresh.clicked.connect(self.refresh_wanted)
        self.rename.triggered.connect(listed.rename)
        self.delete.triggered.connect(lambda: self._with_chosen(self.ask_delete))
        self.bring_in.triggered.connect(lambda: self.files.ask_bring_in(self._folder))
        self.files.open_wanted.connect(self.open_wanted)
        self.files.told.connect(self.told)
        self.files.failed.connect(self.failed)
        self.files.brought_in.connect(lambda _: self.changed.emit())

    def _with_chosen(self, do: Callable[[Path], object]) -> None:
        if self.list.chosen is not None:
            do(self.list.chosen.path)

    def _open(self, path: Path) -> None:
        if any(entry.path == path and entry.is_sound for entry in self.list.entries()):
            self.open_wanted.emit(path)

    def _enable(self) -> None:
        chosen = self.list.chosen
        sound = chosen is not None and chosen.is_sound
        self.open.setEnabled(sound)
        self.resume.setEnabled(chosen is not None and sound and chosen.can_resume)
        self.rename.setEnabled(chosen is not None and sound and not chosen.is_on)
        self.delete.setEnabled(chosen is not None and not chosen.is_on)
        self.menu.set_folder(chosen.path if chosen is not None else None)

    def _show_menu(self, place: QPoint) -> None:
        self.menu.popup(self.list.viewport().mapToGlobal(place))

    def _rename(self, path: Path, name: str) -> None:
        try:
            rename_run(path, name)
        except ExplainedError as error:
            self.failed.emit(str(error))
        self.changed.emit()

    def _delete(self, path: Path) -> None:
        try:
            delete_run(path)
        except ExplainedError as error:
            self.failed.emit(str(error))
        self.changed.emit()
