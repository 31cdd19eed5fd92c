"""The way of a picture into the network: every stage as a thumbnail, with a switch where there is a choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QVBoxLayout, QWidget

from cnnviz.data.pixels import Bytes, reduced
from cnnviz.data.preprocessing import Stage
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.inspect.picture.resizing_button import ResizingButton
from cnnviz.ui.inspect.picture.stage_view import picture_image
from cnnviz.ui.inspect.picture.thumbnail import LARGE, SMALL, Thumbnail
from cnnviz.ui.widgets.labels import label

COLUMNS = 4
TEXT_SIZE = 11
ROOMY = 320  # pixels of width from which on the thumbnails are larger


@dataclass(frozen=True, eq=False)
class StripStage:
    """What the strip shows of a stage; `explanation` is told of it. `image` is no larger than it needs."""

    name: str
    label: str
    explanation: str
    on: bool
    switchable: bool
    image: QImage


def strip_stage(stage: Stage) -> StripStage:
    """A stage of the preprocessing as the strip shows it."""
    explanation = " ".join(part for part in (stage.explanation, stage.note) if part)
    whole = stage.thumbnail(max(*stage.pixels.shape, 1))
    return StripStage(stage.name, stage.label, explanation, stage.on, stage.switchable, small_image(whole))


def small_image(pixels: Bytes) -> QImage:
    """uint8 (H, W) or (H, W, 3), reduced by a whole factor to about what a thumbnail shows on a fine screen."""
    return picture_image(reduced(pixels, max(1, max(pixels.shape[:2]) // (2 * LARGE))))


class StageStrip(QWidget):
    """Stages by index, in their order.

    `looked_at` carries the one to be seen large, `pointed_at` the one below the pointer or -1; `switched` a stage's
    name and whether it is on, `resizing_chosen` how pictures are to be brought to size.
    """

    looked_at = Signal(int)
    pointed_at = Signal(int)
    switched = Signal(str, bool)
    resizing_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(4)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.looked_at.emit)
        self._thumbnails: list[Thumbnail] = []
        self._switches: list[QCheckBox] = []
        self._names: list[str] = []
        self.resizing = ResizingButton()
        self.resizing.chosen.connect(self.resizing_chosen)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_stages(self, stages: Sequence[StripStage], current: int) -> None:
        if [stage.name for stage in stages] != self._names:
            self._build(stages)
        for index, stage in enumerate(stages):
            tip = stage.explanation
            self._thumbnails[index].show_image(stage.image)
            self._thumbnails[index].setToolTip(tip)
            switch = self._switches[index]
            switch.blockSignals(True)
            switch.setChecked(stage.on)
            switch.blockSignals(False)
            switch.setVisible(stage.switchable)
            switch.setToolTip(tip)
            fixed = switch.property("fixed")
            fixed.setVisible(not stage.switchable)
            if fixed is not self.resizing:
                fixed.setToolTip(tip)
        self._thumbnails[current].setChecked(True)

    def set_room(self, width: int) -> None:
        """Have thumbnails as large as a strip of this width allows."""
        for thumbnail in self._thumbnails:
            thumbnail.set_side(LARGE if width >= ROOMY else SMALL)

    def tab_stops(self) -> list[QWidget]:
        """Every thumbnail and its switch, in the order of the stages."""
        stops: list[QWidget] = []
        for name, thumbnail, switch in zip(self._names, self._thumbnails, self._switches, strict=True):
            stops += [thumbnail, self.resizing if name == "resize" else switch]
        return stops

    def thumbnail(self, name: str) -> Thumbnail:
        return self._thumbnails[self._names.index(name)]

    def switch(self, name: str) -> QCheckBox:
        return self._switches[self._names.index(name)]

    def _build(self, stages: Sequence[StripStage]) -> None:
        assert not self._names, "the stages are the same for every picture"
        for index, stage in enumerate(stages):
            thumbnail = Thumbnail()
            thumbnail.setAccessibleName(tr("See “{stage}” large", stage=stage.label))
            thumbnail.pointed.connect(lambda over, index=index: self.pointed_at.emit(index if over else -1))
            self._group.addButton(thumbnail, index)
            switch = QCheckBox(stage.label)
            switch.setProperty("role", "small")
            switch.setFont(interface_font(TEXT_SIZE))
            switch.toggled.connect(lambda on, name=stage.name: self.switched.emit(name, on))
            fixed: QWidget = self.resizing if stage.name == "resize" else label(stage.label, "muted")
            switch.setProperty("fixed", fixed)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            for widget in (thumbnail, switch, fixed):
                cell.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            cell.addStretch(1)
            self._grid.addLayout(cell, index // COLUMNS, index % COLUMNS)
            self._thumbnails.append(thumbnail)
            self._switches.append(switch)
        self._names = [stage.name for stage in stages]
        self.set_room(self.width())
