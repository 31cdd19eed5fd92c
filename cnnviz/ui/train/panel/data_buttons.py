"""The buttons of the data panel: what brings pictures, what stops that, and what shows them."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from cnnviz.data.datasets import PUBLISHED
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.panel.data_jobs import Told
from cnnviz.ui.train.panel.data_words import folder_hint, megabytes
from cnnviz.ui.widgets.labels import set_role

LEAST = 90


class ButtonRow(QWidget):
    """A row whose icons follow the theme."""

    def __init__(self, folder: QPushButton, download: QPushButton, cancel: QPushButton) -> None:
        super().__init__()
        self._icons = ((folder, "folder"), (download, "download"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (folder, download, cancel):
            row.addWidget(button, 1)

    def colour(self) -> None:
        theme = theme_of(self)
        for button, name in self._icons:
            button.setIcon(icon(name, theme.text if button.isEnabled() else theme.muted, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icons"):
            self.colour()
        super().changeEvent(event)


class DataButtons:
    """Makes them, and shows and hides them as the state asks."""

    def __init__(self) -> None:
        self.folder, self.download, self.cancel = (
            QPushButton(tr("Folder…")), QPushButton(tr("Download")), QPushButton(tr("Cancel")),
        )  # fmt: skip
        self.cancel.setToolTip(tr("Stop here; what was downloaded so far is used the next time"))
        self.row = ButtonRow(self.folder, self.download, self.cancel)
        for button in (self.folder, self.download):
            button.setMinimumWidth(LEAST)  # a scroll bar beside the panel must not push anything out of it
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of reading or downloading"))
        self.browse, self.notes = QPushButton(tr("Browse…")), QPushButton()
        self.browse.setToolTip(tr("Look through the pictures, class by class"))
        self.notes.setToolTip(tr("What was made of these pictures, and which files were left out and why"))
        self.links = QWidget()
        row = QHBoxLayout(self.links)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for link in (self.browse, self.notes):
            set_role(link, "role", "flat")
            row.addWidget(link)
        row.addStretch(1)

    def show_state(self, dataset: str, is_here: bool, free: bool, busy: bool) -> None:
        """Which ways there are to the pictures of a set."""
        published = dataset in PUBLISHED
        self.folder.setVisible((published or dataset == "folder") and not busy)
        self.download.setVisible(published and not is_here and not busy)
        self.cancel.setVisible(busy)
        self.row.setVisible(dataset != "drawn" or busy)
        self.bar.setVisible(busy)
        for button in (self.folder, self.download):
            button.setEnabled(free)
        if dataset != "drawn":
            self.folder.setToolTip(folder_hint(dataset))
        if published:
            self.download.setText(megabytes(dataset))
            self.download.setAccessibleName(tr("Download {name}", name=PUBLISHED[dataset].label))
            self.download.setToolTip(
                tr("Fetch {name} from the internet, once: {size}, kept in your cache folder",
                   name=PUBLISHED[dataset].label, size=megabytes(dataset))
            )  # fmt: skip
        if busy:
            self.bar.setRange(0, 0)
        self.row.colour()

    def show_progress(self, done: int, total: int) -> None:
        """How far a job is; with a total of 0 nobody knows."""
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(1000 * done // total if total else 0)

    def show_links(self, told: Told | None, ready: bool) -> None:
        """Browsing needs pictures, and notes something to tell."""
        skipped = len(told.skipped) if told is not None else 0
        self.browse.setVisible(ready)
        self.notes.setVisible(told is not None and bool(told.notes or skipped))
        self.notes.setText(tr("Files skipped: {count}…", count=count(skipped)) if skipped else tr("More about them…"))
        self.links.setVisible(ready)
