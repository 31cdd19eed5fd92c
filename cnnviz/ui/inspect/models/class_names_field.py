"""A field for the names of a model's classes: one on each line, written or read from a text file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnnviz.data.model_paths import ModelFileError, check_readable, shown
from cnnviz.text import tr
from cnnviz.ui.widgets.labels import label

LARGEST_FILE = 4_000_000  # bytes
HEIGHT = 84


class ClassNamesField(QWidget):
    """Without a text classes are called by their numbers. `changed` comes with every change, `failed` with a reason."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(HEIGHT)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(tr("One name on each line, class 0 first.\nLeft empty, classes have numbers."))
        self.text.setAccessibleName(tr("Class names"))
        self.text.setToolTip(tr("What the numbers at the end of the model mean, one name on each line"))
        self.count = label("", "muted")
        self.load = QPushButton(tr("From a text file…"))
        self.load.setToolTip(tr("Read the names from a file with one name on each line"))
        self.load.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.load)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        column.addLayout(row)
        self.text.textChanged.connect(self._take)
        self.load.clicked.connect(self._ask)

    def value(self) -> tuple[str, ...]:
        """The names, without empty lines at the end."""
        lines = [line.strip() for line in self.text.toPlainText().splitlines()]
        while lines and not lines[-1]:
            lines.pop()
        return tuple(lines)

    def show_value(self, names: Sequence[str]) -> None:
        self.text.setPlainText("\n".join(names))

    def read(self, path: Path) -> None:
        """Take over the lines of a text file; `failed` says why that cannot be."""
        try:
            check_readable(path, LARGEST_FILE)
            text = path.read_text(encoding="utf-8-sig")
        except (ModelFileError, OSError) as error:
            self.failed.emit(str(error))
        except UnicodeDecodeError:
            self.failed.emit(tr("{path} is no text in UTF-8; save it as such.", path=shown(path)))
        else:
            self.show_value(text.splitlines())

    def _ask(self) -> None:
        kinds = f"{tr('Texts')} (*.txt *.names *.csv);;{tr('All files')} (*)"
        path, _ = QFileDialog.getOpenFileName(self, tr("A text file with class names"), "", kinds)
        if path:
            self.read(Path(path))

    def _take(self) -> None:
        names = self.value()
        self.count.setText(tr("{count} names", count=len(names)) if names else "")
        self.changed.emit()
