"""The menu of what can be done with the files of one run; the page has it too, for the run that is shown."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnnviz.text import tr
from cnnviz.ui.train.runs_view.run_files import RunFiles


class FileMenu(QMenu):
    """Save model…, Save metrics…, Copy run…, Copy path, Open a run…: for the run in the folder it was given last.

    Without a folder (nothing is kept yet) only a run can be opened. What comes of it, `files` says by its signals.
    """

    def __init__(self, files: RunFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = files
        self._folder: Path | None = None
        self.setToolTipsVisible(True)
        self.model = self.add(tr("Save model…"), tr("The network with its weights, as a file that Inspect opens"))
        self.metrics = self.add(tr("Save metrics as CSV…"), tr("Loss, accuracy and learning rate, a row for each step"))
        self.copy = self.add(tr("Copy run to…"), tr("The whole folder: settings, metrics, snapshots and model"))
        self.path = self.add(tr("Copy folder path"), tr("Put on the clipboard where the run is kept"))
        self.addSeparator()
        self.open = self.add(tr("Open a run…"), tr("Show a run that is kept in another place"))
        self.model.triggered.connect(lambda: self._folder and files.ask_model(self._folder))
        self.metrics.triggered.connect(lambda: self._folder and files.ask_metrics(self._folder))
        self.copy.triggered.connect(lambda: self._folder and files.ask_copy(self._folder))
        self.path.triggered.connect(lambda: self._folder and files.copy_path(self._folder))
        self.open.triggered.connect(files.ask_open)
        self.set_folder(None)

    def set_folder(self, folder: Path | None) -> None:
        """The run that it is about from now on."""
        self._folder = folder
        for action in (self.model, self.metrics, self.copy, self.path):
            action.setEnabled(folder is not None)

    def add(self, text: str, help_text: str) -> QAction:
        """One more thing that can be done."""
        action = self.addAction(text)
        action.setToolTip(help_text)
        return action
