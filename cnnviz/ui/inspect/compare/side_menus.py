"""The two menus of a side of the comparison: which model stands there, and which picture it sees."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from cnnviz.text import ExplainedError, tr
from cnnviz.ui.inspect.compare.side import KEPT, PAGE, UNTRAINED, Side

MOST_RUNS = 12  # in the menu, the newest first


class SideMenus(QObject):
    """`model_chosen` and `picture_chosen` carry one of the names of `side`; the others carry paths, or nothing."""

    model_chosen = Signal(str)
    picture_chosen = Signal(str)
    keep_picture_wanted = Signal()
    run_wanted = Signal(object)
    file_wanted = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QWidget, side: Side) -> None:
        super().__init__(parent)
        self._parent, self._side = parent, side
        self.models, self.pictures = QMenu(parent), QMenu(parent)
        self.models.aboutToShow.connect(self._fill_models)
        self.pictures.aboutToShow.connect(self._fill_pictures)

    def _fill_models(self) -> None:
        menu = self.models
        menu.clear()
        menu.addAction(tr("The page's model"), lambda: self.model_chosen.emit(PAGE))
        if self._side.has_untrained:
            menu.addAction(tr("The same layers, untrained"), lambda: self.model_chosen.emit(UNTRAINED))
        if self._side.kept is not None:
            menu.addAction(tr("The kept model"), lambda: self.model_chosen.emit(KEPT))
        menu.addSeparator()
        self._fill_runs(menu.addMenu(tr("A moment of a run")))
        menu.addAction(tr("Another model…"), self._ask_file)

    def _fill_runs(self, menu: QMenu) -> None:
        from cnnviz.history.run_list import list_runs

        try:
            runs = list_runs()
        except ExplainedError as error:
            self.failed.emit(str(error))
            runs = []
        for run in runs[:MOST_RUNS]:
            action = menu.addAction(run.name)
            action.triggered.connect(lambda _=False, path=run.path: self.run_wanted.emit(path))
            action.setEnabled(run.setup is not None)
        if not runs:
            menu.addAction(tr("No run is kept yet: train one in Train")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr("The folder of a run…"), self._ask_run)

    def _fill_pictures(self) -> None:
        menu = self.pictures
        menu.clear()
        menu.addAction(tr("The page's picture"), lambda: self.picture_chosen.emit(PAGE))
        kept = menu.addAction(tr("The kept picture"), lambda: self.picture_chosen.emit(KEPT))
        kept.setEnabled(self._side.kept is not None)
        menu.addSeparator()
        menu.addAction(tr("Keep the page's picture here"), self.keep_picture_wanted.emit)

    def _ask_run(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._parent, tr("Choose the folder of a run"))
        if folder:
            self.run_wanted.emit(Path(folder))

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._parent, tr("Open a model"))
        if path:
            self.file_wanted.emit(Path(path))
