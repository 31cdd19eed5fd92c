"""Animated PNG files (PNG, third edition, W3C 2025, chapter 11.3.3), written picture by picture, without loss."""

import struct
import zlib
from typing import BinaryIO

import numpy as np

from cnnviz.ui.export.changes import Change, Pixels, change

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGBA = 6
OVER = 1  # blend: see-through pixels leave what was there


class ApngFilm:
    """A Film of 1 ms ticks; the number of its pictures stands in its head."""

    ticks_per_second = 1000

    def __init__(self, file: BinaryIO, width: int, height: int, count: int, loop: bool) -> None:
        self._file = file
        self._before: Pixels | None = None
        self._sequence = 0
        file.write(SIGNATURE)
        self._write(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, RGBA, 0, 0, 0))
        self._write(b"acTL", struct.pack(">II", count, 0 if loop else 1))

    def add(self, pixels: Pixels, ticks: int) -> None:
        first = self._before is None
        new = change(self._before, pixels)
        self._before = pixels
        height, width = new.pixels.shape
        places = (width, height, new.left, new.top)
        self._write(b"fcTL", struct.pack(">IIIIIHHBB", self._next(), *places, ticks, self.ticks_per_second, 0, OVER))
        if first:
            self._write(b"IDAT", _packed(new))
        else:
            self._write(b"fdAT", struct.pack(">I", self._next()) + _packed(new))

    def finish(self) -> None:
        self._write(b"IEND", b"")

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence - 1

    def _write(self, kind: bytes, content: bytes) -> None:
        checksum = zlib.crc32(kind + content)
        self._file.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum))


def _packed(new: Change) -> bytes:
    """The rows, each behind a 0: no filter, which suits flat colours best."""
    rows = new.rgba.reshape(len(new.pixels), -1)
    return zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes(), 6)
