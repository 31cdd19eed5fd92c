"""What stands in the top bar while the page is shown: start, step, stop, resume, reset, and how far the run is."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.ui.fonts import number_font
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.fitting_label import FittingLabel
from cnnviz.ui.train.session import State
from cnnviz.ui.widgets.labels import set_role

STEPS = 1000


class RunHeader(QWidget):
    """Buttons with their keys, a bar, and a line of text; says what was pressed and shows the state it is given.

    `key_pressed` carries a QKeyEvent that no button took: the bar is not inside the page whose key it is.
    """

    start_pressed = Signal()
    step_pressed = Signal()
    stop_pressed = Signal()
    resume_pressed = Signal()
    reset_pressed = Signal()
    key_pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.start, self.step, self.stop = QPushButton(), QPushButton(tr("Step")), QPushButton(tr("Stop"))
        set_role(self.start, "role", "primary")
        self.step.setToolTip(tr("Learn from one single batch, then pause (. key)"))
        self.stop.setToolTip(tr("End the run; what has been learnt so far is kept"))
        self.resume, self.reset = QPushButton(tr("Resume")), QPushButton(tr("Reset"))
        self.resume.setToolTip(tr("Go on where this run was left, exactly as if it had never been stopped"))
        self.reset.setToolTip(tr("Clear the page for a new run; this one stays in Runs"))
        self.resume.clicked.connect(self.resume_pressed)
        self.reset.clicked.connect(self.reset_pressed)
        self.start.clicked.connect(self.start_pressed)
        self.step.clicked.connect(self.step_pressed)
        self.stop.clicked.connect(self.stop_pressed)
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the run"))
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line = FittingLabel("number", 90)
        self.line.setFont(number_font(12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._buttons = (self.start, self.step, self.resume, self.stop, self.reset)
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on it leaves the keys to the page
            row.addWidget(button)
        row.addSpacing(4)
        row.addWidget(self.bar, 1)
        row.addSpacing(4)
        row.addWidget(self.line, 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._state = State.IDLE
        self.show_state(State.IDLE)

    def show_state(self, state: State, ready: bool = True, can_resume: bool = False) -> None:
        """Name the first button for what it does now; without `ready` nothing can be started."""
        self._state = state
        keyed = next((button for button in self._buttons if button.hasFocus()), None)
        text, hint = _START_TEXTS[state]()
        self.start.setText(text)
        running = state in (State.RUNNING, State.PAUSING, State.PAUSED)
        self.start.setEnabled(ready or running)
        self.step.setEnabled((ready or running or can_resume) and state is not State.RUNNING)
        self.stop.setEnabled(running)
        self.stop.setVisible(running or state is State.IDLE)
        self.resume.setVisible(can_resume)
        self.reset.setVisible(not running and state is not State.IDLE)
        missing = tr("First choose, at the left, pictures to learn from and a network that takes them")
        self.start.setToolTip(hint if self.start.isEnabled() else missing)
        if keyed is not None and not (keyed.isVisible() and keyed.isEnabled()):
            self.start.setFocus()  # else the keys would go to whatever comes next
        self._colour()

    def show_progress(self, share: float, texts: Sequence[str]) -> None:
        self.bar.setRange(0, STEPS)
        value = round(STEPS * share)
        if value != self.bar.value():
            self.bar.setValue(value)
        self.line.set_texts(texts)

    def _colour(self) -> None:
        theme = theme_of(self)
        name = "pause" if self._state is State.RUNNING else "play"
        self.start.setIcon(icon(name, theme.on_accent if self.start.isEnabled() else theme.muted, size=14))
        self.step.setIcon(icon("step-forward", theme.text if self.step.isEnabled() else theme.muted, size=14))
        self.stop.setIcon(icon("stop", theme.text if self.stop.isEnabled() else theme.muted, size=14))
        self.resume.setIcon(icon("play", theme.text, size=14))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_pressed.emit(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_state"):
            self._colour()
        super().changeEvent(event)


def _start_text() -> tuple[str, str]:
    return tr("Start"), tr("Start training with these settings (Space)")


def _pause_text() -> tuple[str, str]:
    return tr("Pause"), tr("Pause after this step (Space)")


def _resume_text() -> tuple[str, str]:
    return tr("Resume"), tr("Go on training (Space)")


def _again_text() -> tuple[str, str]:
    return tr("Start again"), tr("Start a new run with a fresh network (Space)")


_START_TEXTS = {
    State.IDLE: _start_text,
    State.RUNNING: _pause_text,
    State.PAUSING: _resume_text,
    State.PAUSED: _resume_text,
    State.STOPPED: _again_text,
    State.FINISHED: _again_text,
    State.FAILED: _again_text,
}
