"""GIF files (CompuServe's GIF89a of 1990), written picture by picture.

Pillow packs the pixels. It is not asked for the whole film, because it keeps every picture in memory until the end and
looks for a palette of its own for each.
"""

import struct
from io import BytesIO
from typing import BinaryIO

import numpy as np
from PIL import Image

from cnnviz.ui.export.changes import Pixels, change
from cnnviz.ui.export.palette import Colours, Indices, Lookup

AS_BEFORE = 255  # the see-through colour: what was there stays
KEEP = 1 << 2  # the disposal: the next picture is drawn over this one


class GifFilm:
    """A Film of 1/100 s ticks, with one palette for all pictures."""

    ticks_per_second = 100

    def __init__(self, file: BinaryIO, width: int, height: int, palette: Colours, loop: bool) -> None:
        self._file = file
        self._lookup = Lookup(palette)
        self._before: Pixels | None = None
        colours = palette.tobytes().ljust(3 * 256, b"\0")
        file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, AS_BEFORE, 0) + colours)
        if loop:
            file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")

    def add(self, pixels: Pixels, ticks: int) -> None:
        new = change(self._before, pixels)
        self._before = pixels
        indices = np.where(new.changed, self._lookup.indices(new.pixels), np.uint8(AS_BEFORE))
        height, width = indices.shape
        self._file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, KEEP | 1, ticks, AS_BEFORE, 0))
        self._file.write(struct.pack("<BHHHHB", 0x2C, new.left, new.top, width, height, 0))
        self._file.write(_packed(indices))

    def finish(self) -> None:
        self._file.write(b"\x3b")


def _packed(indices: Indices) -> bytes:
    """The image data block: taken out of a GIF of this one picture that Pillow makes."""
    whole = BytesIO()
    Image.fromarray(indices).save(whole, "GIF", optimize=False, interlace=0)
    content = whole.getvalue()
    at = 13 + _table_length(content[10])
    while content[at] == 0x21:  # extensions: a label and blocks, each with its length
        at += 2
        while content[at]:
            at += content[at] + 1
        at += 1
    return content[at + 10 + _table_length(content[at + 9]) : -1]


def _table_length(flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
