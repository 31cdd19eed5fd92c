"""Pixels of painted pictures, and what changes from one to the next: only that goes into an animation's file."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

Pixels = npt.NDArray[np.uint32]
"""(H, W), each 0xFFRRGGBB."""
Mask = npt.NDArray[np.bool_]


class Change(NamedTuple):
    """The smallest rectangle that holds all that changed: its place, its new pixels (h, w), and which of them changed.

    >>> before, after = np.zeros((4, 4), np.uint32), np.eye(4, dtype=np.uint32)
    >>> after[0, 0] = 0
    >>> found = change(before, after)
    >>> found.top, found.left, found.pixels.shape, int(found.changed.sum())
    (1, 1, (3, 3), 3)
    """

    top: int
    left: int
    pixels: Pixels
    changed: Mask

    @property
    def rgba(self) -> npt.NDArray[np.uint8]:
        """(h, w, 4): red, green, blue, alpha; see-through where nothing changed, which packs well."""
        kept = np.where(self.changed, self.pixels, np.uint32(0)).astype("<u4")
        return np.ascontiguousarray(kept.view(np.uint8).reshape(*kept.shape, 4)[:, :, [2, 1, 0, 3]])


def pixels_of(image: QImage) -> Pixels:
    """A copy of the pixels of an image without transparency."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), plain.width()).copy()


def rgb_of(pixels: npt.NDArray[np.unsignedinteger[Any]]) -> npt.NDArray[np.uint8]:
    """(..., 3): red, green, blue.

    >>> rgb_of(np.array([0xFF102030])).tolist()
    [[16, 32, 48]]
    """
    return np.stack([(pixels >> shift) & 255 for shift in (16, 8, 0)], axis=-1).astype(np.uint8)


def change(before: Pixels | None, after: Pixels, grid: int = 1) -> Change:
    """What changed since `before` (everything, where it is None); top and left are multiples of `grid`.

    Where nothing changed, it is one unchanged pixel: a file wants something for every frame.
    """
    if before is None:
        return Change(0, 0, after, np.ones(after.shape, dtype=np.bool_))
    changed = before != after
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return Change(0, 0, after[:1, :1], changed[:1, :1])
    top, left = int(rows[0]) // grid * grid, int(columns[0]) // grid * grid
    part = slice(top, int(rows[-1]) + 1), slice(left, int(columns[-1]) + 1)
    return Change(top, left, after[part], changed[part])
