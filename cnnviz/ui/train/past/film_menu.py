"""The menu of the film: how fast it plays, whether it begins again, and how the bar is spread."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.traces.playback import Playback
from cnnviz.ui.train.past.scrub_axis import EVEN, TRUE

SPEEDS = (1, 2, 4, 8, 15, 30, 60)  # snapshots a second
AXES = (
    Choice(EVEN, mark("Same room for every snapshot"), mark("Early steps, of which there are many, are spread out")),
    Choice(TRUE, mark("Same room for every step"), mark("As in the plots")),
)


class FilmMenu(QMenu):
    """`playback_wanted` carries a Playback, `axis_wanted` the kind of a ScrubAxis."""

    playback_wanted = Signal(object)
    axis_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)

    def fill(self, state: Playback, kind: str) -> None:
        """Offer what there is, with what is chosen checked."""
        self.clear()
        speeds, axes = QActionGroup(self), QActionGroup(self)
        for speed in SPEEDS:
            action = self._checkable(tr("{speed} snapshots a second", speed=speed), state.speed == speed, speeds)
            action.triggered.connect(lambda _=False, speed=speed: self.playback_wanted.emit(state.with_speed(speed)))
        self.addSeparator()
        loop = self._checkable(tr("Loop: begin again after the end"), state.loop)
        loop.triggered.connect(lambda on: self.playback_wanted.emit(state.with_loop(on)))
        self.addSeparator()
        for choice in AXES:
            action = self._checkable(tr(choice.label), choice.value == kind, axes)
            action.setToolTip(tr(choice.help))
            action.triggered.connect(lambda _=False, value=choice.value: self.axis_wanted.emit(value))

    def _checkable(self, words: str, checked: bool, group: QActionGroup | None = None) -> QAction:
        action = self.addAction(words)
        action.setCheckable(True)
        action.setChecked(checked)
        if group is not None:
            group.addAction(action)
        return action
