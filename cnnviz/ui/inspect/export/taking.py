"""Asks how and where something of the Inspect page is to be kept, and keeps it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from cnnviz.data.number_files import CSV, NPY, NPZ, Numbers, write_numbers
from cnnviz.text import tr
from cnnviz.ui.export.copying import copy_view
from cnnviz.ui.export.errors import explained
from cnnviz.ui.export.export_dialog import ExportDialog, fresh_folder
from cnnviz.ui.export.export_form import ANIMATION, STILL, file_name
from cnnviz.ui.export.filming import Filming
from cnnviz.ui.export.map_folder import Origin, write_maps
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.reel import Subject
from cnnviz.ui.export.sheet import Sheet, SheetSubject
from cnnviz.ui.inspect.export.exported import Exported
from cnnviz.ui.inspect.export.working import Steps, Working
from cnnviz.ui.theme import theme_of

FILM_SPEED = 8.0  # frames a second


class Taking(QObject):
    """`told` and `failed` carry sentences. Every question for a place begins where the last file went."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._folder = ""
        self.dialog: ExportDialog | None = None
        self.working = Working(page)
        self.working.failed.connect(self.failed)
        self.working.stopped.connect(lambda: self.told.emit(tr("Nothing was saved.")))

    def picture(self, sheet: Sheet | None) -> None:
        """Ask how a picture is to look, and save it."""
        if sheet is not None:
            self._ask(SheetSubject(sheet), 0, STILL)

    def copy(self, sheet: Sheet | None) -> None:
        """Put a picture on the clipboard, in the window's colours."""
        if sheet is not None:
            copy_view(SheetSubject(sheet).reel(self._settings()), 0)
            self.told.emit(tr("The picture is on the clipboard."))

    def film(self, filming: Filming | None) -> None:
        """Compute what a film shows, ask how it is to look, and save it."""
        if filming is None or self.working.running:
            return

        def ask() -> None:
            subject = filming.subject()
            self._ask(subject, subject.length - 1, ANIMATION)

        self.working.start(tr("The frames of the film are computed."), filming.steps, ask)

    def numbers(self, numbers: Numbers | None) -> None:
        """Ask for a file, and write numbers into it."""
        if numbers is None or self.working.running:
            return
        kinds = {f"{_kind(ending, numbers)} (*{ending})": ending for ending in numbers.endings}
        proposed = Path(self._folder) / f"{file_name(numbers.name)}{numbers.endings[0]}"
        title = tr("Save the numbers of {name}", name=numbers.name)
        chosen, kind = QFileDialog.getSaveFileName(self._page, title, str(proposed), ";;".join(kinds))
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_name(path.name + kinds.get(kind, numbers.endings[0]))
        self._write(path, tr("The numbers are written."), lambda: write_numbers(path, numbers))

    def maps(self, on: Exported) -> None:
        """Ask for a folder, and write everything that the model makes of the picture into it, or into a new one in it.

        Nothing that is there already is mixed with it or replaced.
        """
        if self.working.running:
            return
        chosen = QFileDialog.getExistingDirectory(self._page, tr("A folder for the maps"), self._folder)
        if not chosen:
            return
        try:
            folder = fresh_folder(Path(chosen), file_name(tr("maps of {picture}", picture=Path(on.prepared.name).stem)))
        except OSError as error:
            self.failed.emit(str(explained(error, Path(chosen))))
            return
        origin = Origin(on.prepared.name, on.model, on.prepared.steps)
        theme = theme_of(self._page)
        self._write(folder, tr("A picture and an array of every layer are written."),
                    lambda: iter(write_maps(folder, on.shown, on.shown.layers, origin, theme)))  # fmt: skip

    def close_down(self) -> None:
        self.working.close_down()
        if self.dialog is not None:
            self.dialog.close()

    def _write(self, path: Path, words: str, work: Callable[[], Steps]) -> None:
        """Do what writes `path`, and say where it is, or why it is not."""

        def written() -> Steps:
            try:
                yield from work()
            except OSError as error:
                raise explained(error, path) from error

        self.working.start(words, written, lambda: self._remember(str(path)))

    def _ask(self, subject: Subject, index: int, what: str) -> None:
        dialog = self.dialog = ExportDialog(subject, index, what, self._settings(), self._page.window(), self._folder)
        dialog.saved.connect(self._remember)
        dialog.finished.connect(self._forget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _remember(self, path: str) -> None:
        self._folder = str(Path(path).parent)
        self.told.emit(tr("Saved as {path}", path=path))

    def _settings(self) -> ExportSettings:
        return ExportSettings(theme=theme_of(self._page).name, speed=FILM_SPEED)


def _kind(ending: str, numbers: Numbers) -> str:
    """What a kind of file is called."""
    if ending == NPY and len(numbers.arrays) > 1:
        return tr("NumPy, one array of all")
    return {NPY: tr("NumPy array"), NPZ: tr("NumPy, arrays by name"), CSV: tr("Table")}[ending]
