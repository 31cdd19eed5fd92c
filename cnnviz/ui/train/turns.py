"""Takes turns in drawing, so that the window is never busy for long."""

from collections.abc import Callable, Sequence

Part = Callable[[], bool]
"""Draws one part of a page; whether there was something to draw."""


class Turns:
    """Parts of a page, one of which is drawn at a time, each as often as the others.

    >>> drawn = []
    >>> turns = Turns([lambda: False, lambda: drawn.append("plot") is None, lambda: drawn.append("wall") is None])
    >>> turns.draw_next(), turns.draw_next(), turns.draw_next(), drawn
    (None, None, None, ['plot', 'wall', 'plot'])
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self._last = -1

    def draw_next(self) -> None:
        """Draw the next part that has something new."""
        for _ in self._parts:
            self._last = (self._last + 1) % len(self._parts)
            if self._parts[self._last]():
                return

    def draw_all(self) -> None:
        for part in self._parts:
            part()
