"""What belongs to the cell under the pointer, lit up in every panel."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionTrace, cells_met, outputs_fed
from cnnviz.traces.grids import Grid, Panels
from cnnviz.ui.painting.cells import cell_rect, grid_rect
from cnnviz.ui.theme import Theme

LIT = 0x44  # how opaque the light is, of 0xFF


class Place(NamedTuple):
    """What the pointer is on: a part ("input", "patch", "kernel", "products", "output"), channel and cell."""

    part: str
    channel: int
    row: int
    column: int


def paint_links(
    painter: QPainter, panels: Panels, trace: ConvolutionTrace, frame: ConvolutionFrame, hover: Place, theme: Theme
) -> None:
    """An input cell lights the outputs it feeds, an output its window, a weight all that it meets."""
    setup = trace.setup
    window = setup.window
    if hover.part == "input":
        rows, columns = outputs_fed(window, setup.size, hover.row, hover.column)
        mark_cells(painter, panels.output, rows, columns, theme.input)
        mark_cells(painter, panels.inputs[hover.channel], [hover.row], [hover.column], theme.input)
    elif hover.part == "output":
        for grid in panels.inputs:
            area = cell_rect(grid, *window.origin(hover.row, hover.column), *window.span)
            painter.setPen(QPen(theme.output, 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
        mark_cells(painter, panels.output, [hover.row], [hover.column], theme.output)
    else:
        _paint_weight_links(painter, panels, trace, frame, hover, theme)


def _paint_weight_links(
    painter: QPainter, panels: Panels, trace: ConvolutionTrace, frame: ConvolutionFrame, hover: Place, theme: Theme
) -> None:
    """All that a weight will ever meet, and the one cell that it meets now."""
    window = trace.setup.window
    grid = panels.inputs[hover.channel]
    painter.drawImage(grid_rect(grid), _lattice(trace, hover.row, hover.column, theme.kernel))
    row = frame.origin[0] + hover.row * window.dilation[0]
    column = frame.origin[1] + hover.column * window.dilation[1]
    mark_cells(painter, grid, [row], [column], theme.kernel)
    for grids in (panels.patches, panels.kernels, panels.products):
        if grids:
            mark_cells(painter, grids[hover.channel], [hover.row], [hover.column], theme.kernel)


def _lattice(trace: ConvolutionTrace, ky: int, kx: int, colour: QColor) -> QImage:
    """A see-through picture, one pixel per cell of the padded input, lit where a weight goes."""
    rows, columns = cells_met(trace.setup.window, trace.setup.size, ky, kx)
    _, height, width = trace.padded.shape
    pixels = np.zeros((height, width), dtype=np.uint32)
    pixels[rows, columns] = (LIT << 24) | (colour.rgb() & 0xFFFFFF)
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def mark_cells(painter: QPainter, grid: Grid, rows: list[int], columns: list[int], colour: QColor) -> None:
    """Tint and outline the cells where `rows` and `columns` cross."""
    tint = QColor(colour)
    tint.setAlpha(70)
    painter.setPen(QPen(colour, 1.5) if grid.cell >= 4 else QPen(tint, 1))
    painter.setBrush(tint)
    for row in rows:
        for column in columns:
            painter.drawRect(cell_rect(grid, row, column))
