"""Which pictures to train on: published sets from a folder or a download, own pictures, or digits drawn here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.data_settings import DATA_SETTINGS
from cnnviz.data.datasets import DataReady, Input, LastRead, Loading, input_of
from cnnviz.numbers import number
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.panel.data_buttons import DataButtons
from cnnviz.ui.train.panel.data_jobs import DataTools, Fetched, SetRead, Told, told_of
from cnnviz.ui.train.panel.data_words import breakable, drawn_words, folder_title, found_words, missing_words
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import label, wrapped
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

TICK_MS = 50
LEAST = 90
LABELS = 66  # the names of the sets want all the room there is
OF_FOLDERS = ("size", "channels")  # settings that only pictures of any size and kind need
NOTES_SHOWN = 2  # the others, with the files skipped, are a click away


class DataPanel(QWidget):
    """Says by `changed` that another choice was made, or that a job (in a thread of its own) began or ended.

    `data_changed` says that class names or the shape of the pictures may differ from before (`input`), and
    `browse_wanted` that somebody wants to look through the pictures. `last` has the arrays that were read last, for
    whoever opens the choice.
    """

    changed = Signal()
    data_changed = Signal()
    browse_wanted = Signal()

    def __init__(self, tools: DataTools | None = None) -> None:
        super().__init__()
        self.last = LastRead()
        self._tools = tools or DataTools()
        self._places: dict[str, Path] = {}
        self._told: Told | None = None
        self._input: Input | None = None
        self._locked = False
        self._worker = GeneratorWorker(self)
        self._beside = Interruptible()
        self._worker.finished.connect(self._on_finished)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._make_controls()
        self._lay_out()
        self.form.set_value("dataset", "mnist" if self._place_of("mnist") else "drawn")
        self._show()

    @property
    def busy(self) -> bool:
        """Whether files are being read or downloaded."""
        return self._worker.running

    @property
    def ready(self) -> bool:
        """Whether a run could start with what is chosen."""
        return not self.busy and (self.dataset() == "drawn" or self._place_of(self.dataset()) is not None)

    def dataset(self) -> str:
        """The name of the chosen set in DATASETS."""
        return str(self.form.values()["dataset"])

    def choice(self, seed: int) -> DataChoice:
        """What is chosen; `seed` is that of the run."""
        values = self.form.values() | self.folder_form.values()
        place = self._place_of(self.dataset())
        return DataChoice(
            self.dataset(), "" if place is None else str(place), int(values["validation"]), seed,
            int(values["size"]), int(values["channels"]),
        )  # fmt: skip

    def set_choice(self, choice: DataChoice) -> None:
        """Show another choice, that of a run which was opened; nothing is read yet."""
        if choice.folder and Path(choice.folder).is_dir():  # else those that are known may do
            self._places[choice.dataset] = Path(choice.folder)
        for form, name, value in (
            (self.form, "dataset", choice.dataset), (self.form, "validation", choice.validation),
            (self.folder_form, "size", choice.size), (self.folder_form, "channels", str(choice.channels)),
        ):  # fmt: skip
            form.set_value(name, value)
        self._show()

    def input(self) -> Input | None:
        """Class names and shape (C, H, W) of the pictures; None while nobody knows them."""
        choice = self.choice(0)
        if choice.dataset != "folder":
            return input_of(choice, self.last)
        told = self._told_of(choice)
        if told is None:
            return None
        names, (channels, *_) = told.input
        return names, (choice.channels or channels, choice.size, choice.size)

    def keep(self, ready: DataReady) -> None:
        """Tell of what a run has read."""
        self._told = told_of(self.choice(0), ready)
        self._show()

    def show_error(self, text: str) -> None:
        self.notice.show_error(breakable(text))

    def set_locked(self, locked: bool) -> None:
        """No changes while a run is on."""
        self._locked = locked
        self._show()

    def open_folder(self, folder: Path) -> None:
        """Read the chosen set from `folder`; until its files are known to be sound the former choice stays."""
        dataset = "mnist" if self.dataset() == "drawn" else self.dataset()
        self._read(replace(self.choice(0), dataset=dataset, folder=str(folder)))

    def download(self) -> None:
        """Fetch the chosen set into the user's cache, and read it."""
        choice = replace(self.choice(0), folder="")
        dataset = choice.dataset

        def work() -> Iterator[object]:
            yield from self._tools.fetch(dataset)
            yield from self._tools.read(choice, self.last)

        self._start(work)

    def close_down(self) -> None:
        self._timer.stop()
        self._worker.stop_and_wait()

    def _read(self, choice: DataChoice) -> None:
        self._start(lambda: self._tools.read(choice, self.last))

    def _make_controls(self) -> None:
        table = {setting.name: setting for setting in DATA_SETTINGS}
        self.form = Form([setting for name, setting in table.items() if name not in OF_FOLDERS], LABELS)
        self.folder_form = Form([table[name] for name in OF_FOLDERS], LABELS)
        self.form.changed.connect(lambda _: self._take_choice())
        self.folder_form.changed.connect(lambda _: self._take_choice())
        self.buttons = DataButtons()
        self.folder_button, self.download_button = self.buttons.folder, self.buttons.download
        self.cancel_button, self.bar = self.buttons.cancel, self.buttons.bar
        self.browse_button, self.notes_button = self.buttons.browse, self.buttons.notes
        self.folder_button.clicked.connect(self._choose_folder)
        self.download_button.clicked.connect(self.download)
        self.cancel_button.clicked.connect(self._worker.stop)
        self.browse_button.clicked.connect(self.browse_wanted)
        self.notes_button.clicked.connect(self._show_notes)
        self.status, self.notes = wrapped(""), wrapped("")
        self.notice = Notice()
        self.notice.setMinimumWidth(LEAST)  # a scroll bar beside the panel must not push anything out of it

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(tr("Data"), "heading"))
        for widget in (self.form, self.folder_form, self.buttons.row, self.bar, self.status, self.notes):
            column.addWidget(widget)
        column.addWidget(self.buttons.links)
        column.addWidget(self.notice)

    def _place_of(self, dataset: str) -> Path | None:
        """Where the files of a set are; a published one that is in the cache is found there."""
        if dataset not in self._places and dataset not in ("drawn", "folder"):
            found = self._tools.find(dataset)
            if found is not None:
                self._places[dataset] = found
        return self._places.get(dataset)

    def _told_of(self, choice: DataChoice) -> Told | None:
        """What is known of the files of `choice`, if they were the last to be read."""
        told = self._told
        if told is None or (told.choice.dataset, told.choice.folder) != (choice.dataset, choice.folder):
            return None
        return told

    def _choose_folder(self) -> None:
        start = str(self._place_of(self.dataset()) or Path.home())
        folder = QFileDialog.getExistingDirectory(self, folder_title(self.dataset()), start)
        if folder:
            self.open_folder(Path(folder))

    def _show_notes(self) -> None:
        from cnnviz.ui.train.panel.data_notes import DataNotes

        if self._told is not None:
            dialog = DataNotes(self._told, self)
            dialog.exec()
            dialog.deleteLater()

    def _start(self, work: Callable[[], Iterator[object]]) -> None:
        self.notice.clear()
        self.status.setText(tr("Reading …"))
        self._worker.start(lambda: self._beside.iterate(work))
        self._timer.start()
        self._show()

    def _tick(self) -> None:
        progress: Fetched | Loading | None = None
        for report in self._worker.take():
            if isinstance(report, SetRead):
                self._accept(report.told)
            elif isinstance(report, Fetched | Loading):
                progress = report
        if isinstance(progress, Fetched):
            words = tr("{done} of {total} MB",
                       done=number(progress.done / 1e6, 1), total=number(progress.total / 1e6, 1))  # fmt: skip
            self.status.setText(words if progress.total else tr("Connecting …"))
        elif progress is not None:
            self.status.setText(progress.message)
        if progress is not None:
            self.buttons.show_progress(progress.done, progress.total)

    def _accept(self, told: Told) -> None:
        """A set was read as it was asked for: it is the choice now."""
        if told.choice.folder:
            self._places[told.choice.dataset] = Path(told.choice.folder)
        self.form.set_value("dataset", told.choice.dataset)
        self._told = replace(told, choice=self.choice(0))

    def _on_finished(self, outcome: Outcome) -> None:
        self._timer.stop()
        self._tick()
        self._show()
        if isinstance(outcome.error, ExplainedError):
            self.show_error(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it

    def _take_choice(self) -> None:
        self.notice.clear()
        self._show()

    def _show(self) -> None:
        """Bring every control in line with the choice and what is under way."""
        dataset, free = self.dataset(), not (self._locked or self.busy)
        place, told = self._place_of(dataset), self._told_of(self.choice(0))
        for form in (self.form, self.folder_form):
            form.setEnabled(free)
        self.folder_form.setVisible(dataset == "folder")
        self.buttons.show_state(dataset, place is not None, free, self.busy)
        outdated = told is not None and told.choice != self.choice(0)
        if not self.busy:
            self._say(dataset, place, told, outdated)
        self.status.setToolTip(str(place) if place is not None else "")
        self.buttons.show_links(None if self.busy else told, self.ready)
        if self.input() != self._input:
            self._input = self.input()
            self.data_changed.emit()
        self.changed.emit()

    def _say(self, dataset: str, place: Path | None, told: Told | None, outdated: bool) -> None:
        if dataset == "drawn":
            words = drawn_words()
        else:
            words = missing_words(dataset) if place is None else found_words(place, told, outdated)
        notes = told.notes[:NOTES_SHOWN] if told is not None and not outdated else ()
        self.status.setText(words)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
