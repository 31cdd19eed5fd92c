"""Animated WebP files (RFC 9649), written picture by picture, without loss; Pillow packs the pixels."""

import struct
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from cnnviz.ui.export.changes import Change, Pixels, change

ANIMATED, SEE_THROUGH = 0x02, 0x10
GRID = 2  # places are written in steps of two pixels


class WebpFilm:
    """A Film of 1 ms ticks. `file` must allow to go back: its length stands in its head."""

    ticks_per_second = 1000

    def __init__(self, file: BinaryIO, width: int, height: int, loop: bool) -> None:
        self._file = file
        self._before: Pixels | None = None
        file.write(b"RIFF\0\0\0\0WEBP")
        self._write(b"VP8X", struct.pack("<I", ANIMATED | SEE_THROUGH) + _three(width - 1) + _three(height - 1))
        self._write(b"ANIM", struct.pack("<IH", 0, 0 if loop else 1))

    def add(self, pixels: Pixels, ticks: int) -> None:
        new = change(self._before, pixels, GRID)
        self._before = pixels
        height, width = new.pixels.shape
        lengths = (new.left // GRID, new.top // GRID, width - 1, height - 1, ticks)
        self._write(b"ANMF", b"".join(map(_three, lengths)) + b"\0" + _packed(new))

    def finish(self) -> None:
        length = self._file.tell() - 8
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))

    def _write(self, kind: bytes, content: bytes) -> None:
        self._file.write(kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2))


def _three(value: int) -> bytes:
    return value.to_bytes(3, "little")


def _packed(new: Change) -> bytes:
    """The chunk of pixels, out of a WebP of this one picture that Pillow makes."""
    whole = BytesIO()
    Image.fromarray(new.rgba).save(whole, "WEBP", lossless=True, quality=30, method=1)
    content = whole.getvalue()
    at = 12
    while content[at : at + 4] != b"VP8L":
        at += 8 + (int.from_bytes(content[at + 4 : at + 8], "little") + 1) // 2 * 2
    length = int.from_bytes(content[at + 4 : at + 8], "little")
    return content[at : at + 8 + (length + 1) // 2 * 2]
