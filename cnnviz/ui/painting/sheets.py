"""Panels that are drawn once and kept: a step then costs what changes in it, however many numbers there are."""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import NamedTuple

import numpy as np
from PySide6.QtGui import QPainter, QPixmap

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Array, Scene
from cnnviz.ui.painting.blocks import BlockPainter
from cnnviz.ui.painting.device import reading_step
from cnnviz.ui.painting.looks import Look

KEPT = 8  # sheets of a panel at least: those of a row of the film, and a few to step back to
MOST_PIXELS = 2_000_000  # of the device, in all its sheets, that a panel has if it has more of them

Part = tuple[int, int]  # the first row and column that are seen of a panel


class Reader:
    """Numbers of a scene's panels, no more than the pixels of the device can show."""

    def __init__(self, scene: Scene, grids: Mapping[str, tuple[Grid, ...]], ratio: float) -> None:
        self.scene, self.grids, self.ratio = scene, grids, ratio

    def part(self, key: str) -> Part:
        """Where that begins which is seen of a panel."""
        grid = self.grids[key][0]
        return grid.top, grid.left

    def step(self, key: str) -> int:
        """Every how many rows and columns a number is read."""
        return reading_step(self.grids[key][0], self.ratio)

    def values(self, key: str, variant: int = 0) -> Array:
        """Numbers (count, rows, columns) of what is seen of a panel, every `step`-th of them."""
        grid, step = self.grids[key][0], self.step(key)
        rows = slice(grid.top, grid.top + grid.rows, step)
        return self.scene.values(key, rows, slice(grid.left, grid.left + grid.columns, step), variant=variant)


class Sheet(NamedTuple):
    """The numbers (count, rows, columns) of a panel, and a pixmap for each of its grids."""

    values: Array
    pixmaps: tuple[QPixmap, ...]


class Sheets:
    """Pixmaps of panels, by panel, part that is seen, and variant. Variants with the same numbers share theirs."""

    def __init__(self, reader: Reader, looks: Mapping[str, Look], blocks: BlockPainter) -> None:
        self._reader, self._looks, self._blocks = reader, looks, blocks
        self._kept: dict[str, dict[tuple[Part, int], Sheet]] = {}

    def read_by(self, reader: Reader) -> "Sheets":
        """The same sheets, for other parts of the panels."""
        other = copy(self)
        other._reader = reader
        return other

    def has(self, key: str, variant: int) -> bool:
        """Whether such a sheet is kept."""
        return (self._reader.part(key), variant) in self._kept.get(key, {})

    def of(self, key: str, variant: int = 0) -> tuple[QPixmap, ...]:
        """The panel as it is in, or after, `variant`; -1 is before anything was added."""
        kept = self._kept.setdefault(key, {})
        part = self._reader.part(key)
        sheet = kept.pop((part, variant), None)
        if sheet is None:
            values = self.values(key, variant)
            same = next((o for (p, _), o in kept.items() if p == part and np.array_equal(o.values, values)), None)
            sheet = same or Sheet(values, tuple(self._drawn(key, values)))
            pixels = sum(pixmap.width() * pixmap.height() for pixmap in sheet.pixmaps)
            while len(kept) >= max(KEPT, MOST_PIXELS // pixels):
                kept.pop(next(iter(kept)))
        kept[part, variant] = sheet
        return sheet.pixmaps

    def values(self, key: str, variant: int) -> Array:
        """The numbers on a sheet."""
        return self._reader.values(key, variant)

    def look(self, key: str, values: Array) -> Look:
        """How a sheet of these numbers looks: each kernel has the digits that suit it."""
        look = self._looks[key]
        return look.fitted(values) if look.panel.content == "variant" else look

    def _drawn(self, key: str, values: Array) -> Iterator[QPixmap]:
        step, look = self._reader.step(key), self.look(key, values)
        for index, grid in enumerate(self._reader.grids[key]):
            pixmap = blank(grid.width + 1, grid.height + 1, self._reader.ratio)
            pixmap.fill(self._blocks.theme.panel)
            painter = QPainter(pixmap)
            painter.translate(-grid.x, -grid.y)
            self._blocks.paint(painter, grid, look, index, values[index], step)
            painter.end()
            yield pixmap


def blank(width: float, height: float, ratio: float) -> QPixmap:
    """A pixmap of so many pixels for a device with `ratio` pixels per pixel."""
    pixmap = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
