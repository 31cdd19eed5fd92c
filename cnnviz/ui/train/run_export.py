"""The dialog that saves the film of a run, or a picture of one of its moments."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cnnviz.ui.export.export_dialog import ExportDialog
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.film import RunFilm
from cnnviz.ui.train.film_board import FilmSubject


def open_run_export(
    film: RunFilm, index: int | None, what: str, parent: QWidget, folder: str = "", speed: float = 8.0
) -> ExportDialog:
    """Ask how `film` is to be saved ("animation") or its frame `index` ("still"; None is the last), and save it.

    The question for a place begins in `folder`; `saved` of the dialog, which deletes itself, carries the path.
    """
    settings = ExportSettings(theme=theme_of(parent).name, speed=speed)
    frame = film.length - 1 if index is None else min(index, film.length - 1)
    dialog = ExportDialog(FilmSubject(film), frame, what, settings, parent.window(), folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
