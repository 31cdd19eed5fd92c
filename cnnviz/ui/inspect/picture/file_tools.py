"""The controls that bring a picture of one's own, or one that ships with the program."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from cnnviz.text import tr
from cnnviz.ui.inspect.picture.tool_row import ToolRow


class FileTools(ToolRow):
    """`sample_chosen` carries a path, `file_wanted` and `paste_wanted` nothing."""

    file_wanted = Signal()
    sample_chosen = Signal(str)
    paste_wanted = Signal()

    def __init__(self, samples: Sequence[tuple[str, str, Path]]) -> None:
        """`samples` are label, explanation and path, the first two in the reader's language."""
        super().__init__()
        self.open = QPushButton(tr("Open…"))
        self.open.setToolTip(tr("Open a picture file (Ctrl+O), or drop one anywhere on the window"))
        self.open.clicked.connect(self.file_wanted)
        self.paste = QPushButton(tr("Paste"))
        self.paste.setToolTip(tr("Take the picture from the clipboard (Ctrl+V)"))
        self.paste.clicked.connect(self.paste_wanted.emit)
        self.samples = QPushButton(tr("Samples"))
        self.samples.setToolTip(tr("Pictures that ship with the program"))
        menu = QMenu(self.samples)
        menu.setToolTipsVisible(True)
        for text, explanation, path in samples:
            action = menu.addAction(text)
            action.setToolTip(explanation)
            action.triggered.connect(lambda _=False, path=str(path): self.sample_chosen.emit(path))
        self.samples.setMenu(menu)
        self.samples.setEnabled(bool(samples))
        for button in (self.open, self.paste, self.samples):
            self.row.addWidget(button, 1)
