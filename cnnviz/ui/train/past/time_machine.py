"""The bar that goes back in time: to any snapshot of the run, step by step or as a film, while training goes on."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton

from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.traces.playback import Playback
from cnnviz.ui.fonts import number_font
from cnnviz.ui.icons import icon
from cnnviz.ui.player import Player
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.past.film_menu import FilmMenu
from cnnviz.ui.train.past.scrub_axis import EVEN, ScrubAxis
from cnnviz.ui.train.past.scrub_bar import ScrubBar
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import label, set_role
from cnnviz.ui.widgets.readout import Readout

USUAL_SPEED = 8
ROOMY, WORDY = 840, 720  # pixels from which on there is room for the title, and for the word film
ANIMATION, STILL = "animation", "still"


class TimeMachine(QFrame):
    """Asks for moments: `moment_wanted` carries the index of a snapshot, or None for now.

    It shows what it is told by `show_snapshots`, `show_moment` and `show_now`. `export_wanted` carries "animation" for
    the film of the run or "still" for a picture of the moment.
    """

    moment_wanted = Signal(object)
    export_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.player = Player(self)
        self.player.set_state(Playback(0, speed=USUAL_SPEED))
        self._steps: tuple[int, ...] = ()
        self._steps_per_epoch = 0
        self._now, self._note = 0, ""
        self._kind = EVEN
        self._icon = ("", False, False)
        self._room = 1
        self.title = label(tr("Time machine"), "heading")
        self.back = IconButton("step-back", tr("To the snapshot before (←)"))
        self.film = QPushButton()
        self.on = IconButton("step-forward", tr("To the next snapshot (→)"))
        self.scrub = ScrubBar()
        self.position = Readout(number_font(12), room=1, right=True)
        self.pace = QPushButton()
        self.now = QPushButton(tr("Now"))
        self.export = QPushButton(tr("Export"))
        self.film_menu, self.export_menu = FilmMenu(self.pace), QMenu(self.export)
        self._lay_out()
        self._wire()
        self._show_axis()
        self._show_state()

    @property
    def index(self) -> int | None:
        """The snapshot that is shown; None is now."""
        return self.scrub.index

    def show_snapshots(self, steps: Sequence[int], steps_per_epoch: int, note: str = "") -> None:
        """There are snapshots after these steps, rising; what is shown stays, as near as it goes.

        `note` says which are missing, and why.
        """
        before, index, self._note = self._steps, self.index, note
        self._steps, self._steps_per_epoch = tuple(steps), steps_per_epoch
        if index is not None:
            step = before[index]
            nearest = min(range(len(self._steps)), key=lambda place: abs(self._steps[place] - step), default=None)
            self.scrub.show_index(None)
            self._show_axis()
            self.scrub.show_index(nearest)
        else:
            self._show_axis()
        self._follow()
        self._show_state()

    def show_moment(self, index: int | None) -> None:
        """The page shows the snapshot at `index`, or now."""
        self.scrub.show_index(index if index is None or index < len(self._steps) else len(self._steps) - 1)
        self._follow()
        self._show_state()

    def show_now(self, step: int) -> None:
        """So many steps are made by now."""
        self._now = step
        if self.index is None:
            self._show_position()

    def play_or_pause(self) -> None:
        """What the button of the film does: at now or at the end it begins at the start of the run."""
        self.player.set_state(self.player.state.toggled())

    def step_by(self, by: int) -> None:
        """To a snapshot further on or back; on from the last one is now."""
        self.player.stop()
        last = len(self._steps) - 1
        if last < 0:
            return
        if self.index is None:
            same = self._steps[last] >= self._now  # nothing has happened since the last snapshot
            if by < 0:
                self.moment_wanted.emit(max(0, last - 1 if same else last))
        elif self.index + by > last:
            self.moment_wanted.emit(None)
        else:
            self.moment_wanted.emit(max(0, self.index + by))

    def go_now(self) -> None:
        """Back to what the network is now."""
        self.player.stop()
        self.moment_wanted.emit(None)

    def set_axis(self, kind: str) -> None:
        """Spread the snapshots evenly, or by their steps."""
        self._kind = kind
        self._show_axis()

    def close_down(self) -> None:
        """Let nothing play behind the page."""
        self.player.stop()

    def _lay_out(self) -> None:
        set_role(self.film, "role", "primary")
        for button in (self.film, self.pace, self.now, self.export):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        helps = (
            (self.pace, tr("Speed of the film, loop, and the axis of the bar")),
            (self.now, tr("Back to the network as it is now (End)")),
            (self.export, tr("The film of the run or a picture of this moment, as a file")),
        )
        for button, what in helps:
            button.setToolTip(what)
            button.setAccessibleName(what)
        for button, menu, fill in (
            (self.pace, self.film_menu, lambda: self.film_menu.fill(self.player.state, self._kind)),
            (self.export, self.export_menu, self._fill_export),
        ):
            set_role(button, "role", "menu")
            menu.aboutToShow.connect(fill)
            button.setMenu(menu)
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # words go where it gets narrower
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addSpacing(4)
        row.addWidget(self.back)
        row.addWidget(self.film)
        row.addWidget(self.on)
        row.addWidget(self.scrub, 1)
        row.addWidget(self.position)
        row.addSpacing(4)
        row.addWidget(self.pace)
        row.addWidget(self.now)
        row.addWidget(self.export)

    def _wire(self) -> None:
        self.back.clicked.connect(lambda: self.step_by(-1))
        self.on.clicked.connect(lambda: self.step_by(1))
        self.film.clicked.connect(self.play_or_pause)
        self.now.clicked.connect(self.go_now)
        self.scrub.picked.connect(self._pick)
        self.player.changed.connect(self._play_on)
        self.film_menu.playback_wanted.connect(self._set)
        self.film_menu.axis_wanted.connect(self.set_axis)

    def _pick(self, index: int) -> None:
        self.player.stop()
        self.moment_wanted.emit(index)

    def _play_on(self, state: Playback) -> None:
        self._show_state()
        if state.playing and state.position != self.index:
            self.moment_wanted.emit(state.position)
        elif self.index is not None and state.position == state.last != self.index:
            self.moment_wanted.emit(state.position)  # the last picture of a film that ends there

    def _follow(self) -> None:
        """Let the film stand where the moment is; now is its end."""
        state = self.player.state
        length = len(self._steps)
        position = self.index if self.index is not None else max(0, length - 1)
        if (state.length, state.position) == (length, position):
            return
        waited = state.waited if state.position == position else 0.0
        moved = state.with_length(length, position)
        if state.playing and self.index is None:
            moved = moved.paused()
        elif state.playing:
            moved = Playback(length, position, state.speed, True, state.loop, waited)
        if moved != state:
            self.player.set_state(moved)

    def _show_axis(self) -> None:
        empty = self._note or tr("Press Start: snapshots of the run appear here, to go back to.")
        self.scrub.show_axis(ScrubAxis(self._steps, self._kind), self._steps_per_epoch, empty)
        for widget in (self.title, self.scrub, self.position):
            widget.setToolTip(self._note)

    def _show_state(self) -> None:
        some, state = len(self._steps) > 0, self.player.state
        at_start = self.index == 0 or (self.index is None and len(self._steps) < 2)
        self.back.setEnabled(some and not at_start)
        self.on.setEnabled(self.index is not None)
        self.film.setEnabled(len(self._steps) > 1)
        self.now.setEnabled(self.index is not None)
        self.export.setEnabled(some)
        words = tr("Pause") if state.playing else tr("Film")
        self.film.setText(words if self.width() >= WORDY else "")
        self.film.setToolTip(tr("Pause (Space)") if state.playing else tr("Play the run as a film (Space)"))
        self.film.setAccessibleName(self.film.toolTip())
        self.pace.setText(tr("{speed} /s", speed=f"{state.speed:g}") + (" ↻" if state.loop else ""))
        self._show_position()
        self._show_icon()

    def _make_room(self) -> None:
        """Keep place for the longer of the two words of the film's button: the bar rests while a film plays."""
        widths = [0]
        for words in (tr("Pause"), tr("Film")) if self.width() >= WORDY else ():
            self.film.setText(words)
            widths.append(self.film.sizeHint().width())
        self.film.setMinimumWidth(max(widths))

    def _show_position(self) -> None:
        if not self._steps and not self._now:
            self.position.set_text("")
            return
        self.position.set_text(self._text_of(self._now if self.index is None else self._steps[self.index]))
        room = len(self._text_of(max(self._now, *self._steps[-1:], 0)))
        if room > self._room:
            self._room = room
            self.position.set_room(room)

    def _text_of(self, step: int) -> str:
        text = tr("step {step}", step=count(step))
        if self._steps_per_epoch:
            text += " · " + tr("epoch {epoch}", epoch=number(step / self._steps_per_epoch, 1))
        return text

    def _show_icon(self) -> None:
        theme = theme_of(self)
        wanted = (theme.name, self.player.state.playing, self.film.isEnabled())
        if self._icon != wanted:
            self._icon = wanted
            colour = theme.on_accent if self.film.isEnabled() else theme.muted
            self.film.setIcon(icon("pause" if self.player.state.playing else "play", colour, size=16))

    def _set(self, state: Playback) -> None:
        self.player.set_state(state)
        self._show_state()

    def _fill_export(self) -> None:
        menu = self.export_menu
        menu.clear()
        menu.addAction(tr("The film of the run: GIF, WebP, APNG, MP4, stills…"), lambda: self._export(ANIMATION))
        menu.addAction(tr("A picture of this moment: PNG, SVG…"), lambda: self._export(STILL))

    def _export(self, what: str) -> None:
        self.player.stop()
        self.export_wanted.emit(what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step_by(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Home and self._steps:
            self._pick(0)
        elif key == Qt.Key.Key_End:
            self.go_now()
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat() and self.film.isEnabled():
            self.play_or_pause()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._set(self.player.state.faster(1 if key == Qt.Key.Key_Plus else -1))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.title.setVisible(event.size().width() >= ROOMY)
        self._make_room()
        self._show_state()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(560, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show_icon()
        super().changeEvent(event)
