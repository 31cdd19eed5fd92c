"""The bar that plays a film of frames: first, row back, back, play, forward, row on, last, scrub, speed, rows, loop."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.playback import FASTEST, SLOWEST, Playback
from cnnviz.ui.fonts import number_font
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import label, set_role
from cnnviz.ui.widgets.readout import Readout

SPEED_STEPS = 100
PLAY_WIDTH, STEP_WIDTH = 84, 32  # pixels at least, of play and of the other buttons, where there is room
ROOMY = 760  # pixels from which on there is a word beside the icon of play
WORDY = 1000  # and from which on the others have one too: the scrub bar needs the place more
SPACING = 6
SPEED_ROOM, ROWS_ROOM = 6, 10  # digits of the speed in steps and in rows
ROWS = 600  # and from which on there is room for whole rows (the keys ↑ and ↓ always work)


class Transport(QWidget):
    """Shows a `Playback` and asks for another by `wanted`."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state = Playback(length=1)
        self._row = 1  # frames of a row
        self._icons: list[tuple[QPushButton, str]] = []
        self._narrow, self._roomy, self._wordy = False, True, False  # as in a window of the usual size, at first
        self._coloured = ("", False)  # the theme, and whether it plays, that the icons were drawn for
        move = self._ask
        first = self._button("first", tr("First (Home)"), lambda: move(self._state.at(0).paused()))
        back = self._button("step-back", tr("One step back (←)"), lambda: move(self._state.moved(-1)))
        self.row_back = self._button("row-up", tr("One row back (↑)"), lambda: move(self._state.rows_moved(-self._row)))
        self.play = self._button("play", "", lambda: move(self._state.toggled()))
        self.play.setProperty("role", "primary")
        forward = self._button("step-forward", tr("One step forward (→)"), lambda: move(self._state.moved(1)))
        self.row_on = self._button("row-down", tr("One row on (↓)"), lambda: move(self._state.rows_moved(self._row)))
        last = self._button("last", tr("Last (End)"), lambda: move(self._state.at(self._state.last).paused()))
        self.scrub = _slider(tr("Position"), 0, 0)
        self.scrub.valueChanged.connect(lambda value: move(self._state.at(value)))
        self.position = Readout(number_font(12), room=9, right=True)
        self.speed = _slider(tr("Speed"), 0, SPEED_STEPS)
        self.speed.setToolTip(tr("Steps, or whole rows, per second (+ and −)"))
        self.speed.valueChanged.connect(lambda value: move(self._state.with_speed(speed_at(value))))
        self.speed_text = Readout(number_font(12), room=SPEED_ROOM)
        self._speed_label = label(tr("Speed"), "label")
        self.loop = self._button("loop", tr("Begin again after the last step"), lambda: None)
        self.loop.setCheckable(True)
        self.loop.toggled.connect(lambda on: move(self._state.with_loop(on)))
        self.rows = self._button("rows", tr("Play whole rows at a time"), lambda: None)
        self.rows.setCheckable(True)
        self.rows.toggled.connect(lambda on: move(self._state.with_stride(self._row if on else 1)))
        self._lay_out((first, self.row_back, back, self.play, forward, self.row_on, last))
        self.show_state(self._state)

    def _lay_out(self, buttons: tuple[QPushButton, ...]) -> None:
        row = self._line = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # it gets narrower by itself
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        for button in buttons:
            row.addWidget(button)
        row.addWidget(self.scrub, 1)
        row.addWidget(self.position)
        row.addSpacing(SPACING)
        row.addWidget(self._speed_label)
        row.addWidget(self.speed)
        row.addWidget(self.speed_text)
        row.addWidget(self.rows)
        row.addWidget(self.loop)

    def set_row(self, frames: int) -> None:
        """How many frames a row has; films without rows get no buttons for them."""
        self._row = frames
        self._show_rows(self.width())

    def _show_rows(self, width: int) -> None:
        for button in (self.row_back, self.row_on):
            button.setVisible(self._row > 1 and width >= ROWS)
        self.rows.setVisible(self._row > 1)

    def show_state(self, state: Playback) -> None:
        """Show where the film stands; sends nothing."""
        before, self._state = self._state, state
        _set_quietly(self.scrub, state.position, state.last)
        width = len(count(state.length))
        self.position.set_text(f"{count(state.position + 1):>{width}} / {count(state.length)}")
        if before.length != state.length:
            self.position.set_room(max(9, 2 * width + 3))
        _set_quietly(self.speed, place_of(state.speed), SPEED_STEPS)
        speed = f"{state.speed:.1f}" if state.speed < 3 else f"{state.speed:.0f}"
        by_row = state.stride > 1
        self.speed_text.set_text(tr("{speed} rows/s", speed=speed) if by_row else tr("{speed} /s", speed=speed))
        if by_row != (before.stride > 1):
            self.speed_text.set_room(ROWS_ROOM if by_row else SPEED_ROOM)
        _check_quietly(self.rows, by_row)
        _check_quietly(self.loop, state.loop)
        if before.playing != state.playing or not self.play.toolTip():
            self._show_words()
            self.play.setToolTip(tr("Pause (Space)") if state.playing else tr("Play (Space)"))
            self.play.setAccessibleName(tr("Pause") if state.playing else tr("Play"))
            self._colour_icons()

    def _show_words(self) -> None:
        """Words beside the icons where there is room for them."""
        for button, _ in self._icons:  # the style first: with another one, the same words need another width
            has_word = self._wordy if button is self.loop else self._roomy and button is self.play
            set_role(button, "tight", not has_word)
            button.setMinimumWidth(STEP_WIDTH if self._roomy else 0)
        self.play.setText((tr("Pause") if self._state.playing else tr("Play")) if self._roomy else "")
        self.play.setMinimumWidth(PLAY_WIDTH if self._roomy else 0)
        self.loop.setText(tr("Loop") if self._wordy else "")
        self._speed_label.setVisible(self._wordy)
        self.speed.setFixedWidth(96 if self._wordy else 80 if self._roomy else 40 if self._narrow else 56)
        self.scrub.setMinimumWidth(16 if self._narrow else 40)  # longer, unless there are millions of frames
        self._line.setSpacing(SPACING // 2 if self._narrow else SPACING)
        for button, _ in self._icons:
            button.updateGeometry()

    def _ask(self, state: Playback) -> None:
        self.wanted.emit(state)

    def _button(self, icon_name: str, tip: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: action())
        self._icons.append((button, icon_name))
        return button

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        wanted = (theme.name, self._state.playing)
        if wanted == self._coloured:
            return
        self._coloured = wanted
        for button, name in self._icons:
            if button is self.play:
                button.setIcon(icon("pause" if self._state.playing else "play", theme.on_accent, size=16))
            else:
                button.setIcon(icon(name, theme.text, theme.accent if button.isCheckable() else None, 16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_rows(event.size().width())
        width = event.size().width()
        room = (width < ROWS, width >= ROOMY, width >= WORDY)
        if room != (self._narrow, self._roomy, self._wordy):
            self._narrow, self._roomy, self._wordy = room
            self._show_words()

    def minimumSizeHint(self) -> QSize:
        return QSize(420, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)


def speed_at(place: int) -> float:
    """Steps per second at a place 0 … 100 of the slider, which is logarithmic; round numbers where they are large.

    >>> speed_at(0), speed_at(100)
    (0.5, 120.0)
    """
    speed = SLOWEST * (FASTEST / SLOWEST) ** (place / SPEED_STEPS)
    return float(f"{speed:.2g}") if 0 < place < SPEED_STEPS else speed


def place_of(speed: float) -> int:
    """The place of the slider for a speed."""
    return round(SPEED_STEPS * math.log(speed / SLOWEST) / math.log(FASTEST / SLOWEST))


def _slider(name: str, low: int, high: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(low, high)
    slider.setAccessibleName(name)
    slider.setToolTip(name)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return slider


def _check_quietly(button: QPushButton, on: bool) -> None:
    button.blockSignals(True)
    button.setChecked(on)
    button.blockSignals(False)


def _set_quietly(slider: QSlider, value: int, high: int) -> None:
    slider.blockSignals(True)
    slider.setMaximum(high)
    slider.setValue(value)
    slider.blockSignals(False)
