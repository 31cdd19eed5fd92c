"""Turns time into frames: the only part of a film that looks at a clock."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from cnnviz.traces.playback import Playback

REFRESH_MS = 16


class Player(QObject):
    """Owns the playback state; `changed` carries the new one, at most once per screen refresh while it plays."""

    changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._state = Playback(length=1)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def state(self) -> Playback:
        return self._state

    def set_state(self, state: Playback) -> None:
        """Take over a state that a person or a new trace asked for."""
        self._state = state
        if state.playing and not self._timer.isActive():
            self._clock.start()
            self._timer.start()
        elif not state.playing:
            self._timer.stop()
        self.changed.emit(state)

    def stop(self) -> None:
        """Pause; does nothing where nothing plays."""
        if self._state.playing:
            self.set_state(self._state.paused())

    def _tick(self) -> None:
        elapsed_s = self._clock.nsecsElapsed() / 1e9  # restart() would drop what is less than a millisecond
        self._clock.restart()
        before = self._state
        after = before.advance(elapsed_s)
        if (after.position, after.playing) == (before.position, before.playing):
            self._state = after
        else:
            self.set_state(after)
