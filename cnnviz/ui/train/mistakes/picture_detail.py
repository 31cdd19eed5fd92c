"""One picture large, with what it was taken for and the probability of each class."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.mistakes.judged import Judged
from cnnviz.ui.widgets.bars import ProbabilityBars
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import wrapped

SIDE = 142
BARS = 172


class _LargePicture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(tr("Chosen picture"))

    def show_picture(self, picture: NDArray[np.floating]) -> None:
        self._image = picture_image(picture)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        painter = QPainter(self)
        paint_picture(painter, QRectF(1, 1, SIDE - 2, SIDE - 2), self._image, theme_of(self))
        painter.end()


class PictureDetail(QWidget):
    """`inspect_pressed` when the picture is to be opened in Inspect, `closed` when it was put away."""

    inspect_pressed = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._truth = 0
        self._picture = _LargePicture()
        self._sentence = ElidedLabel("label", Qt.TextElideMode.ElideRight)
        self.bars = ProbabilityBars()
        self._waiting = wrapped(tr("The probability of each class is shown when the network is not at work: pause it."))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for widget in (self._waiting, self.bars):
            self._stack.addWidget(widget)
        self._stack.setFixedHeight(BARS)
        self.inspect = QPushButton(tr("Open in Inspect"))
        self.inspect.setToolTip(tr("Look at this picture in every layer of the network (double click on it)"))
        self.inspect.setAccessibleName(tr("Open the picture in Inspect"))
        self.inspect.clicked.connect(self.inspect_pressed)
        self.close_button = QToolButton()
        self.close_button.setObjectName("close")
        self.close_button.setText("×")
        self.close_button.setToolTip(tr("Back to the small pictures alone"))
        self.close_button.setAccessibleName(tr("Put the large picture away"))
        self.close_button.clicked.connect(self.closed)
        self._lay_out()

    @property
    def sentence(self) -> str:
        """What is said about the picture."""
        return self._sentence.text()

    def show_picture(self, judged: Judged, number: int) -> None:
        self._names, self._truth = tuple(judged.names), int(judged.labels[number])
        self._picture.show_picture(judged.pictures[number])
        text = judged.sentence(number)
        self._sentence.setText(text[:1].upper() + text[1:])
        self._stack.setCurrentWidget(self._waiting)

    def show_probabilities(self, shares: NDArray[np.floating]) -> None:
        """The probabilities (K,) of the picture that is shown."""
        self.bars.show_probabilities(self._names, shares, self._truth)
        self._stack.setCurrentWidget(self.bars)

    @property
    def shows_probabilities(self) -> bool:
        return self._stack.currentWidget() is self.bars

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self._sentence, 1)
        title.addWidget(self.close_button)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self._picture)
        left.addWidget(self.inspect)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(left)
        row.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(title)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
