"""Draws in idle moments what the film will scroll to, so that the step that scrolls finds it.

What is seen for the first time costs more than a plain step does; between two steps there is time for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from cnnviz.ui.convolve.stage_focus import Focus, followed
from cnnviz.ui.painting.scene import ScenePicture

STEPS = 16  # beyond the present one: more than there mostly are between two scrolls
AT_ONCE = 3  # frames that are looked at in one idle moment: where there are few, that is soon far enough
DONE = object()


class Outlook(NamedTuple):
    """What a zoomed film shows at a frame, and where it looks then."""

    frame: int
    picture: ScenePicture
    focus: Focus

    def at(self, index: int) -> tuple[Outlook, Iterator[None]]:
        """What it shows at a frame to which it comes from here, and the drawing that is left to do for that."""
        scene = self.picture.scene
        frame = scene.frame(index)
        focus = followed(self.picture.grids, scene, frame, self.focus)
        if focus == self.focus:
            return self._replace(frame=index), iter(())
        picture = self.picture.moved(focus)
        return Outlook(index, picture, focus), picture.prepared(frame)


class LookAhead(QObject):
    """Goes before a film whose steps are alike, doing one small thing in each idle moment of the event loop."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._frame = self._step = 0
        self._seen: Outlook | None = None
        self._left: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._do_one_thing)

    def follow(self, shown: Outlook) -> None:
        """The film has come to a frame: where that step was as wide as the one before it, look at the next ones."""
        step = shown.frame - self._frame
        if step != self._step:
            self.cancel()
        elif step:
            if self._seen is None or (self._seen.frame - shown.frame) * step < 0:
                self._seen, self._left = shown, iter(())
            self._timer.start()
        self._frame, self._step = shown.frame, step

    def cancel(self) -> None:
        """Something else is shown, or it is shown in another way: what was foreseen does not count any more."""
        self._timer.stop()
        self._seen, self._left, self._step = None, iter(()), 0

    def _do_one_thing(self) -> None:
        """Draw one thing that is needed where the film scrolls to, or find out where that is."""
        for _ in range(AT_ONCE):
            if next(self._left, DONE) is not DONE:
                return
            frame = self._next()
            if self._seen is None or frame is None:
                self._timer.stop()
                return
            self._seen, self._left = self._seen.at(frame)

    def _next(self) -> int | None:
        """The next frame to look at; None where that is far enough, or the film ends."""
        if self._seen is None:
            return None
        frame = self._seen.frame + self._step
        far = abs(frame - self._frame) > STEPS * abs(self._step)
        return None if far or not 0 <= frame < self._seen.picture.scene.length else frame
