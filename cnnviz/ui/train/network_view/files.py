"""Architectures to and from files: the editor's own small ones, and those inside saved models."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from cnnviz.data.model_paths import shown
from cnnviz.data.network_files import ENDING, TENSORFLOW_JS, open_architecture, save_architecture
from cnnviz.engine.architectures import NETWORKS
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import ExplainedError, tr


class NetworkFiles(QObject):
    """`opened` carries a NetworkDraft, `failed` and `told` sentences."""

    opened = Signal(object)
    failed = Signal(str)
    told = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._folder = ""

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        kinds = f"{tr('Networks and models')} (*{ENDING} *.safetensors {TENSORFLOW_JS});;{tr('All files')} (*)"
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Open a network"), self._folder, kinds)
        if path:
            self.open(Path(path))

    def ask_save(self, draft: NetworkDraft) -> None:
        """Ask for a place and save the architecture there."""
        start = str(Path(self._folder) / f"{_file_name(draft.title)}{ENDING}")
        kinds = f"{tr('Networks')} (*{ENDING})"
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Save the network"), start, kinds)
        if path:
            self.save(Path(path if path.endswith(".json") else path + ENDING), draft)

    def open(self, path: Path) -> None:
        """Read the architecture in a file; what is wrong with it is told."""
        try:
            draft = NetworkDraft.of(open_architecture(path))
        except (ExplainedError, OSError) as error:
            self.failed.emit(tr("{file} cannot be opened as a network. {reason}", file=path.name, reason=error))
            return
        self._folder = str(path.parent)
        title = tr(NETWORKS[draft.title].label) if draft.title in NETWORKS else draft.title
        self.opened.emit(draft.with_title(title or path.name.removesuffix(ENDING).removesuffix(path.suffix)))

    def save(self, path: Path, draft: NetworkDraft) -> None:
        """Write the architecture; what goes wrong is told."""
        try:
            save_architecture(draft.description(), path)
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        self._folder = str(path.parent)
        self.told.emit(tr("Saved as {file}.", file=shown(path)))


def _file_name(title: str) -> str:
    """A title as the name of a file: what not every system takes is left out.

    >>> _file_name("my: net/2"), _file_name("")
    ('my net2', 'network')
    """
    return "".join(letter for letter in title if letter.isalnum() or letter in " -_").strip() or "network"
