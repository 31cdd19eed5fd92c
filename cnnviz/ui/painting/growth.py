"""Panels that fill up: which part of each grid is known, and where its numbers come from."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Added, Array, Frame, Read
from cnnviz.ui.painting.blocks import BlockPainter, part_of
from cnnviz.ui.painting.cells import grid_rect
from cnnviz.ui.painting.looks import Look
from cnnviz.ui.painting.sheets import Reader, Sheets


class Piece(NamedTuple):
    """Some cells of a panel's grid number `which`: as in `variant`, or `values` (rows, columns) of their own."""

    which: int
    cells: Grid
    variant: int
    values: Array | None = None


def known_pieces(grids: tuple[Grid, ...], growth: Read | Added, variant: int) -> Iterator[Piece]:
    """What is known of a growing panel in a frame of `variant`, as far as it is seen."""
    found = _read_pieces(grids, growth, variant) if isinstance(growth, Read) else _added_pieces(grids, growth)
    return (piece for piece in found if piece.cells.rows and piece.cells.columns)


def _read_pieces(grids: tuple[Grid, ...], growth: Read, variant: int) -> Iterator[Piece]:
    for index, grid in enumerate(grids[: growth.grid]):
        yield Piece(index, grid, variant)
    if growth.grid < len(grids):
        grid = grids[growth.grid]
        end = grid.left + grid.columns
        yield Piece(growth.grid, part_of(grid, 0, 0, growth.row, end), variant)
        yield Piece(growth.grid, part_of(grid, growth.row, 0, 1, growth.column + 1), variant)


def _added_pieces(grids: tuple[Grid, ...], growth: Added) -> Iterator[Piece]:
    after = growth.first + growth.values.shape[1]
    for index, grid in enumerate(grids):
        end, bottom = grid.left + grid.columns, grid.top + grid.rows
        yield Piece(index, part_of(grid, 0, 0, growth.first, end), growth.variant)
        between = part_of(grid, growth.first, 0, after - growth.first, end)
        first = between.top - growth.first
        values = growth.values[index, first : first + between.rows, between.left : between.left + between.columns]
        yield Piece(index, between, growth.variant, values)
        yield Piece(index, part_of(grid, after, 0, max(0, bottom - after), end), growth.variant - 1)


class GrowthPainter:
    """Paints what is known: from sheets, but for the rows to which something is being added."""

    def __init__(self, reader: Reader, sheets: Sheets, blocks: BlockPainter) -> None:
        self._reader, self._sheets, self._blocks = reader, sheets, blocks

    def paint(
        self, painter: QPainter, key: str, look: Look, frame: Frame, vector: bool, region: QRegion | None = None
    ) -> None:
        """Paint a panel as far as it has grown; at least what lies in a `region`.

        At most one sheet is made at a time, so that no step takes much longer than others.
        """
        grids, made = self._reader.grids[key], False
        for piece in known_pieces(grids, frame.grown[key], frame.variant):
            if piece.values is not None:
                cells, values = (piece.cells, piece.values) if region is None else _columns_in(region, piece)
                self._blocks.paint(painter, cells, look, piece.which, values, vector=vector)
                continue
            new = not self._sheets.has(key, piece.variant)
            if vector or (new and made and self._reader.step(key) == 1):
                self._paint_directly(painter, key, look, piece, vector)
            else:
                made |= new
                sheet = self._sheets.of(key, piece.variant)
                _copy(painter, grids[piece.which], piece.cells, sheet[piece.which], self._reader.ratio)

    def prepared(self, key: str, frame: Frame) -> Iterator[None]:
        """Make the sheets that painting a frame copies from, one at a time."""
        for piece in known_pieces(self._reader.grids[key], frame.grown[key], frame.variant):
            if piece.values is None and not self._sheets.has(key, piece.variant):
                self._sheets.of(key, piece.variant)
                yield

    def _paint_directly(self, painter: QPainter, key: str, look: Look, piece: Piece, vector: bool) -> None:
        """The cells of a piece, as shapes with `vector`; of a large picture, the part of it that is known."""
        grid, step = self._reader.grids[key][piece.which], self._reader.step(key)
        values = self._sheets.values(key, piece.variant)[piece.which]
        if step == 1:
            top, left = piece.cells.top - grid.top, piece.cells.left - grid.left
            values, grid = values[top : top + piece.cells.rows, left : left + piece.cells.columns], piece.cells
        if vector and step == 1:
            self._blocks.paint(painter, grid, look, piece.which, values, vector=True)
            return
        painter.save()
        painter.setClipRect(grid_rect(piece.cells), Qt.ClipOperation.IntersectClip)
        self._blocks.paint(painter, grid, look, piece.which, values, step, vector=vector)
        painter.restore()


def _columns_in(region: QRegion, piece: Piece) -> tuple[Grid, Array]:
    """The columns of a piece with values of its own that touch a region: their cells and values."""
    cells, values = piece.cells, piece.values
    assert values is not None
    touched = region.intersected(grid_rect(cells).toAlignedRect().adjusted(-1, -1, 1, 1)).boundingRect()
    first = max(0, math.floor((touched.left() - 1 - cells.x) / cells.cell))
    last = max(first, min(cells.columns, math.ceil((touched.right() + 2 - cells.x) / cells.cell)))
    return part_of(cells, cells.top, cells.left + first, cells.rows, last - first), values[:, first:last]


def _copy(painter: QPainter, grid: Grid, part: Grid, pixmap: QPixmap, ratio: float) -> None:
    """Copy those pixels of a grid's pixmap whose middle lies in a part of it."""
    ends = np.array([part.x - grid.x, part.y - grid.y, part.x - grid.x + part.width, part.y - grid.y + part.height])
    left, top, right, bottom = (math.ceil(end * ratio - 0.5) for end in ends.tolist())
    if right > left and bottom > top:
        source = QRectF(left, top, right - left, bottom - top)
        target = QRectF(grid.x + left / ratio, grid.y + top / ratio, source.width() / ratio, source.height() / ratio)
        painter.drawPixmap(target, pixmap, source)
