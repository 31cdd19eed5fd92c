"""What the Convolve page reads and writes: pictures, the clipboard, saved pages, the textbook, exports.

Everything here is loaded when it is first wanted, so that the window is there sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from cnnviz.paths import PAGE_ENDING
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.source import Source
from cnnviz.text import ExplainedError, tr
from cnnviz.traces.scene import Scene
from cnnviz.ui.convolve.header import Header
from cnnviz.ui.convolve.view import View
from cnnviz.ui.theme import theme_of

if TYPE_CHECKING:
    from cnnviz.ui.convolve.textbook_dialog import TextbookDialog
    from cnnviz.ui.export.board import Look
    from cnnviz.ui.export.options import ExportSettings


class Shown(NamedTuple):
    """What is on the page: what is set, its scene, how it is looked at, and which part of zoomed panels is seen."""

    scenario: Scenario
    scene: Scene
    view: View
    focus: Mapping[str, tuple[float, float]]


class FileActions(QObject):
    """Does what the header's buttons ask for. `shown` says what is on the page when something is to be written."""

    source_chosen = Signal(object)  # Source
    opened = Signal(object, object, str)  # Scenario, View, cause
    picture_refused = Signal(str)
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, page: QWidget, shown: Callable[[], Shown]) -> None:
        super().__init__(page)
        self._page = page
        self._shown = shown
        self._textbook: TextbookDialog | None = None
        self._folder = ""

    def connect_header(self, header: Header) -> None:
        """Do what its buttons ask for."""
        header.textbook_wanted.connect(self.show_textbook)
        header.page_open_wanted.connect(self.choose_page)
        header.page_save_wanted.connect(self.save_page)
        header.copy_wanted.connect(self.copy_view)
        header.still_wanted.connect(self.export_still)
        header.animation_wanted.connect(self.export_animation)

    def open_path(self, path: str) -> None:
        """Take in a picture, or a saved page."""
        from cnnviz.ui.convolve.sources import source_from_file

        if path.lower().endswith(".json"):
            self.open_page(path)
        else:
            self._take(lambda: source_from_file(path))

    def paste(self, data: QMimeData) -> None:
        """Take in what is on the clipboard: a picture, a file, a matrix of numbers."""
        from cnnviz.ui.convolve.clipboard import source_from_clipboard

        self._take(lambda: source_from_clipboard(data))

    def show_textbook(self) -> None:
        """Open the textbook beside the page."""
        if self._textbook is None:
            from cnnviz.ui.convolve.textbook_dialog import TextbookDialog

            self._textbook = TextbookDialog(self._page)
            self._textbook.scenario_chosen.connect(self._take_example)
        self._textbook.show()
        self._textbook.raise_()
        self._textbook.activateWindow()

    def show_own_numbers(self) -> None:
        """Open the textbook where numbers are typed."""
        self.show_textbook()
        assert self._textbook is not None
        self._textbook.show_own()
        self._textbook.own.take_focus()

    def choose_page(self) -> None:
        """Ask for a saved page and open it."""
        from PySide6.QtWidgets import QFileDialog

        kinds = tr("Pages of cnnviz") + f" (*{PAGE_ENDING} *.json)"
        path, _ = QFileDialog.getOpenFileName(self._page, tr("Open a saved page"), self._folder, kinds)
        if path:
            self.open_page(path)

    def open_page(self, path: str) -> None:
        """Show a saved page; what is wrong with the file is said in words."""
        from cnnviz.scenarios.scenario_files import open_scenario

        try:
            scenario, view = open_scenario(Path(path))
        except ExplainedError as error:
            self.failed.emit(str(error))
            return
        self._folder = str(Path(path).parent)
        self.opened.emit(scenario, View.from_data(view), "page")

    def save_page(self) -> None:
        """Ask for a place and save everything that is set."""
        from PySide6.QtWidgets import QFileDialog

        from cnnviz.scenarios.scenario_files import save_scenario

        start = str(Path(self._folder) / f"convolve{PAGE_ENDING}")
        kinds = tr("Pages of cnnviz") + f" (*{PAGE_ENDING})"
        chosen, _ = QFileDialog.getSaveFileName(self._page, tr("Save this page"), start, kinds)
        if not chosen:
            return
        path = Path(chosen if chosen.endswith(".json") else chosen + PAGE_ENDING)
        shown = self._shown()
        try:
            save_scenario(path, shown.scenario, shown.view.as_data())
        except ExplainedError as error:
            self.failed.emit(str(error))
            return
        self._folder = str(path.parent)
        self.done.emit(tr("Saved as {path}", path=path))

    def copy_view(self) -> None:
        """Put what is on the screen on the clipboard, as a picture and as a drawing."""
        from cnnviz.scenarios.headline import headline
        from cnnviz.ui.export.board import Board
        from cnnviz.ui.export.copying import copy_view

        shown = self._shown()
        board = Board(shown.scene, headline(shown.scenario), self._settings(), self._look())
        copy_view(board, shown.view.position)
        self.done.emit(tr("The view is on the clipboard."))

    def export_still(self) -> None:
        """Ask how and where to save what is on the screen."""
        self._export("still")

    def export_animation(self) -> None:
        """Ask how and where to save the film."""
        self._export("animation")

    def close_down(self) -> None:
        """Close what stands beside the page."""
        if self._textbook is not None:
            self._textbook.close()

    def _take(self, read: Callable[[], Source]) -> None:
        try:
            source = read()
        except ExplainedError as error:
            self.picture_refused.emit(str(error))
        else:
            self.source_chosen.emit(source)

    def _take_example(self, scenario: Scenario) -> None:
        self.opened.emit(scenario, View(decimals=self._shown().view.decimals), "textbook")
        if self._textbook is not None:
            self._textbook.hide()  # it would cover what it opened; it comes back as it was
            self._page.window().activateWindow()

    def _export(self, what: str) -> None:
        from cnnviz.ui.export.export_dialog import ExportDialog
        from cnnviz.ui.export.scene_subject import SceneSubject

        shown = self._shown()
        subject = SceneSubject(shown.scenario, self._look())
        dialog = ExportDialog(subject, shown.view.position, what, self._settings(), self._page.window(), self._folder)
        dialog.saved.connect(self._remember)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _remember(self, path: str) -> None:
        """Say where a file is now; the next question for a place begins there."""
        self._folder = str(Path(path).parent)
        self.done.emit(tr("Saved as {path}", path=path))

    def _settings(self) -> ExportSettings:
        """What an export begins with: the window's colours, decimals and speed; whole rows where the film plays so."""
        from cnnviz.ui.export.options import ExportSettings

        shown = self._shown()
        every = shown.scene.row_length if shown.view.rows else 1
        return ExportSettings(
            theme=theme_of(self._page).name, decimals=shown.view.decimals, speed=shown.view.speed, every=every
        )

    def _look(self) -> Look:
        from cnnviz.ui.export.board import Look

        shown = self._shown()
        return Look(shown.view.zoom, shown.focus, shown.view.identity)
