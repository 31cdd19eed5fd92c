"""Which pictures to train on: MNIST from a folder or a download, or digits that the program draws."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.data.sources import DATASETS
from cnnviz.engine.training_settings import TRAINING_SETTINGS
from cnnviz.numbers import count, number
from cnnviz.settings import Setting
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.data_jobs import DataTools, Fetched, FolderRead
from cnnviz.ui.train.sources import DataChoice
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import label, wrapped
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

TICK_MS = 50
LEAST = 90
DATA_SETTINGS: Sequence[Setting] = (
    Setting("dataset", mark("Set"), "drawn", mark("The pictures to learn from."), choices=DATASETS),
    Setting(
        "validation", mark("Validation"), 5000,
        mark("So many training pictures are kept apart to see whether the network understands or only remembers."),
        minimum=0, maximum=50_000, step=500,
    ),
    *(replace(setting, label=mark("Shift ±")) for setting in TRAINING_SETTINGS if setting.name == "shift"),
)  # fmt: skip


class DataPanel(QWidget):
    """Says by `changed` that another choice was made, or that a job (in a thread of its own) began or ended.

    `arrays_read` carries MNIST's pictures when they were read.
    """

    changed = Signal()
    arrays_read = Signal(object)

    def __init__(self, tools: DataTools | None = None) -> None:
        super().__init__()
        self._tools = tools or DataTools()
        self._folder: Path | None = self._tools.find()
        self._arrays: LabelledArrays | None = None
        self._locked = False
        self._worker = GeneratorWorker(self)
        self._beside = Interruptible()
        self._worker.finished.connect(self._on_finished)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.form = Form(DATA_SETTINGS)
        self.form.changed.connect(lambda _: self._show())
        self._make_controls()
        self._lay_out()
        if self._folder is not None:
            self.form.set_value("dataset", "mnist")
        self._show()

    @property
    def busy(self) -> bool:
        """Whether a folder is being read or MNIST downloaded."""
        return self._worker.running

    @property
    def ready(self) -> bool:
        """Whether a run could start with what is chosen."""
        return not self.busy and (self.dataset() == "drawn" or self._folder is not None)

    def choice(self, seed: int) -> DataChoice:
        values = self.form.values()
        return DataChoice(self.dataset(), self._folder, int(values["validation"]), seed, self._arrays)

    def keep(self, arrays: LabelledArrays | None) -> None:
        """Remember what a run has read, for the next one."""
        if arrays is not None and self._arrays is None:
            self._arrays = arrays
            self.arrays_read.emit(arrays)
            self._show()

    def show_error(self, text: str) -> None:
        self.notice.show_error(_breakable(text))

    def set_locked(self, locked: bool) -> None:
        """No changes while a run is on."""
        self._locked = locked
        self._show()

    def open_folder(self, folder: Path) -> None:
        """Read MNIST's four files from `folder`; until they are known to be sound the former choice stays."""
        self.notice.clear()
        self._start(lambda: self._beside.iterate(lambda: self._tools.read(folder)))

    def download(self) -> None:
        """Fetch MNIST into the user's cache."""
        self.notice.clear()
        self._start(lambda: self._beside.iterate(self._tools.fetch))

    def close_down(self) -> None:
        self._timer.stop()
        self._worker.stop_and_wait()

    def _make_controls(self) -> None:
        self.folder_button, self.download_button = QPushButton(tr("Folder…")), QPushButton(tr("Download"))
        self.folder_button.setToolTip(tr("Choose the folder that holds the four MNIST files, packed (.gz) or not"))
        self.download_button.setToolTip(
            tr("Fetch MNIST from the internet, once: about 11 MB, kept in your cache folder")
        )
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.setToolTip(tr("Stop the download; what is here already is used the next time"))
        self.folder_button.clicked.connect(self._choose_folder)
        self.download_button.clicked.connect(self.download)
        self.cancel_button.clicked.connect(self._worker.stop)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the download"))
        self.status = wrapped("")
        self.notice = Notice()
        for widget in (self.folder_button, self.download_button, self.notice):
            widget.setMinimumWidth(LEAST)  # a scroll bar beside the panel must not push anything out of it

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.folder_button, self.download_button, self.cancel_button):
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(tr("Data"), "heading"))
        column.addWidget(self.form)
        column.addLayout(buttons)
        column.addWidget(self.bar)
        column.addWidget(self.status)
        column.addWidget(self.notice)

    def dataset(self) -> str:
        """The chosen set: "mnist" or "drawn"."""
        return str(self.form.values()["dataset"])

    def _choose_folder(self) -> None:
        start = str(self._folder or Path.home())
        folder = QFileDialog.getExistingDirectory(self, tr("Choose the folder with the MNIST files"), start)
        if folder:
            self.open_folder(Path(folder))

    def _start(self, work: Callable[[], Iterator[object]]) -> None:
        self.status.setText(tr("Reading …"))
        self._worker.start(work)
        self._timer.start()
        self._show()

    def _tick(self) -> None:
        for report in self._worker.take():
            if isinstance(report, FolderRead):
                self._folder, self._arrays = report.folder, report.arrays
                self.form.set_value("dataset", "mnist")
                self.arrays_read.emit(report.arrays)
            elif isinstance(report, Fetched):
                self._show_fetched(report)

    def _show_fetched(self, fetched: Fetched) -> None:
        if not fetched.total:
            self.status.setText(tr("Connecting …"))
            return
        self.bar.setRange(0, fetched.total // 1024)
        self.bar.setValue(fetched.done // 1024)
        self.status.setText(
            tr("{done} of {total} MB", done=number(fetched.done / 1e6, 1), total=number(fetched.total / 1e6, 1))
        )

    def _on_finished(self, outcome: Outcome) -> None:
        self._timer.stop()
        self._tick()
        self._show()
        if isinstance(outcome.error, ExplainedError):
            self.show_error(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it

    def _show(self) -> None:
        """Bring every control in line with the choice and what is under way."""
        is_mnist, free = self.dataset() == "mnist", not (self._locked or self.busy)
        self.form.setEnabled(free)
        self.folder_button.setVisible(is_mnist and not self.busy)
        self.download_button.setVisible(is_mnist and not self.busy and self._folder is None)
        self.folder_button.setEnabled(free)
        self.download_button.setEnabled(free)
        self.cancel_button.setVisible(self.busy)
        self.bar.setVisible(self.busy)
        if self.busy:
            self.bar.setRange(0, 0)
        else:
            self.status.setText(self._status())
        self.status.setToolTip(str(self._folder) if is_mnist and self._folder else "")
        self._colour()
        self.changed.emit()

    def _status(self) -> str:
        if self.dataset() == "drawn":
            return tr("Drawn as they are needed, every one new: 60,000 an epoch, nothing on disk.")
        if self._folder is None:
            return tr("Not on this computer yet: choose its folder, or download it (11 MB).")
        if self._arrays is None:
            return tr("Found in {folder}.", folder=_short(self._folder))
        training, test = len(self._arrays.train_images), len(self._arrays.test_images)
        return tr("{training} training and {test} test pictures, from {folder}.",
                  training=count(training), test=count(test), folder=_short(self._folder))  # fmt: skip

    def _colour(self) -> None:
        theme = theme_of(self)
        for button, name in ((self.folder_button, "folder"), (self.download_button, "download")):
            button.setIcon(icon(name, theme.text if button.isEnabled() else theme.muted, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "notice"):
            self._colour()
        super().changeEvent(event)


def _breakable(text: str) -> str:
    """Addresses in `text` may be broken behind their dots too: the panel is narrower than the name of a mirror."""
    return re.sub(r"https?://\S+", lambda address: address[0].replace(".", ".\u200b"), text)


def _short(folder: Path) -> str:
    """The end of a path: the whole of it is in the tooltip."""
    parts = folder.parts
    return str(folder) if len(parts) <= 3 else "…/" + "/".join(parts[-2:])
