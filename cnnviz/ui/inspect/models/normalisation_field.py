"""A field for the numbers that a model wants its pictures in: usual choices, or numbers of one's own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from cnnviz.engine.input_normalisation import (
    IMAGENET_MEAN,
    IMAGENET_SPREAD,
    MEAN,
    ORDER,
    SCALE,
    SPREAD,
    InputNormalisation,
    normalisation_of,
)
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.labels import label, set_role

OWN = "own"
USUAL = {
    "plain": InputNormalisation(),
    "bytes": InputNormalisation(255.0),
    "signed": InputNormalisation(2.0, (1.0,)),
    "mnist": InputNormalisation(mean=(0.1307,), spread=(0.3081,)),
    "imagenet": InputNormalisation(mean=IMAGENET_MEAN, spread=IMAGENET_SPREAD),
    "caffe": InputNormalisation(255.0, (103.939, 116.779, 123.68), bgr=True),
}
CHOICES = (
    Choice("plain", mark("0 to 1"), mark("Black is 0, white is 1: as this program trains, and PyTorch's ToTensor")),
    Choice("bytes", mark("0 to 255"), mark("Black is 0, white is 255: pictures as Keras reads them from files")),
    Choice("signed", mark("−1 to 1"), mark("Black is −1, white is 1: Keras' MobileNet and Inception")),
    Choice("mnist", mark("MNIST, standardised"), mark("From 0 to 1, then mean 0.1307 taken off and spread 0.3081 "
                                                      "divided out: PyTorch's example for digits")),
    Choice("imagenet", mark("ImageNet, standardised"), mark("From 0 to 1, then ImageNet's mean taken off and spread "
                                                            "divided out, channel by channel: torchvision's models")),
    Choice("caffe", mark("ImageNet, blue first"), mark("From 0 to 255, blue, green, red, ImageNet's mean taken off: "
                                                       "Keras' VGG16 and ResNet50")),
    Choice(OWN, mark("Own numbers"), mark("Factor, mean and spread as you write them")),
)  # fmt: skip
ONE_CHANNEL, THREE_CHANNELS = {"mnist"}, {"imagenet", "caffe"}


class NormalisationField(QWidget):
    """Says how the numbers of a picture are made. `changed` comes with every change."""

    changed = Signal()

    def __init__(self, channels: int) -> None:
        super().__init__()
        left_out = {1: THREE_CHANNELS, 3: ONE_CHANNEL}.get(channels, ONE_CHANNEL | THREE_CHANNELS)
        self.chooser = Chooser(
            tr("Numbers of the picture"), tr("In which numbers the model wants black and white"),
            [choice for choice in CHOICES if choice.value not in left_out],
        )  # fmt: skip
        self.scale = _line(tr("Factor"), tr("What pictures from 0 to 1 are multiplied by first"), "1")
        self.mean = _line(tr("Mean"), tr("What is taken off: one number, or one for each channel"), "0")
        self.spread = _line(tr("Spread"), tr("What is divided by: one number, or one for each channel"), "1")
        self.blue_first = QCheckBox(tr("Blue first"))
        self.blue_first.setToolTip(tr("The channels come as blue, green, red"))
        self.blue_first.setVisible(channels == 3)
        self._own = QWidget()
        self._lay_out()
        self.chooser.currentIndexChanged.connect(self._take)
        for line in (self.scale, self.mean, self.spread):
            line.textChanged.connect(self.changed)
        self.blue_first.toggled.connect(self.changed)
        self._own.hide()

    def value(self) -> InputNormalisation:
        """What is chosen; NormalisationError where the numbers are none."""
        chosen = self.chooser.value()
        if chosen != OWN:
            return USUAL[chosen]
        texts = {name: line.text().replace(",", " ") for name, line in self._lines().items()}
        order = {ORDER: "BGR"} if self.blue_first.isChecked() else {}
        return normalisation_of({name: text for name, text in texts.items() if text.strip()} | order)

    def show_value(self, value: InputNormalisation) -> None:
        """Show what a file says, without sending `changed`."""
        name = next((name for name, usual in USUAL.items() if usual == value and self.chooser.has(name)), OWN)
        self.blockSignals(True)
        for part, line in self._lines().items():
            line.setText(value.facts().get(part, line.placeholderText()))
        self.blue_first.setChecked(value.bgr)
        self.chooser.set_value(name)
        self._own.setVisible(name == OWN)
        self.blockSignals(False)

    def _lines(self) -> dict[str, QLineEdit]:
        return {SCALE: self.scale, MEAN: self.mean, SPREAD: self.spread}

    def _take(self) -> None:
        self._own.setVisible(self.chooser.value() == OWN)
        self.changed.emit()

    def _lay_out(self) -> None:
        grid = QGridLayout(self._own)
        grid.setContentsMargins(0, 0, 0, 0)
        for row, line in enumerate(self._lines().values()):
            name = label(line.accessibleName(), "label")
            name.setBuddy(line)
            grid.addWidget(name, row, 0)
            grid.addWidget(line, row, 1)
        grid.addWidget(self.blue_first, 3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chooser)
        column.addWidget(self._own)


def _line(name: str, help_text: str, usual: str) -> QLineEdit:
    line = QLineEdit()
    set_role(line, "role", "number")
    line.setPlaceholderText(usual)
    line.setAccessibleName(name)
    line.setToolTip(help_text)
    return line
