"""Where the pixels of a prepared picture come from in the one that was opened, so that both can be pointed at."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels: where it begins, and how large it is. It may begin between two pixels."""

    top: float
    left: float
    height: float
    width: float


class Frame(NamedTuple):
    """Pixel (row, column) begins at ``(top + row * down, left + column * across)`` of the picture that it is made of.

    >>> cut, halved = Frame(top=10, left=4), Frame(down=2, across=2)
    >>> halved.within(cut)
    Frame(top=10, left=4, down=2, across=2)
    >>> Box(*halved.within(cut).outer(Box(1, 1, 3, 3)))
    Box(top=12, left=6, height=6, width=6)
    """

    top: float = 0
    left: float = 0
    down: float = 1
    across: float = 1

    def within(self, outer: Frame) -> Frame:
        """The same pixels as seen from what `outer` is made of."""
        return Frame(
            outer.top + self.top * outer.down, outer.left + self.left * outer.across,
            self.down * outer.down, self.across * outer.across,
        )  # fmt: skip

    def outer(self, box: Box) -> Box:
        """A rectangle of these pixels, in the picture that they are made of."""
        return Box(
            self.top + box.top * self.down, self.left + box.left * self.across,
            box.height * self.down, box.width * self.across,
        )  # fmt: skip

    def inner(self, box: Box) -> Box:
        """A rectangle of the picture that these pixels are made of, in these pixels."""
        return Box(
            (box.top - self.top) / self.down, (box.left - self.left) / self.across,
            box.height / self.down, box.width / self.across,
        )  # fmt: skip
