"""The dialog that saves a picture or a film, with progress and a way out."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.export.animations import Progress
from cnnviz.ui.export.export_form import ANIMATION, ExportForm, file_name
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.orders import Order
from cnnviz.ui.export.reel import Subject
from cnnviz.ui.export.trial import Estimate, Preview, trial
from cnnviz.ui.widgets.labels import label, set_role, wrapped
from cnnviz.ui.worker import GeneratorWorker, Outcome

LOOK_MS = 33
QUIET_MS = 250  # after the last change, before it is tried how it will look
PREVIEW = QSize(400, 225)
LONG = 1000  # frames that take their time


class ExportDialog(QDialog):
    """Asks what is to be made (`what` is "still" or "animation"), asks where, and makes it beside the window's work.

    A still is of frame `index`. The question begins in `folder`. `saved` carries the path of what was made.
    """

    saved = Signal(str)

    def __init__(
        self,
        subject: Subject,
        index: int,
        what: str,
        settings: ExportSettings,
        parent: QWidget | None = None,
        folder: str = "",
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._subject, self._length = subject, subject.length
        self._index = index
        self._path: Path | None = None  # of what is being made
        self._wanted: Path | None = None  # of what will be, as soon as the worker is free
        self.worker = GeneratorWorker(self)
        self.form = ExportForm(what, settings, self._length, subject.unused)
        self.preview = QLabel()
        self.note = wrapped("", "muted")
        self.bar = QProgressBar()
        self.save = QPushButton(tr("Save…"))
        self.cancel = QPushButton(tr("Close"))
        self._quiet, self._watch = QTimer(self), QTimer(self)
        self._quiet.setSingleShot(True)
        self.setWindowTitle(tr("Save the animation") if what == ANIMATION else tr("Save the picture"))
        self._lay_out()
        self._connect()
        self._consider()

    def order(self, path: Path) -> Order:
        """What is chosen, as an order for `path`."""
        kind = self.form.kind
        return Order(path, self.form.settings(), self._index, kind.folder, kind.ending)

    def start(self, path: Path) -> None:
        """Make the file; what stands in the way is said in the dialog."""
        self._quiet.stop()
        if self.worker.running:  # it is trying out what is no longer asked for
            self._wanted = path
            self.worker.stop()
            return
        order = self.order(path)
        try:
            order.check(self._length)
        except ExplainedError as error:
            self._say(str(error), wrong=True)
            return
        self._path = path
        reel = self._subject.reel(order.settings)
        self._show_running(True)
        self.worker.start(lambda: order.export(reel))
        self._watch.start(LOOK_MS)

    def ask_where(self) -> None:
        """Ask for the file or the folder, then make it. The file dialog asks before it overwrites.

        Numbered pictures go into the folder if it is empty, else into a new one in it: none are replaced or mixed.
        """
        kind = self.form.kind
        if kind.folder:
            chosen = QFileDialog.getExistingDirectory(self, tr("A folder for the pictures"), self._folder)
        else:
            proposed = str(Path(self._folder) / f"{file_name(self._subject.title)}{kind.ending}")
            chosen, _ = QFileDialog.getSaveFileName(
                self, self.windowTitle(), proposed, f"{kind.label} (*{kind.ending})"
            )
        if not chosen:
            return
        path = Path(chosen)
        self._folder = str(path.parent)
        if kind.folder:
            self.start(fresh_folder(path, file_name(self._subject.title)))
        else:
            self.start(path if path.suffix.lower() == kind.ending else path.with_name(path.name + kind.ending))

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(10)
        whole.addWidget(label(self._subject.title, "heading"))
        whole.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.form)
        whole.addWidget(self.note)
        self.bar.setTextVisible(False)
        self.bar.hide()
        whole.addWidget(self.bar)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        whole.addLayout(row)
        set_role(self.save, "role", "primary")
        for button in (self.save, self.cancel):
            button.setAutoDefault(False)  # Return ends the typing of a number
        self.preview.setFixedSize(PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(tr("What it will look like"))

    def _connect(self) -> None:
        self.form.changed.connect(self._consider)
        self.save.clicked.connect(self.ask_where)
        self.cancel.clicked.connect(self._leave)
        self.worker.finished.connect(self._finish)
        self._quiet.timeout.connect(self._try)
        self._watch.timeout.connect(self._look_at_reports)

    def _consider(self) -> None:
        """Say what would be made, or why it cannot be; then try how it looks and how large it is."""
        self.worker.stop()
        order = self._order_anywhere()
        try:
            order.check_film(self._length)
        except ExplainedError as error:
            self._say(str(error), wrong=True)
            self.save.setEnabled(False)
            self._quiet.stop()
            return
        self.save.setEnabled(True)
        self._say(self._facts(order))
        self._quiet.start(QUIET_MS)

    def _order_anywhere(self) -> Order:
        return self.order(Path(f"a{self.form.kind.ending}"))

    def _facts(self, order: Order, size: int | None = None) -> str:
        """What would be made, in words."""
        if order.is_still and self._length == 1:
            return tr("{width} × {height} pixels", width=order.pixels[0], height=order.pixels[1])
        if order.is_still:
            return tr("Frame {number} of {length}", number=count(self._index + 1), length=count(self._length))
        frames, pace = order.frames(self._length), order.settings
        facts = [tr("{frames} frames", frames=count(len(frames)))]
        if not order.folder:
            facts.append(tr("{seconds} s", seconds=f"{len(frames) / pace.speed + pace.hold:.1f}"))
        if size is not None:
            facts.append(tr("about {size} MB", size=f"{size / 1e6:.1f}"))
        if len(frames) > LONG:
            facts.append(tr("this will take a while; a part of the frames may say as much"))
        return " · ".join(facts)

    def _try(self) -> None:
        """Find out beside the window's work how it will look and how large it will be."""
        if self.worker.running:
            self._quiet.start(QUIET_MS)
            return
        order = self._order_anywhere()
        reel, ratio = self._subject.reel(order.settings), self.devicePixelRatioF()
        frames = order.frames(self._length)
        index = self._index if self._index in frames else frames[len(frames) // 2]
        self.worker.start(lambda: trial(order, reel, index, PREVIEW * ratio))
        self._watch.start(LOOK_MS)

    def _look_at_reports(self) -> None:
        for report in self.worker.take():
            if isinstance(report, Progress):
                self.bar.setRange(0, report.total)
                self.bar.setValue(report.done)
                self._say(tr("frame {done} of {total}", done=count(report.done), total=count(report.total)))
            elif isinstance(report, Preview) and report.order == self._order_anywhere():
                picture = QPixmap.fromImage(report.image)
                picture.setDevicePixelRatio(self.devicePixelRatioF())
                self.preview.setPixmap(picture)
            elif isinstance(report, Estimate) and report.order == self._order_anywhere() and self._path is None:
                self._say(self._facts(report.order, report.bytes))

    def _finish(self, outcome: Outcome) -> None:
        self._look_at_reports()
        self._watch.stop()
        path, self._path = self._path, None
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.start(wanted)
        if path is None:  # it was only tried
            if outcome.error is not None:
                self._say(_reason(outcome.error), wrong=True)
            return
        self._show_running(False)
        if outcome.error is not None:
            self._say(_reason(outcome.error), wrong=True)
        elif outcome.stopped:
            self._say(tr("Nothing was saved."))
        else:
            self._say(tr("Saved as {path}", path=path))
            self.saved.emit(str(path))
            self.accept()

    def _leave(self) -> None:
        if self._path is not None:
            self.worker.stop()
        else:
            self.reject()

    def _show_running(self, running: bool) -> None:
        self.form.set_locked(running)
        self.save.setEnabled(not running)
        self.bar.setRange(0, 0)
        self.bar.setVisible(running)
        self.cancel.setText(tr("Cancel") if running else tr("Close"))

    def _say(self, text: str, wrong: bool = False) -> None:
        set_role(self.note, "role", "error" if wrong else "muted")
        self.note.setText(text)

    def done(self, result: int) -> None:
        """However it is closed: nothing goes on behind it."""
        self._quiet.stop()
        self._watch.stop()
        self.worker.stop_and_wait()
        super().done(result)


def _reason(error: Exception) -> str:
    if isinstance(error, ExplainedError):
        return str(error)
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this. Close other programs or ask for less.")
    return tr("It could not be saved: {reason}", reason=error)


def fresh_folder(folder: Path, name: str) -> Path:
    """`folder` itself where nothing is in it; else a new one in it, called `name`, or `name`-2 and so on."""
    if not folder.exists() or not any(folder.iterdir()):
        return folder
    names = (name, *(f"{name}-{number}" for number in range(2, 10_000)))
    return next(folder / free for free in names if not (folder / free).exists())
