"""One step, or slow motion: how fast a run goes while one watches its batches."""

import math

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSlider, QWidget

from cnnviz.numbers import trimmed
from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import label

SLOWEST, FASTEST = 0.2, 10.0  # steps a second
NOTCHES = 100
START = 1.0
PIXELS = 150


def rate_at(notch: int) -> float:
    """Steps a second at a notch of the slider: each notch is faster than the last by the same factor.

    >>> rate_at(0), round(rate_at(NOTCHES), 9)
    (0.2, 10.0)
    """
    return float(SLOWEST * (FASTEST / SLOWEST) ** (notch / NOTCHES))


def notch_of(rate: float) -> int:
    """The notch that is nearest to `rate` steps a second.

    >>> notch_of(1.0), notch_of(500.0)
    (41, 100)
    """
    share = math.log(rate / SLOWEST) / math.log(FASTEST / SLOWEST)
    return round(NOTCHES * min(1.0, max(0.0, share)))


def rate_text(rate: float) -> str:
    """A speed in words.

    >>> rate_text(2.5), rate_text(1.01), rate_text(0.25)
    ('2.5 steps a second', 'one step a second', 'one step every 4 s')
    """
    if trimmed(rate, 1) == "1":
        return tr("one step a second")
    if rate < 1:
        return tr("one step every {seconds} s", seconds=trimmed(1 / rate, 1))
    return tr("{rate} steps a second", rate=trimmed(rate, 1))


class PaceControls(QWidget):
    """`step_wanted` asks for one step; `pace_wanted` for so many seconds between two, None for full speed."""

    step_wanted = Signal()
    pace_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.step = QPushButton(tr("One step"))
        self.step.setToolTip(tr("Learn from one batch, then pause, and show what that changed"))
        self.step.setAccessibleName(tr("One step"))
        self.step.setIconSize(QSize(14, 14))
        self.slow = QCheckBox(tr("Slow motion"))
        self.slow.setToolTip(tr("Make few steps a second, and show each of them"))
        self.slow.setAccessibleName(tr("Slow motion"))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, NOTCHES)
        self.speed.setPageStep(10)
        self.speed.setValue(notch_of(START))
        self.speed.setFixedWidth(PIXELS)
        self.speed.setAccessibleName(tr("Speed of slow motion"))
        self.words = label("", "muted")
        self.step.clicked.connect(self.step_wanted)
        self.slow.toggled.connect(self._tell)
        self.speed.valueChanged.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for widget in (self.step, self.slow, self.speed):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on it leaves the keys to the page
            row.addWidget(widget)
        row.addWidget(self.words)
        row.addStretch(1)
        self._colour()
        self._describe()

    @property
    def pace(self) -> float | None:
        """Seconds between two steps; None while slow motion is off."""
        return 1 / rate_at(self.speed.value()) if self.slow.isChecked() else None

    def _tell(self) -> None:
        self._describe()
        sender_is_off = not self.slow.isChecked() and self.sender() is self.speed
        if not sender_is_off:
            self.pace_wanted.emit(self.pace)

    def _describe(self) -> None:
        text = rate_text(rate_at(self.speed.value()))
        self.words.setText(text)
        self.speed.setToolTip(tr("Speed of slow motion: {text}", text=text))

    def _colour(self) -> None:
        self.step.setIcon(icon("step-forward", theme_of(self).text, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "step"):
            self._colour()
        super().changeEvent(event)
