"""Takes turns in drawing, so that the window is never busy for long."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Part = Callable[[], bool]
"""Draws one part of a page; whether there was something to draw."""

WATCHED_S = 0.25  # between two drawings of a part: what changes faster nobody follows, and it costs training its time
READ_S = 0.5  # of one that is read rather than watched: a plot, a line of numbers


@dataclass(frozen=True)
class Seldom:
    """A part that may wait `seconds` after it was drawn."""

    part: Part
    seconds: float = READ_S

    def __call__(self) -> bool:
        return self.part()


class Turns:
    """Parts of a page, one of which is drawn at a time, each as often as the others, and none too often.

    >>> drawn, now = [], [0.0]
    >>> parts = [lambda: False, lambda: drawn.append("plot") is None, lambda: drawn.append("wall") is None]
    >>> turns = Turns(parts, clock=lambda: now[0])
    >>> turns.draw_next(), turns.draw_next(), turns.draw_next(), drawn
    (None, None, None, ['plot', 'wall'])
    >>> now[0] += WATCHED_S
    >>> turns.draw_next(), drawn
    (None, ['plot', 'wall', 'plot'])
    """

    def __init__(self, parts: Sequence[Part], clock: Callable[[], float] = time.monotonic) -> None:
        self._parts = tuple(parts)
        self._clock = clock
        self._due = [0.0] * len(self._parts)
        self._last = -1

    def draw_next(self) -> None:
        """Draw the next part that has something new and has rested since it was drawn."""
        now = self._clock()
        for _ in self._parts:
            self._last = (self._last + 1) % len(self._parts)
            part = self._parts[self._last]
            if now >= self._due[self._last] and part():
                self._due[self._last] = now + (part.seconds if isinstance(part, Seldom) else WATCHED_S)
                return

    def draw_all(self) -> None:
        for part in self._parts:
            part()
