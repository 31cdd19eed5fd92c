"""Where the picture comes from: a file, a data set, the drawing pad, a camera; one of them at a time."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.data.pictures import Picture, PictureError, picture_from_array
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.inspect.models.endings import is_model
from cnnviz.ui.inspect.picture.camera import Camera
from cnnviz.ui.inspect.picture.camera_source import CameraSource, CameraTools
from cnnviz.ui.inspect.picture.data_source import DataSource
from cnnviz.ui.inspect.picture.data_tools import DataTools
from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.inspect.picture.file_source import FileSource
from cnnviz.ui.inspect.picture.file_tools import FileTools
from cnnviz.ui.inspect.picture.opening import pasted
from cnnviz.ui.inspect.picture.pad_tools import PadTools
from cnnviz.ui.inspect.picture.samples import FIRST_SAMPLE, sample_entries
from cnnviz.ui.widgets.segmented import Segmented

SOURCES = (
    Choice("file", mark("Picture"), mark("A picture of your own, or one that ships with the program")),
    Choice("data", mark("Data set"), mark("A picture of a data set, by number or by class; its true class is known")),
    Choice("pad", mark("Draw"), mark("Draw on a sheet and watch the network read along")),
    Choice("camera", mark("Camera"), mark("What the camera sees")),
)
GIVEN = "given"
TOOLS_HEIGHT = 30


class PictureSources(QWidget):
    """The choice of a source, and below it the controls of the one that is chosen.

    `chosen` carries a Picture and its true class (or None), `failed` a sentence, `turned` the source that is shown now.
    """

    chosen = Signal(object, object)
    failed = Signal(str)
    turned = Signal(str)
    file_wanted = Signal()
    model_wanted = Signal(str)

    def __init__(self, pad: DrawingPad) -> None:
        super().__init__()
        self._pad = pad
        self._last_file: tuple[Picture, str | None, bool] | None = None
        self._is_given = False  # by another page: it is what a network is trained on, and is left as it is
        self._has_any, self._only_if_nothing_else = False, False
        self._reading_along = QTimer(self, singleShot=True, interval=0)  # once for all moves that wait
        self.switch = Segmented(SOURCES, "file")
        self.switch.button("camera").hide()  # until one is found
        self.file_tools, self.data_tools = FileTools(sample_entries()), DataTools()
        self.pad_tools, self.camera_tools = PadTools(), CameraTools()
        self.files, self.data = FileSource(), DataSource(self.data_tools)
        self._camera: CameraSource | None = None
        self._tools = QStackedWidget()
        for tools in (self.file_tools, self.data_tools, self.pad_tools, self.camera_tools):
            self._tools.addWidget(tools)
        self._tools.setFixedHeight(TOOLS_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.switch)
        column.addWidget(self._tools)
        self._connect()

    def _connect(self) -> None:
        self.switch.changed.connect(self.show_source)
        self.file_tools.file_wanted.connect(self.file_wanted)
        self.file_tools.sample_chosen.connect(self.open_path)
        self.file_tools.paste_wanted.connect(self.paste)
        self.files.chosen.connect(self._take_opened)
        self.files.failed.connect(self.failed)
        self.data.chosen.connect(self._take)
        self.data.failed.connect(self.failed)
        self.pad_tools.pen_changed.connect(self._pad.set_pen)
        self.pad_tools.undo_wanted.connect(self._pad.undo)
        self.pad_tools.redo_wanted.connect(self._pad.redo)
        self.pad_tools.clear_wanted.connect(self._pad.clear)
        self._pad.drawn.connect(self._take_pad)
        self._pad.drawing.connect(self._reading_along.start)
        self._reading_along.timeout.connect(self._take_pad)

    def kind(self) -> str:
        """The source of the picture that is shown, or "given" where another page has handed it over."""
        return GIVEN if self._is_given else self.switch.value()

    def open_first(self) -> None:
        """Something to see at the first start, unless a picture was asked for already."""
        if not self._has_any and not self.files.is_opening():
            self.open_path(str(FIRST_SAMPLE))
            self._only_if_nothing_else = True

    def open_path(self, path: str) -> None:
        """Open a picture file; what comes of it is told by the signals."""
        self._only_if_nothing_else = False
        self.files.open(path)

    def paste(self) -> None:
        """Take what is on the clipboard."""
        try:
            self.take(QApplication.clipboard().mimeData())
        except PictureError as error:
            self.failed.emit(str(error))

    def take(self, data: QMimeData) -> None:
        """Take a picture, or a file of one or of a model. Raises PictureError where there is none of these."""
        found = pasted(data)
        if isinstance(found, str) and is_model(found):
            self.model_wanted.emit(found)
        elif isinstance(found, str):
            self.open_path(found)
        else:
            self._take_file(found)

    def show_given(self, picture: Picture, truth: str | None) -> None:
        """Look at a picture that another page has handed over."""
        self._only_if_nothing_else = False
        self._take_file(picture, truth, is_given=True)

    def show_source(self, source: str) -> None:
        """Turn to a source: the file opened last, the picture of the set looked at last, the sheet, the camera."""
        self._is_given = False
        self._turn_to(source)
        if source == "data":
            self.data.show_current()
        elif source == "pad":
            self._take_pad()
        elif source == "camera" and self._camera is not None:
            self._camera.start()
        elif source == "file" and self._last_file is not None:
            self._take_file(*self._last_file)

    def find_cameras(self, multimedia: Callable[[], Any | None]) -> None:
        """Offer the camera where there is one; `multimedia` gives the module that knows."""
        if self._camera is None and (module := multimedia()) is not None:
            self._camera = CameraSource(self.camera_tools, Camera(module))
            self._camera.chosen.connect(lambda picture: self._take(picture, None))
            self._camera.failed.connect(self.failed)
        if self._camera is not None:
            self.switch.button("camera").setVisible(self._camera.is_there() or self.switch.value() == "camera")

    def watch(self, on: bool) -> None:
        """Let the camera see again, where it is the source and no frame is held; or turn it off, nobody looks."""
        if self._camera is not None and not on:
            self._camera.stop()
        elif self._camera is not None and self.switch.value() == "camera" and not self.camera_tools.hold.isChecked():
            self._camera.start()

    def is_opening(self) -> bool:
        """Whether a file or a data set is being opened."""
        return self.files.is_opening() or self.data.is_opening()

    def close_down(self) -> None:
        self.files.close_down()
        self.data.close_down()
        self.watch(False)

    def _turn_to(self, source: str) -> None:
        if source != "camera":
            self.watch(False)
        self.switch.set_value(source)
        self._tools.setCurrentIndex([choice.value for choice in SOURCES].index(source))
        self.turned.emit(source)

    def _take_opened(self, picture: Picture) -> None:
        if self._only_if_nothing_else and self._has_any:  # the person was quicker than the sample
            self._last_file = (picture, None, False)
        else:
            self._take_file(picture)

    def _take_file(self, picture: Picture, truth: str | None = None, is_given: bool = False) -> None:
        self._last_file, self._is_given = (picture, truth, is_given), is_given
        if self.switch.value() != "file":
            self._turn_to("file")
        self._take(picture, truth)

    def _take_pad(self) -> None:
        self._reading_along.stop()
        self.pad_tools.show_state(self._pad.can_undo(), self._pad.can_redo(), not self._pad.is_empty())
        self._take(picture_from_array(tr("your drawing"), self._pad.pixels()), None)

    def _take(self, picture: Picture, truth: str | None) -> None:
        self._has_any = True
        self.chosen.emit(picture, truth)
