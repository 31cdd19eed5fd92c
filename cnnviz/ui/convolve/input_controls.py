"""The controls of the input: which picture, how large, grey or colour."""

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from cnnviz.data.samples import list_samples
from cnnviz.paths import resources
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.convolve.picture_source import (
    LARGEST,
    Image,
    Source,
    from_bytes,
    matrix_source,
    random_source,
)
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.segmented import Segmented

READABLE_SIZE = 28
KEPT_SIZE = 32  # pictures up to this size are shown as they are
RANDOM_SIZE = 10
GREY, RGB = "grey", "rgb"


class InputControls(ControlGroup):
    """Chooses the input; `changed` carries the name of the row that was used."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Input"))
        self._source = matrix_source("", [[0]])
        self._samples = list_samples(resources() / "images")
        self._edited: Image | None = None
        self._coloured = ""
        self.picture = QComboBox()
        self.picture.setToolTip(tr("Shipped pictures, random numbers, small matrices, or a picture of your own"))
        self.picture.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.picture.setMinimumContentsLength(8)
        self.dice = QPushButton()
        self.dice.setToolTip(tr("New random numbers"))
        self.dice.setAccessibleName(tr("New random numbers"))
        self.dice.setFixedWidth(30)
        self.dice.setProperty("tight", True)
        self.longest = NumberBox()
        self.longest.setKeyboardTracking(False)
        self.longest.setToolTip(
            tr("Cells of the longer side: a larger picture is reduced to it, every cell the mean of what it covers")
        )
        self.channels = Segmented((Choice(GREY, mark("Grey"), mark("One channel: brightness")),
                                   Choice(RGB, mark("RGB"), mark("Three channels, side by side"))))  # fmt: skip
        self.notice = Notice()
        self.add_row("picture", tr("Picture"), self._with_dice())
        self.add_row("size", tr("Size"), self.longest, self.longest.toolTip())
        self.add_row("channels", tr("Channels"), self.channels)
        self.add_wide(self.notice)
        self._fill()
        self._colour_icons()
        self._choose(0)
        self.picture.activated.connect(self._picture_chosen)
        self.dice.clicked.connect(self._roll)
        self.longest.valueChanged.connect(self._size_chosen)
        self.channels.changed.connect(lambda _: self._changed("channels"))

    def image(self) -> Image:
        """(C, H, W) as the controls say, or as it was edited since."""
        if self._edited is None:
            channels = 3 if self.channels.value() == RGB else 1
            self._edited = self._source.image(channels, self.longest.value())
        return self._edited

    def set_pixel(self, channel: int, row: int, column: int, value: float) -> None:
        """Change one number of the input; it stays until another picture, size or channel is chosen."""
        image = self.image().copy()
        image[channel, row, column] = value
        self._edited = image

    def show_source(self, source: Source) -> None:
        """Take a picture of one's own; it joins the list."""
        index = self.picture.findData("own")
        if index < 0:
            self.picture.insertItem(0, "", "own")
            self.picture.insertSeparator(1)
            index = 0
        self.picture.setItemText(index, source.name)
        self.picture.setItemData(index, source, Qt.ItemDataRole.UserRole + 1)
        self.picture.setItemData(index, source.name, Qt.ItemDataRole.ToolTipRole)
        self.picture.setCurrentIndex(index)
        self._take(source)
        self._changed("picture")

    def source(self) -> Source:
        return self._source

    def _with_dice(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.picture, 1)
        row.addWidget(self.dice)
        whole.setAccessibleName(tr("Picture"))
        self.picture.setAccessibleName(tr("Picture"))
        return whole

    def _fill(self) -> None:
        for index, sample in enumerate(self._samples):
            self.picture.addItem(tr(sample.label), index)
            self.picture.setItemData(index, tr(sample.shows), Qt.ItemDataRole.ToolTipRole)
        if self._samples:
            self.picture.insertSeparator(self.picture.count())
        self.picture.addItem(tr("Random"), "random")
        self.picture.addItem(tr("Numbers 1 to 9"), "numbers")

    def _picture_chosen(self, index: int) -> None:
        self._choose(index)
        self._changed("picture")

    def _choose(self, index: int) -> None:
        data = self.picture.itemData(index)
        own = self.picture.itemData(index, Qt.ItemDataRole.UserRole + 1)
        if isinstance(own, Source):
            self._take(own)
        elif data == "random":
            self._take(random_source(tr("Random"), RANDOM_SIZE, np.random.default_rng()))
        elif data == "numbers":
            self._take(matrix_source(tr("Numbers 1 to 9"), [[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
        elif isinstance(data, int):
            sample = self._samples[data]
            self._take(from_bytes(tr(sample.label), _shipped_pixels(str(sample.path))))

    def _roll(self) -> None:
        """Random numbers of the present size."""
        size = min(self.image().shape[1:])
        self.picture.setCurrentIndex(self.picture.findData("random"))
        self._take(random_source(tr("Random"), min(size, READABLE_SIZE), np.random.default_rng()))
        self._changed("picture")

    def _take(self, source: Source) -> None:
        self._source = source
        self._edited = None
        if not self._is_random():  # random numbers are shown with as many channels as were on
            self.channels.set_value(RGB if source.colour else GREY)
        self.longest.blockSignals(True)
        longest = source.longest
        least, most = (1, READABLE_SIZE) if self._is_random() else (min(5, longest), min(longest, LARGEST))
        self.longest.setRange(least, most)
        self.longest.setValue(longest if longest <= KEPT_SIZE else READABLE_SIZE)
        self.longest.setEnabled(self._is_random() or not source.exact)
        self.longest.blockSignals(False)
        if source.note:
            self.notice.show_info(source.note)
        else:
            self.notice.clear()

    def _is_random(self) -> bool:
        return bool(self.picture.currentData() == "random")

    def _size_chosen(self, size: int) -> None:
        """A picture is reduced, random numbers are drawn again."""
        if self._is_random():
            self._take(random_source(tr("Random"), size, np.random.default_rng()))
        self._changed("size")

    def _changed(self, name: str) -> None:
        self._edited = None
        self.changed.emit(name)

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        if theme.name != self._coloured:
            self._coloured = theme.name
            self.dice.setIcon(icon("dice", theme.text, size=16))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)


def _shipped_pixels(path: str) -> np.ndarray:
    """Bytes of a shipped picture: Qt reads these known files faster than Pillow can be imported."""
    from PySide6.QtGui import QImage

    image = QImage(path)
    colour = not image.isGrayscale()
    image = image.convertToFormat(QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8)
    depth = 3 if colour else 1
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * depth].reshape(image.height(), image.width(), depth)
    return pixels.copy() if colour else pixels[:, :, 0].copy()
