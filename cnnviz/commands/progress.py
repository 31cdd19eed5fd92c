"""A progress bar on one line of a terminal; nothing at all where the output goes to a file."""

import time
from collections.abc import Callable
from typing import TextIO

from cnnviz.text import tr

WIDTH = 28
INTERVAL_S = 0.1  # more often cannot be read


class ProgressBar:
    """Draws ``[█████·····]  42 %  text  1:05 left`` again and again in the same place."""

    def __init__(self, channel: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._channel = channel
        self._clock = clock
        self._shown = channel.isatty()
        self._start = clock()
        self._last = -INTERVAL_S
        self._drawn = 0

    def show(self, done: int, total: int, text: str) -> None:
        """`done` of `total`, with a few words; drawn if the last time is long enough ago."""
        now = self._clock() - self._start
        if not self._shown or now - self._last < INTERVAL_S:
            return
        self._last = now
        part = done / total if total else 1.0
        filled = round(part * WIDTH)
        left = tr("{time} left", time=duration(now / part - now)) if part else ""
        line = f"[{'█' * filled}{'·' * (WIDTH - filled)}] {part:4.0%}  {text}  {left}"
        self._channel.write("\r" + line.ljust(self._drawn))
        self._channel.flush()
        self._drawn = len(line)

    def clear(self) -> None:
        """Take the bar away, so that a line can be printed in its place."""
        if self._drawn:
            self._channel.write("\r" + " " * self._drawn + "\r")
            self._channel.flush()
            self._drawn = 0


def duration(seconds: float) -> str:
    """Minutes and seconds, hours only where there are any.

    >>> duration(65), duration(3700)
    ('1:05', '1:01:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
