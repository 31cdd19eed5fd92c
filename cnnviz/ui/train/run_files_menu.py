"""What can be written of the run that is shown: its network, its metrics, its folder, its film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from cnnviz.data.model_paths import shown
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.page_parts import PageParts
from cnnviz.ui.train.runs_view.file_menu import FileMenu
from cnnviz.ui.train.runs_view.run_files import RunFiles
from cnnviz.ui.widgets.labels import set_role

if TYPE_CHECKING:
    from cnnviz.ui.train.past.run_export import RunExport


class RunFilesMenu(QObject):
    """The button “File” with its menu, and the export of films; `open_wanted` carries the folder of a run."""

    open_wanted = Signal(object)

    def __init__(self, parts: PageParts, page: QWidget) -> None:
        super().__init__(page)
        self._parts, self._page = parts, page
        self._export: RunExport | None = None
        self.files = RunFiles(page)
        self.files.told.connect(parts.notice.show_info)
        self.files.failed.connect(parts.notice.show_error)
        self.files.open_wanted.connect(self.open_wanted)
        self.button = QPushButton(tr("File"))
        self.show_saved(None)
        set_role(self.button, "role", "menu")
        self._menu = FileMenu(self.files, self.button)
        self._menu.removeAction(self._menu.model)
        self._save = QAction(tr("Save the network…"), self._menu)
        self._save.setToolTip(tr("The network that is shown, now or in the past, as a file that Inspect opens"))
        self._save.triggered.connect(lambda: parts.handover.choose_file(page))
        self._menu.insertAction(self._menu.metrics, self._save)
        self._menu.aboutToShow.connect(self._follow)
        self.button.setMenu(self._menu)

    def show_saved(self, step: int | None) -> None:
        """Say in the button's tooltip up to which step the run lies on the disk; None is not at all."""
        text = tr("Save the network or the metrics of this run, copy it, or open another one")
        folder = self._parts.session.folder
        if step is not None and folder is not None:
            where = tr("Kept in {folder}, up to step {step}.", folder=shown(folder.path), step=count(step))
            text = f"{text}\n{where}"
        self.button.setToolTip(text)

    def export_film(self, what: str) -> None:
        """Ask how the film of the run ("animation"), or a picture of the moment ("still"), is to be saved."""
        from cnnviz.ui.train.past.film import film_of
        from cnnviz.ui.train.past.run_export import RunExport

        parts, session = self._parts, self._parts.session
        if session.record is None or not len(session.snapshots):
            return
        if self._export is None:
            self._export = RunExport(self._page)
            self._export.saved.connect(lambda path: parts.notice.show_info(tr("Saved as {path}", path=path)))
        ready = parts.loader.kept(session.record.setup.data)
        film = film_of(
            session.record, session.snapshots, ready.source if ready is not None else None,
            parts.probe.watched(), session.handle.look,
        )  # fmt: skip
        index = parts.moments.moment.index if parts.moments.moment is not None else None
        self._export.open(film, index, what, parts.machine.player.state.speed)

    def close_down(self) -> None:
        self.files.close_down()

    def _follow(self) -> None:
        """Offer what can be done now."""
        folder = self._parts.session.folder
        self._menu.set_folder(None if folder is None else folder.path)
        self._save.setEnabled(self._parts.handover.has_network)
