"""Saves the film of a run, or a picture of one of its moments: asks how and where, and makes it beside the window."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from cnnviz.ui.export.export_dialog import ExportDialog
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.past.film import RunFilm
from cnnviz.ui.train.past.film_board import FilmSubject


class RunExport(QObject):
    """Opens the dialog in the window of `page`; `saved` carries the path of what was made."""

    saved = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._folder = ""

    def open(self, film: RunFilm, index: int | None, what: str, speed: float = 8.0) -> ExportDialog:
        """Ask how `film` is to be saved ("animation") or its frame `index` ("still"; None is the last)."""
        settings = ExportSettings(theme=theme_of(self._page).name, speed=speed)
        frame = film.length - 1 if index is None else min(index, film.length - 1)
        dialog = ExportDialog(FilmSubject(film), frame, what, settings, self._page.window(), self._folder)
        dialog.saved.connect(self._remember)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _remember(self, path: str) -> None:
        """The next question for a place begins there."""
        self._folder = str(Path(path).parent)
        self.saved.emit(path)
