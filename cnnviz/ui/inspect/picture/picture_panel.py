"""Where the picture comes from and what is done to it before the network sees it."""

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.data.pictures import Picture, PictureError, picture_from_array
from cnnviz.data.preprocessing import PreprocessingError, PreprocessingOptions, Stage, options_for, preprocess
from cnnviz.numbers import size
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.inspect.picture.digit_source import DigitSource
from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.inspect.picture.opening import opened, pasted
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.inspect.picture.samples import FIRST_SAMPLE, sample_entries
from cnnviz.ui.inspect.picture.source_tools import DigitTools, FileTools, PadTools
from cnnviz.ui.inspect.picture.stage_strip import StageStrip, StripStage, strip_stage
from cnnviz.ui.inspect.picture.stage_view import StageView, picture_image
from cnnviz.ui.inspect.picture.switches import as_they_are, switched
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import label, separator, wrapped
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.worker import GeneratorWorker, Outcome

SOURCES = (
    Choice("file", mark("Picture"), mark("A picture of your own, or one that ships with the program")),
    Choice("digit", mark("Digit"), mark("A test digit whose true class is known")),
    Choice("pad", mark("Draw"), mark("Draw on a sheet and watch the network read along")),
)
GIVEN = "given"


class PicturePanel(QWidget):
    """`prepared` carries a Prepared whenever there is another picture or another way of preparing it."""

    prepared = Signal(object)
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._input_shape: tuple[int, ...] = (1, 28, 28)
        self._picture: Picture | None = None
        self._truth: str | None = None
        self._file_picture: Picture | None = None
        self._file_facts: tuple[str | None, bool] = (None, False)
        self._options: dict[str, PreprocessingOptions] = {}
        self._is_given = False  # by another page: it is what a network is trained on, and is left as it is
        self._stages: tuple[Stage, ...] = ()
        self._looked_at = -1
        self._next_path = ""
        self._only_if_nothing_else = False
        self._reading_along = QTimer(self, singleShot=True, interval=0)  # once for all moves that wait
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._opened)
        self.sources = Segmented(SOURCES, "file")
        self.file_tools, self.digit_tools, self.pad_tools = FileTools(sample_entries()), DigitTools(), PadTools()
        self.digits = DigitSource(self.digit_tools)
        self.view, self.pad, self.strip = StageView(), DrawingPad(), StageStrip()
        self.notice = Notice()
        self._name = ElidedLabel("muted")
        self._stage_size = ElidedLabel("muted")
        self._stage_text = wrapped("")
        self._stage_text.hide()
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._big, self._tools = QStackedWidget(), QStackedWidget()
        self._big.addWidget(self.view)
        self._big.addWidget(self.pad)
        for tools in (self.file_tools, self.digit_tools, self.pad_tools):
            self._tools.addWidget(tools)
        self._tools.setFixedHeight(30)
        self._big.setMinimumHeight(120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(_headed(tr("Picture"), self._name))
        for above in (self.sources, self._tools, self.notice):
            column.addWidget(above)
        column.addWidget(self._big, 1)
        column.addWidget(separator())
        column.addLayout(_headed(tr("Preprocessing"), self._stage_size))
        column.addWidget(self.strip)
        column.addWidget(self._stage_text)

    def _connect(self) -> None:
        self.sources.changed.connect(self.show_source)
        self.file_tools.file_wanted.connect(self.file_wanted)
        self.file_tools.sample_chosen.connect(self.open_path)
        self.file_tools.paste_wanted.connect(self.paste)
        self.digits.chosen.connect(self._take_digit)
        self.digits.failed.connect(self.notice.show_error)
        self.pad_tools.pen_changed.connect(self._set_pen)
        self.pad_tools.undo_wanted.connect(self.pad.undo)
        self.pad_tools.clear_wanted.connect(self.pad.clear)
        self.pad.drawn.connect(self._take_pad)
        self.pad.drawing.connect(self._reading_along.start)
        self._reading_along.timeout.connect(self._take_pad)
        self.strip.looked_at.connect(self._look_at)
        self.strip.switched.connect(self._switch)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.pad.undo)

    def open_first(self) -> None:
        """Something to see at the first start, unless a picture was asked for already."""
        if self._picture is None and not self._worker.running:
            self.open_path(str(FIRST_SAMPLE))
            self._only_if_nothing_else = True

    def open_path(self, path: str) -> None:
        """Open a picture file; what is wrong with it is said here, and the last picture stays."""
        self._only_if_nothing_else = False
        if self._worker.running:
            self._next_path = path
            return
        self.setCursor(Qt.CursorShape.BusyCursor)
        self._worker.start(lambda: opened(path))

    def paste(self) -> None:
        from PySide6.QtWidgets import QApplication

        try:
            found = pasted(QApplication.clipboard().mimeData())
        except PictureError as error:
            self.notice.show_error(str(error))
            return
        if isinstance(found, str):
            self.open_path(found)
        else:
            self._take_file(found)

    def show_given(self, picture: Picture, truth: str | None) -> None:
        """Look at a picture that another page has handed over; nothing is done to it until somebody asks."""
        self._only_if_nothing_else = False
        self._take_file(picture, truth, is_given=True)

    def show_source(self, source: str) -> None:
        """Turn to a source: the file opened last, the digit looked at last, the sheet."""
        self._is_given = False
        self.sources.set_value(source)
        self._tools.setCurrentIndex([choice.value for choice in SOURCES].index(source))
        self._big.setCurrentIndex(1 if source == "pad" else 0)
        self.notice.clear()
        if source == "digit":
            self.digits.show_current()
        elif source == "pad":
            self._take_pad()
        elif self._file_picture is not None:
            self._take_file(self._file_picture, *self._file_facts)

    def set_input_shape(self, shape: tuple[int, ...]) -> None:
        """Prepare for a network that takes (C, H, W)."""
        if shape != self._input_shape:
            self._input_shape = shape
            self._options.clear()
            self.notice.clear()
        self.prepare()

    def prepare(self) -> None:
        """Do the preprocessing and tell what came out."""
        if self._picture is None:
            return
        try:
            self._stages = preprocess(self._picture, self.options(), self._input_shape)
        except PreprocessingError as error:
            self.notice.show_error(str(error))
            return
        self._show_stages()
        self.prepared.emit(Prepared(np.asarray(self._stages[-1].pixels), self._truth))

    def options(self) -> PreprocessingOptions:
        """The switches for the source that is shown; prepared digits are left as they are until somebody asks."""
        source = self._option_key()
        if source not in self._options:
            usual = options_for(self._input_shape)
            self._options[source] = as_they_are(usual) if source in ("digit", GIVEN) else usual
        return self._options[source]

    def is_opening(self) -> bool:
        """Whether a file is being opened."""
        return self._worker.running

    def picture_name(self) -> str:
        """What the picture is called, and its size."""
        return self._name.text()

    def close_down(self) -> None:
        self._next_path = ""
        self._worker.stop_and_wait()

    def _opened(self, outcome: Outcome) -> None:
        self.unsetCursor()
        reports = self._worker.take()
        if self._next_path:
            path, self._next_path = self._next_path, ""
            self.open_path(path)
        elif isinstance(outcome.error, ExplainedError):
            self.notice.show_error(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error
        elif reports and isinstance(reports[0], Picture):
            if self._only_if_nothing_else and self._picture is not None:  # the person was quicker than the sample
                self._file_picture = reports[0]
            else:
                self._take_file(reports[0])

    def _take_file(self, picture: Picture, truth: str | None = None, is_given: bool = False) -> None:
        self._file_picture, self._file_facts, self._is_given = picture, (truth, is_given), is_given
        if self.sources.value() != "file":
            self.sources.set_value("file")
            self._tools.setCurrentIndex(0)
            self._big.setCurrentIndex(0)
        if picture.note:
            self.notice.show_info(picture.note)
        else:
            self.notice.clear()
        self._take(picture, truth)

    def _take_digit(self, picture: Picture, truth: str) -> None:
        self.notice.clear()
        self._take(picture, truth)

    def _take_pad(self) -> None:
        self._reading_along.stop()
        self.pad_tools.show_state(self.pad.can_undo(), not self.pad.is_empty())
        self._take(picture_from_array(tr("your drawing"), self.pad.pixels()), None)

    def _take(self, picture: Picture, truth: str | None) -> None:
        self._picture, self._truth = picture, truth
        self._name.setText(f"{picture.name} · {picture.size_text}")
        self.prepare()

    def _set_pen(self, erasing: bool, width: int) -> None:
        self.pad.erasing, self.pad.pen_width = erasing, width

    def _switch(self, name: str, on: bool) -> None:
        self._options[self._option_key()] = switched(self.options(), name, on)
        self.prepare()

    def _option_key(self) -> str:
        return GIVEN if self._is_given else self.sources.value()

    def _look_at(self, index: int) -> None:
        self._looked_at = index if index < len(self._stages) else -1
        self._show_stages()

    def _show_stages(self) -> None:
        assert self._picture is not None
        first = StripStage("picture", tr("Picture"), tr("The picture as it came"), True, False,
                           picture_image(self._picture.pixels))  # fmt: skip
        items = [first] + [strip_stage(stage) for stage in self._stages]
        current = self._looked_at if self._looked_at >= 0 else len(items) - 1
        self.strip.show_stages(items, current)
        self.view.show_image(items[current].image)
        seen, last = items[current], current == len(items) - 1
        width_height = size(seen.image.width(), seen.image.height())
        self._stage_size.setText(tr("{size}, what goes in", size=width_height) if last else width_height)
        self._stage_text.setText("" if last else f"{seen.label}: {seen.explanation}")
        drawing = self.sources.value() == "pad"  # the sheet must not change its size below the pen
        self._stage_text.setVisible(not last and not drawing)

    def stage_text(self) -> str:
        """What is said of the stage that is seen large."""
        return self._stage_text.text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        try:
            found = pasted(event.mimeData())
        except PictureError:
            self.notice.show_error(tr("What was dropped is not a picture. Drop a picture file."))
            return
        event.acceptProposedAction()
        if isinstance(found, str):
            self.open_path(found)
        else:
            self._take_file(found)


def _headed(text: str, beside: QWidget) -> QHBoxLayout:
    """A heading with an explanation beside it that takes what room there is."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(label(text, "heading"))
    row.addWidget(beside, 1)
    return row
