"""Where what an operation is given comes from: of a person, or of a network, which counts its maps from 0."""

from collections.abc import Sequence
from typing import NamedTuple

from cnnviz.text import tr


class Origin(NamedTuple):
    """How what comes in is coloured and counted.

    - `is_maps`: maps of numbers, not a picture from black to white; `is_positive` where none of them can be negative.
    - `first`: the number of its first channel; `first_filter`: that of the first filter, and of what comes out of it.
    """

    is_maps: bool = False
    is_positive: bool = False
    first: int = 1
    first_filter: int = 1

    def channels(self, count: int) -> tuple[str, ...]:
        """What the channels of the input are called: a picture's by colour, others by number.

        >>> OWN.channels(3), Origin(is_maps=True, first=0).channels(2)
        (('red', 'green', 'blue'), ('0', '1'))
        """
        if not self.is_maps and count == 3:
            return (tr("red"), tr("green"), tr("blue"))
        return numbers(count, self.first)

    def filters(self, count: int) -> tuple[str, ...]:
        """What the maps that come out are called."""
        return numbers(count, self.first_filter)

    def filter_of(self, index: int, count: int) -> str:
        """One of so many filters in words; nothing of one alone.

        >>> OWN.filter_of(0, 16), Origin(first_filter=0).filter_of(0, 16), OWN.filter_of(0, 1)
        ('1 of 16', 'filter 0 of 16', '')
        """
        if count == 1:
            return ""
        if self.first_filter:
            return tr("{number} of {count}", number=index + self.first_filter, count=count)
        return tr("filter {number} of {count}", number=index, count=count)

    def channel_of(self, index: int, count: int) -> str:
        """One of so many channels in words; nothing of one alone.

        >>> OWN.channel_of(0, 4), Origin(first=0).channel_of(0, 4)
        ('1 of 4', 'channel 0 of 4')
        """
        if count == 1:
            return ""
        if self.first:
            return tr("{number} of {count}", number=index + self.first, count=count)
        return tr("channel {number} of {count}", number=index, count=count)

    def channel_range(self, channels: Sequence[int]) -> str:
        """Some channels in words.

        >>> OWN.channel_range([0]), Origin(first=0).channel_range([2, 3])
        ('channel 1', 'channels 2 to 3')
        """
        first, last = channels[0] + self.first, channels[-1] + self.first
        if first == last:
            return tr("channel {first}", first=first)
        return tr("channels {first} to {last}", first=first, last=last)


OWN = Origin()
"""A person's own: a picture or numbers, counted from 1."""


def numbers(count: int, first: int = 1) -> tuple[str, ...]:
    """What the grids of a panel are called; one alone needs no name.

    >>> numbers(1), numbers(2)
    ((), ('1', '2'))
    """
    return tuple(str(first + index) for index in range(count)) if count > 1 else ()
