"""A colour for each cell of a kernel, which the numbers that it meets carry as well: position by hue and lightness."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.engine.geometry import Pair
from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Frame, Outline, Panel, Scene
from cnnviz.ui.painting.cells import cell_rect
from cnnviz.ui.painting.outlines import Grids
from cnnviz.ui.theme import Theme

MOST = 36  # cells; more colours than that cannot be told apart
SMALLEST = 5  # pixels of a cell whose frame can be seen
SMALL = 20  # pixels; the frames of smaller cells are thinner
WIDTHS = (2, 3)


def cell_colour(row: int, column: int, size: Pair, theme: Theme) -> QColor:
    """The colour of one cell of a kernel of `size` (rows, columns)."""
    count = size[0] * size[1]
    hue = (row * size[1] + column) / count
    lightness = (0.62, 0.74) if theme.is_dark else (0.44, 0.56)
    return QColor.fromHslF(hue, 0.85, lightness[(row + column) % 2])


def kernel_size(scene: Scene) -> Pair | None:
    """(rows, columns) of the kernel whose cells get colours; None where there is none, or they are too many."""
    kernel = next((panel for panel in scene.panels if panel.role == "kernel"), None)
    if kernel is None or not 1 < kernel.rows * kernel.columns <= MOST:
        return None
    return kernel.rows, kernel.columns


def has_kernel_cells(panel: Panel, size: Pair) -> bool:
    """Whether the cells of a panel belong to those of the kernel, one to one."""
    return panel.zone == "middle" and (panel.rows, panel.columns) == size


def window_cells(outline: Outline, size: Pair) -> bool:
    """Whether an outline is a window that has as many cells as the kernel."""
    meant = [(length - 1) // step + 1 for length, step in zip(outline[4:6], outline.step, strict=True)]
    return outline.role == "kernel" and tuple(meant) == size


def paint_identity(painter: QPainter, scene: Scene, grids: Grids, frame: Frame, theme: Theme) -> None:
    """Frame the cells of kernel, patch and products, and those in the window, in the colours of the weights."""
    size = kernel_size(scene)
    if size is None:
        return
    whole = [grid for panel in scene.panels if has_kernel_cells(panel, size) for grid in grids.get(panel.key, ())]
    windows = [outline for outline in frame.outlines if window_cells(outline, size) and outline.panel in grids]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for row in range(size[0]):
        for column in range(size[1]):
            colour = cell_colour(row, column, size, theme)
            frames = list(_frames(whole, windows, grids, row, column))
            for width in WIDTHS:
                pen = QPen(colour, width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawRects([area for area, area_width in frames if area_width == width])


def _frames(
    whole: list[Grid], windows: list[Outline], grids: Grids, row: int, column: int
) -> Iterator[tuple[QRectF, int]]:
    """Where one cell of the kernel is, or is met, and how wide its frame is."""
    cells = [(grid, row, column) for grid in whole]
    cells += [
        (grids[outline.panel][outline.grid], outline.row + row * outline.step[0],
         outline.column + column * outline.step[1])
        for outline in windows
    ]  # fmt: skip
    for grid, y, x in cells:
        if grid.cell >= SMALLEST and grid.shows(y, x):
            width = WIDTHS[grid.cell >= SMALL]
            inset = (width + 1) // 2
            yield cell_rect(grid, y, x).adjusted(inset, inset, -inset, -inset), width
