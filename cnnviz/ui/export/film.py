"""What every kind of animation file has in common: pictures go in one by one, and each stays for so many ticks."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

from cnnviz.ui.export.changes import Pixels


class Film(Protocol):
    """A file that is being made. What is added is written at once, so that a long film needs no memory."""

    @property
    def ticks_per_second(self) -> Fraction | int:
        """How finely the time is told."""

    def add(self, pixels: Pixels, ticks: int) -> None:
        """One more picture, to be shown for so many of the film's ticks."""

    def finish(self) -> None:
        """Write what comes last. Without it there is no whole file."""


def durations(speed: float, count: int, ticks_per_second: Fraction | int, hold: float = 0.0) -> Iterator[int]:
    """How many ticks each of `count` pictures stays at `speed` pictures a second; the last one `hold` seconds longer.

    They are rounded so that the whole lasts as long as it should.

    >>> list(durations(30, 6, 100)), list(durations(2, 2, 1000, hold=1))
    ([3, 4, 3, 3, 4, 3], [500, 1500])
    """
    one = Fraction(ticks_per_second) / Fraction(speed).limit_denominator(1000)
    for index in range(count):
        extra = round(Fraction(hold).limit_denominator(1000) * ticks_per_second) if index == count - 1 else 0
        yield round((index + 1) * one) - round(index * one) + extra
