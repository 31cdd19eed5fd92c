"""Where the picture comes from and what is done to it before the network sees it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.data.pictures import Picture, PictureError
from cnnviz.data.preprocessing import PreprocessingOptions
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.text import ExplainedError, tr
from cnnviz.traces.following import Field
from cnnviz.ui.inspect.picture.camera import multimedia
from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.inspect.picture.picture_sources import PictureSources
from cnnviz.ui.inspect.picture.preparation import Preparation
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.inspect.picture.stage_look import StageLook
from cnnviz.ui.inspect.picture.stage_strip import StageStrip
from cnnviz.ui.inspect.picture.stage_view import StageView
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.notice import Notice

LOOK_FOR_CAMERA_MS = 1000  # after the panel is seen: nobody waits for it
ROOMY = 560  # pixels of height from which on more is said of the preprocessing


class PicturePanel(QWidget):
    """`prepared` carries a Prepared whenever there is another picture or another way of preparing it.

    `follow_wanted` carries a Cell of the layer "input", a pixel of what goes into the network; `file_wanted` nothing,
    `model_wanted` the path of a model that was dropped or pasted here.
    """

    prepared = Signal(object)
    file_wanted = Signal()
    model_wanted = Signal(str)
    follow_wanted = Signal(object)

    def __init__(self, find_multimedia: Callable[[], Any | None] = multimedia) -> None:
        """`find_multimedia` gives the module that knows cameras; it is asked some time after the panel is seen."""
        super().__init__()
        self._find_multimedia = find_multimedia
        self._preparation = Preparation()
        self._picture: Picture | None = None
        self._truth: str | None = None
        self.view, self.pad, self.strip = StageView(), DrawingPad(), StageStrip()
        self._from = PictureSources(self.pad)
        self.sources, self.data = self._from.switch, self._from.data
        self.file_tools, self.data_tools = self._from.file_tools, self._from.data_tools
        self.pad_tools, self.camera_tools = self._from.pad_tools, self._from.camera_tools
        self.notice = Notice()
        self._name = ElidedLabel("muted")
        self._look = StageLook(self.view, self.pad, self.strip)
        self._shortcuts = [
            QShortcut(QKeySequence.StandardKey.Undo, self, self.pad.undo),
            QShortcut(QKeySequence.StandardKey.Redo, self, self.pad.redo),
        ]
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._turn_to("file")

    def _lay_out(self) -> None:
        self._big = QStackedWidget()
        self._big.addWidget(self.view)
        self._big.addWidget(self.pad)
        self._big.setMinimumHeight(120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        heading = _headed(tr("Picture"), self._name)
        heading.addWidget(self.data_tools.source)
        column.addLayout(heading)
        column.addWidget(self._from)
        column.addWidget(self.notice)
        column.addWidget(self._big, 1)
        column.addLayout(_headed(tr("Preprocessing"), self._look.heading))
        column.addWidget(self.strip)
        column.addWidget(self._look.notes)

    def _connect(self) -> None:
        self._from.chosen.connect(self._take)
        self._from.failed.connect(self._refuse)
        self._from.turned.connect(self._turn_to)
        self._from.file_wanted.connect(self.file_wanted)
        self._from.model_wanted.connect(self.model_wanted)
        self.strip.switched.connect(self._switch)
        self.strip.resizing_chosen.connect(self._resize_by)
        self._look.follow_wanted.connect(self.follow_wanted)

    def open_first(self) -> None:
        """Something to see at the first start, unless a picture was asked for already."""
        self._from.open_first()

    def open_path(self, path: str) -> None:
        """Open a picture file; what is wrong with it is said here, and the last picture stays."""
        self.setCursor(Qt.CursorShape.BusyCursor)
        self._from.open_path(path)

    def paste(self) -> None:
        """Take the picture on the clipboard; what is wrong with it is said here."""
        self._from.paste()

    def show_given(self, picture: Picture, truth: str | None) -> None:
        """Look at a picture that another page has handed over; nothing is done to it until somebody asks."""
        self._from.show_given(picture, truth)

    def show_source(self, source: str) -> None:
        """Turn to "file", "data", "pad" or "camera", and to what was looked at there last."""
        self._from.show_source(source)

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
            stages = self._preparation.stages(self._picture, self._from.kind())
        except ExplainedError as error:
            self.notice.show_error(str(error))
            return
        self.strip.resizing.set_value(self.options().resizing)
        self._look.show_stages(self._picture, stages)
        values, pixels = (np.asarray(stage.pixels) for stage in (stages[-1], stages[-2]))
        self.prepared.emit(Prepared(values, self._truth, pixels, self._picture, stages))

    def options(self) -> PreprocessingOptions:
        """The switches for the source that is shown; prepared pictures are left as they are until somebody asks."""
        return self._preparation.options(self._from.kind())

    def is_opening(self) -> bool:
        """Whether a file or a data set is being opened."""
        return self._from.is_opening()

    def picture_name(self) -> str:
        """What the picture is called, and its size."""
        return "" if self._picture is None else f"{self._picture.name} · {self._picture.size_text}"

    def reading(self) -> str:
        """The size of the stage that is seen large, or what the pixel holds that is pointed at."""
        return self._look.heading.text()

    def stage_text(self) -> str:
        """What is said of the preprocessing, or of the stage that is seen large."""
        return self._look.notes.text()

    def close_down(self) -> None:
        self._from.close_down()

    def _turn_to(self, source: str) -> None:
        self._big.setCurrentIndex(1 if source == "pad" else 0)
        self.data_tools.source.setVisible(source == "data")
        self.notice.clear()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(source == "pad")

    def _refuse(self, reason: str) -> None:
        self.unsetCursor()
        self.notice.show_error(reason)

    def _take(self, picture: Picture, truth: str | None) -> None:
        self.unsetCursor()
        if picture.note:
            self.notice.show_info(picture.note)
        else:
            self.notice.clear()
        self._picture, self._truth = picture, truth
        by_number = self._from.kind() == "data"  # number and set stand beside it
        self._name.setText(picture.size_text if by_number else self.picture_name())
        self._name.setToolTip(self.picture_name())
        self.prepare()

    def _switch(self, name: str, on: bool) -> None:
        self._preparation.switch(self._from.kind(), name, on)
        self.prepare()

    def _resize_by(self, how: str) -> None:
        self._preparation.resize_by(self._from.kind(), how)
        self.prepare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.strip.set_room(self.width())
        self._look.notes.set_lines(2 if self.height() < ROOMY else 3)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(LOOK_FOR_CAMERA_MS, self, lambda: self._from.find_cameras(self._find_multimedia))
        self._from.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._from.watch(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        try:
            self._from.take(event.mimeData())
        except PictureError:
            self.notice.show_error(tr("What was dropped is not a picture. Drop a picture file."))
            return
        event.acceptProposedAction()


def _headed(text: str, beside: QWidget) -> QHBoxLayout:
    """A heading with an explanation beside it that takes what room there is."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(label(text, "heading"))
    row.addWidget(beside, 1)
    return row
