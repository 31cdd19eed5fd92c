"""The probe: one picture that the network never learns from, and what it says to it, step after step."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.painting.pictures import picture_image
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.live.live import Floats, LiveReport
from cnnviz.ui.train.live.probe_chooser import ProbeChooser
from cnnviz.ui.train.live.watched import Watched
from cnnviz.ui.train.plots.curve_card import HEADING
from cnnviz.ui.widgets.bars import ProbabilityBars, percent
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import label, set_role
from cnnviz.ui.widgets.until_filled import UntilFilled


class _Thumbnail(QWidget):
    """A small picture (C, H, W) of values from 0 to 1, every pixel a square."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Floats | None = None
        self.setFixedSize(58, 58)
        self.setAccessibleName(tr("Probe picture"))

    def show_picture(self, picture: Floats) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.drawImage(QRectF(1, 1, 56, 56), picture_image(self._picture))
        painter.setPen(theme_of(self).line)
        painter.drawRect(QRectF(0.5, 0.5, 57, 57))
        painter.end()


class ProbeCard(Card):
    """Picture, verdict and class probabilities; `wished` when another picture is wanted."""

    wished = Signal(object)  # ProbeWish

    def __init__(self) -> None:
        super().__init__(tr("Probe"), tr("one picture, watched"))
        self._truth: int | None = None
        self._names: tuple[str, ...] = ()
        self._thumbnail = _Thumbnail()
        self._reads, self._true, self._verdict = label("", "muted"), label("", "muted"), label("", "output")
        self.bars = ProbabilityBars()
        self.chooser = ProbeChooser()
        self.chooser.wished.connect(self.wished)
        self.next = QPushButton(tr("Next"))
        self.next.setToolTip(tr("Take the next picture as probe (N)"))
        self.next.setAccessibleName(tr("Next probe picture"))
        self.next.clicked.connect(lambda: self.wished.emit(self.chooser.next_wish()))
        set_role(self.next, "role", "flat")
        self.next.hide()
        self.heading.add(self.next)
        self.heading.setFixedHeight(HEADING)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_top())
        column.addWidget(self.chooser)
        column.addWidget(self.bars, 1)
        self.place = UntilFilled(
            content, tr("A picture that is never learnt from, and how sure the network is of each class.")
        )
        self.body.addWidget(self.place, 1)

    def verdict(self) -> str:
        """Right or wrong, in words."""
        return self._verdict.text()

    def show_probe(self, watched: Watched) -> None:
        """From now on this picture is watched."""
        self.heading.set_explanation(watched.label)
        self._truth, self._names = watched.truth, watched.names
        self._thumbnail.show_picture(watched.picture)
        self._true.setText(tr("true {name}", name=self._names[self._truth]))
        self.chooser.show_number(watched.number, watched.pictures, self._names)
        self.next.show()

    def show_report(self, report: LiveReport) -> None:
        if self._truth is None:
            return
        best = int(report.probabilities.argmax())
        right = best == self._truth
        self._reads.setText(tr("reads {name}", name=self._names[best]))
        self._verdict.setText(verdict_text(report.probabilities, self._truth))
        set_role(self._verdict, "role", "output" if right else "error")
        self.bars.show_probabilities(self._names, report.probabilities, self._truth)
        self.place.set_filled(True)

    def clear(self) -> None:
        self._truth = None
        self.next.hide()
        self.heading.set_explanation(tr("one picture, watched"))
        self.place.set_filled(False)

    def _make_top(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        for text in (self._reads, self._true, self._verdict):
            words.addWidget(text)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._thumbnail, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row


def verdict_text(probabilities: Sequence[float] | Floats, truth: int) -> str:
    """Whether the likeliest class is the true one, and how likely it is.

    >>> verdict_text([0.2, 0.8], 1), verdict_text([0.7, 0.3], 1)
    ('right, 80.0 %', 'wrong, 70.0 %')
    """
    best = int(np.argmax(probabilities))
    share = percent(float(probabilities[best]))
    return tr("right, {share}", share=share) if best == truth else tr("wrong, {share}", share=share)
