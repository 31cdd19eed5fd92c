"""How the gradient of a border that repeats cells comes back to these cells, line by line."""

from typing import NamedTuple

from cnnviz.engine.axis import border_sources
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.traces.scene import Array


class Fold(NamedTuple):
    """A border line of a padded picture and the line that it repeats: rows on `axis` 0, columns on axis 1."""

    axis: int
    border: int
    source: int

    def line(self, picture: Array, line: int) -> Array:
        """A line (C, n) of a padded picture, as a view."""
        return picture[:, line] if self.axis == 0 else picture[:, :, line]

    def apply(self, picture: Array) -> None:
        """Add the border line of `picture` (C, rows, columns) to its source; nothing is left of it."""
        border = self.line(picture, self.border)
        self.line(picture, self.source)[...] += border
        border[...] = 0


def folds(window: Window2D, size: Pair) -> tuple[Fold, ...]:
    """All of a picture (H, W), in the engine's order: columns with their corners, then rows. None for zeros.

    >>> folds(Window2D.of(3, padding=(0, 0, 1, 1), padding_mode="circular"), (2, 3))
    (Fold(axis=1, border=0, source=3), Fold(axis=1, border=4, source=1))
    """
    if window.padding_mode == "zeros":
        return ()
    sides = window.padding[:2], window.padding[2:]
    return tuple(
        Fold(axis, border, source)
        for axis in (1, 0)
        for border, source in border_sources(size[axis], *sides[axis], window.padding_mode)
    )
