"""The way of a picture into the network: every stage as a thumbnail, with a switch where there is a choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QGridLayout, QVBoxLayout, QWidget

from cnnviz.data.preprocessing import Stage
from cnnviz.text import tr
from cnnviz.ui.inspect.picture.stage_view import picture_image
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import label

COLUMNS = 4
THUMBNAIL = 44


@dataclass(frozen=True, eq=False)
class StripStage:
    """What the strip shows of a stage; `explanation` goes into its tooltip."""

    name: str
    label: str
    explanation: str
    on: bool
    switchable: bool
    image: QImage


def strip_stage(stage: Stage) -> StripStage:
    """A stage of the preprocessing as the strip shows it."""
    explanation = " ".join(part for part in (stage.explanation, stage.note) if part)
    whole = max(*stage.pixels.shape, 1)
    image = picture_image(stage.thumbnail(whole))
    return StripStage(stage.name, stage.label, explanation, stage.on, stage.switchable, image)


class Thumbnail(QAbstractButton):
    """A small picture; the one that is seen large is framed."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setCheckable(True)
        self.setFixedSize(THUMBNAIL, THUMBNAIL)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_image(self, image: QImage) -> None:
        room = QSize(2 * THUMBNAIL, 2 * THUMBNAIL)
        large = image.width() > room.width() or image.height() > room.height()
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        small = image.scaled(room, keep, smooth) if large else image
        self._image = small.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(THUMBNAIL, THUMBNAIL)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        width, height = max(1, self._image.width()), max(1, self._image.height())
        scale = (THUMBNAIL - 6) / max(width, height)
        area = QRectF(0, 0, max(2.0, width * scale), max(2.0, height * scale))
        area.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(area, self._image)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRect(area)
        if self.isChecked() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.accent, 2 if self.isChecked() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class StageStrip(QWidget):
    """`looked_at` carries the index of the stage to be seen large; `switched` a stage's name and whether it is on."""

    looked_at = Signal(int)
    switched = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(6)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.looked_at.emit)
        self._thumbnails: list[Thumbnail] = []
        self._switches: list[QCheckBox] = []
        self._names: list[str] = []
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
            fixed.setToolTip(tip)
        self._thumbnails[current].setChecked(True)

    def tab_stops(self) -> list[QWidget]:
        """Every thumbnail and its switch, in the order of the stages."""
        return [stop for pair in zip(self._thumbnails, self._switches, strict=True) for stop in pair]

    def thumbnail(self, name: str) -> Thumbnail:
        return self._thumbnails[self._names.index(name)]

    def switch(self, name: str) -> QCheckBox:
        return self._switches[self._names.index(name)]

    def _build(self, stages: Sequence[StripStage]) -> None:
        assert not self._names, "the stages are the same for every picture"
        for index, stage in enumerate(stages):
            thumbnail = Thumbnail()
            thumbnail.setAccessibleName(tr("See “{stage}” large", stage=stage.label))
            self._group.addButton(thumbnail, index)
            switch = QCheckBox(stage.label)
            switch.setProperty("role", "small")
            switch.toggled.connect(lambda on, name=stage.name: self.switched.emit(name, on))
            fixed = label(stage.label, "muted")
            fixed.setAlignment(Qt.AlignmentFlag.AlignHCenter)
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
