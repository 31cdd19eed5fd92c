"""The Data view: what the network is to learn from."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.data.datasets import DataReady
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.train.data_view.augmentation_card import AugmentationCard
from cnnviz.ui.train.data_view.class_bars import ClassBars
from cnnviz.ui.train.data_view.samples import Samples
from cnnviz.ui.train.data_view.samples_card import SamplesCard
from cnnviz.ui.train.data_view.samples_reader import SamplesReader
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import wrapped

GAP = 12
CLASSES_WIDTH = 340


class DataView(RunView):
    """Pictures page by page, counts of the classes, and augmentation on real pictures.

    `load_wanted` asks for the pictures, which `show_data` brings; `picture_wanted` carries (picture (C, H, W) from 0 to
    1, sentence) to be opened in Inspect.
    """

    load_wanted = Signal()
    picture_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._settings = TrainingSettings()
        self._training: Samples | None = None
        self._per_epoch, self._name = 0, ""
        self._reader = SamplesReader(self)
        self._reader.ready.connect(self._show_parts)
        self.pictures, self.augmentation = SamplesCard(), AugmentationCard()
        self.bars, self.balance = ClassBars(), wrapped("", "label")
        self.load, self._empty_words = QPushButton(tr("Load the pictures")), wrapped("")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._content())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.load.clicked.connect(self._ask_for_pictures)
        self.pictures.picture_wanted.connect(self.picture_wanted)
        self.pictures.filtered.connect(self.bars.select)
        self.bars.chosen.connect(self._filter)
        self._show_waiting(False)

    @property
    def filled(self) -> bool:
        """Whether there are pictures to be seen."""
        return self._stack.currentIndex() == 1

    def show_data(self, ready: DataReady | None, settings: TrainingSettings) -> None:
        """Show pictures that were loaded; None where there are none of the present choice."""
        self._settings = settings
        self._show_waiting(ready is not None)
        if ready is not None:
            self._per_epoch, self._name = ready.source.pictures_per_epoch, ready.source.name
            self._reader.read(ready.source)
            return
        self._reader.forget()
        self._training = None
        self._stack.setCurrentIndex(0)

    def show_progress(self, message: str) -> None:
        """Say how far the reading of the pictures is."""
        self._empty_words.setText(message)

    def show_settings(self, settings: TrainingSettings) -> None:
        """The settings in the form have changed: show what augmentation they make."""
        self._settings = settings
        if self._training is not None:
            self.augmentation.show_samples(self._training, settings)

    def close_down(self) -> None:
        self._reader.close_down()

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 420)

    def _show_parts(self, parts: dict[str, Samples]) -> None:
        self._stack.setCurrentIndex(1)
        self._training = parts["training"]
        self.pictures.show_parts(parts, self._name)
        self.bars.select(None)
        self.bars.show_parts([part for part in parts.values() if len(part)])
        words = [part.balance() for part in parts.values() if len(part)]
        if self._per_epoch > len(self._training):
            words.append(tr("These are the first {count} training pictures: there is no end to them.",
                            count=count(len(self._training))))  # fmt: skip
        self.balance.setText("\n".join(words))
        self.show_settings(self._settings)

    def _filter(self, label: int | None) -> None:
        self.bars.select(label)
        self.pictures.show_class(label)

    def _ask_for_pictures(self) -> None:
        give_focus_back(self.load)  # which is off, then gone: the keys would go to whatever comes next
        self._show_waiting(True)
        self.load_wanted.emit()

    def _show_waiting(self, waiting: bool) -> None:
        self.load.setEnabled(not waiting)
        self._empty_words.setText(
            tr("The pictures are being read …") if waiting
            else tr("The pictures of the data set that is chosen at the left can be looked through here: page by page, "
                    "class by class, and changed as augmentation changes them.")
        )  # fmt: skip

    def _empty(self) -> QWidget:
        self._empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.load.setProperty("role", "primary")
        self.load.setToolTip(tr("Read the pictures of the chosen data set, without training on them"))
        card = Card()
        card.body.addStretch(1)
        card.body.addWidget(self._empty_words)
        card.body.addWidget(self.load, 0, Qt.AlignmentFlag.AlignHCenter)
        card.body.addStretch(1)
        return card

    def _content(self) -> QWidget:
        classes = Card(tr("Classes"), tr("pictures of each; click one"))
        classes.setFixedWidth(CLASSES_WIDTH)
        scroll = QScrollArea()
        scroll.setWidget(self.bars)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        self.bars.setAutoFillBackground(False)
        classes.body.addWidget(scroll, 1)
        classes.body.addWidget(self.balance)
        above = QHBoxLayout()
        above.setSpacing(GAP)
        above.addWidget(self.pictures, 1)
        above.addWidget(classes)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(above, 1)
        column.addWidget(self.augmentation)
        return content
