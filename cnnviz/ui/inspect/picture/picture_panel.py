"""Where the picture comes from and what is done to it before the network sees it."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.data.normalisation import InputNormalisation
from cnnviz.data.pictures import Picture, PictureError, picture_from_array
from cnnviz.data.preprocessing import PreprocessingOptions, Stage
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.following import Field
from cnnviz.ui.inspect.picture.data_source import DataSource
from cnnviz.ui.inspect.picture.data_tools import DataTools
from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.inspect.picture.file_tools import FileTools
from cnnviz.ui.inspect.picture.opening import opened, pasted
from cnnviz.ui.inspect.picture.pad_tools import PadTools
from cnnviz.ui.inspect.picture.preparation import Preparation
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.inspect.picture.samples import FIRST_SAMPLE, sample_entries
from cnnviz.ui.inspect.picture.stage_look import StageLook
from cnnviz.ui.inspect.picture.stage_strip import StageStrip
from cnnviz.ui.inspect.picture.stage_view import StageView
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import label, separator
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.worker import GeneratorWorker, Outcome

SOURCES = (
    Choice("file", mark("Picture"), mark("A picture of your own, or one that ships with the program")),
    Choice("data", mark("Data set"), mark("A picture of a data set, by number or by class; its true class is known")),
    Choice("pad", mark("Draw"), mark("Draw on a sheet and watch the network read along")),
)
GIVEN = "given"
ROOMY = 560  # pixels of height from which on more is said of the preprocessing


class PicturePanel(QWidget):
    """`prepared` carries a Prepared whenever there is another picture or another way of preparing it.

    `follow_wanted` carries a Cell of the layer "input", a pixel of what goes into the network; `file_wanted` nothing.
    """

    prepared = Signal(object)
    file_wanted = Signal()
    follow_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._preparation = Preparation()
        self._picture: Picture | None = None
        self._truth: str | None = None
        self._file_picture: Picture | None = None
        self._file_facts: tuple[str | None, bool] = (None, False)
        self._is_given = False  # by another page: it is what a network is trained on, and is left as it is
        self._stages: tuple[Stage, ...] = ()
        self._next_path = ""
        self._only_if_nothing_else = False
        self._reading_along = QTimer(self, singleShot=True, interval=0)  # once for all moves that wait
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._opened)
        self.sources = Segmented(SOURCES, "file")
        self.file_tools, self.data_tools, self.pad_tools = FileTools(sample_entries()), DataTools(), PadTools()
        self.data = DataSource(self.data_tools)
        self.view, self.pad, self.strip = StageView(), DrawingPad(), StageStrip()
        self.notice = Notice()
        self._name = ElidedLabel("muted")
        self._look = StageLook(self.view, self.pad, self.strip)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._big, self._tools = QStackedWidget(), QStackedWidget()
        self._big.addWidget(self.view)
        self._big.addWidget(self.pad)
        for tools in (self.file_tools, self.data_tools, self.pad_tools):
            self._tools.addWidget(tools)
        self._tools.setFixedHeight(30)
        self._big.setMinimumHeight(120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        heading = _headed(tr("Picture"), self._name)
        heading.addWidget(self.data_tools.source)
        self.data_tools.source.hide()
        column.addLayout(heading)
        for above in (self.sources, self._tools, self.notice):
            column.addWidget(above)
        column.addWidget(self._big, 1)
        column.addWidget(separator())
        column.addLayout(_headed(tr("Preprocessing"), self._look.heading))
        column.addWidget(self.strip)
        column.addWidget(self._look.notes)

    def _connect(self) -> None:
        self.sources.changed.connect(self.show_source)
        self.file_tools.file_wanted.connect(self.file_wanted)
        self.file_tools.sample_chosen.connect(self.open_path)
        self.file_tools.paste_wanted.connect(self.paste)
        self.data.chosen.connect(self._take_data)
        self.data.failed.connect(self.notice.show_error)
        self.pad_tools.pen_changed.connect(self._set_pen)
        self.pad_tools.undo_wanted.connect(self.pad.undo)
        self.pad_tools.clear_wanted.connect(self.pad.clear)
        self.pad.drawn.connect(self._take_pad)
        self.pad.drawing.connect(self._reading_along.start)
        self._reading_along.timeout.connect(self._take_pad)
        self.strip.switched.connect(self._switch)
        self.strip.resizing_chosen.connect(self._resize_by)
        self._look.follow_wanted.connect(self.follow_wanted)
        self.pad_tools.redo_wanted.connect(self.pad.redo)
        self._shortcuts = [
            QShortcut(QKeySequence.StandardKey.Undo, self, self.pad.undo),
            QShortcut(QKeySequence.StandardKey.Redo, self, self.pad.redo),
        ]
        self._turn_to("file")

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
        self._turn_to(source)
        self.notice.clear()
        if source == "data":
            self.data.show_current()
        elif source == "pad":
            self._take_pad()
        elif self._file_picture is not None:
            self._take_file(self._file_picture, *self._file_facts)

    def _turn_to(self, source: str) -> None:
        self.sources.set_value(source)
        self._tools.setCurrentIndex([choice.value for choice in SOURCES].index(source))
        self._big.setCurrentIndex(1 if source == "pad" else 0)
        self.data_tools.source.setVisible(source == "data")
        for shortcut in self._shortcuts:
            shortcut.setEnabled(source == "pad")

    def set_input_shape(self, shape: tuple[int, ...]) -> None:
        """Prepare for a network that takes (C, H, W), from 0 to 1."""
        self.set_model_input(shape, InputNormalisation())

    def set_model_input(
        self, shape: tuple[int, ...], normalisation: InputNormalisation, class_names: Sequence[str] = ()
    ) -> None:
        """Prepare for a model that takes (C, H, W) normalised so; its classes tell whether digits are looked at."""
        if self._preparation.set_input(shape, normalisation, class_names):
            self.notice.clear()
        self.prepare()

    def show_field(self, field: Field | None) -> None:
        """Frame a part of what goes into the network, at true scale; what lies outside is shown as padding."""
        self._look.show_field(field)

    def prepare(self) -> None:
        """Do the preprocessing and tell what came out."""
        if self._picture is None:
            return
        try:
            self._stages = self._preparation.stages(self._picture, self._option_key())
        except ExplainedError as error:
            self.notice.show_error(str(error))
            return
        self.strip.resizing.set_value(self.options().resizing)
        self._look.show_stages(self._picture, self._stages)
        values, pixels = (np.asarray(stage.pixels) for stage in (self._stages[-1], self._stages[-2]))
        self.prepared.emit(Prepared(values, self._truth, pixels))

    def options(self) -> PreprocessingOptions:
        """The switches for the source that is shown; prepared pictures are left as they are until somebody asks."""
        return self._preparation.options(self._option_key())

    def is_opening(self) -> bool:
        """Whether a file or a data set is being opened."""
        return self._worker.running or self.data.is_opening()

    def picture_name(self) -> str:
        """What the picture is called, and its size."""
        return "" if self._picture is None else f"{self._picture.name} · {self._picture.size_text}"

    def close_down(self) -> None:
        self._next_path = ""
        self._worker.stop_and_wait()
        self.data.close_down()

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
            self._turn_to("file")
        if picture.note:
            self.notice.show_info(picture.note)
        else:
            self.notice.clear()
        self._take(picture, truth)

    def _take_data(self, picture: Picture, truth: str) -> None:
        self.notice.clear()
        self._take(picture, truth)

    def _take_pad(self) -> None:
        self._reading_along.stop()
        self.pad_tools.show_state(self.pad.can_undo(), self.pad.can_redo(), not self.pad.is_empty())
        self._take(picture_from_array(tr("your drawing"), self.pad.pixels()), None)

    def _take(self, picture: Picture, truth: str | None) -> None:
        self._picture, self._truth = picture, truth
        self._name.setText(self.picture_name())
        self.prepare()

    def _set_pen(self, erasing: bool, width: int) -> None:
        self.pad.erasing, self.pad.pen_width = erasing, width

    def _switch(self, name: str, on: bool) -> None:
        self._preparation.switch(self._option_key(), name, on)
        self.prepare()

    def _resize_by(self, how: str) -> None:
        self._preparation.resize_by(self._option_key(), how)
        self.prepare()

    def _option_key(self) -> str:
        return GIVEN if self._is_given else self.sources.value()

    def reading(self) -> str:
        """The size of the stage that is seen large, or what the pixel holds that is pointed at."""
        return self._look.heading.text()

    def stage_text(self) -> str:
        """What is said of the stage that is seen large."""
        return self._look.notes.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.strip.set_room(self.width())
        self._look.notes.set_lines(2 if self.height() < ROOMY else 3)
        super().resizeEvent(event)

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
