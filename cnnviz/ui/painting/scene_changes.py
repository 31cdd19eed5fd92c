"""Where two frames of a scene differ, so that no more than that is painted and sent to the screen."""

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QRegion

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Added, Frame, Panel, Read
from cnnviz.ui.painting.blocks import part_of
from cnnviz.ui.painting.cells import grid_rect
from cnnviz.ui.painting.outlines import REACH, Grids, touched_areas
from cnnviz.ui.painting.scene_headings import Heading


def changed_areas(panels: Sequence[Panel], grids: Grids, before: Frame, after: Frame) -> Iterator[QRectF]:
    """Rectangles that hold all cells and frames in which two frames differ; headings are another matter."""
    for panel in panels:
        shown = grids[panel.key]
        if panel.content == "changing" or (panel.content != "fixed" and before.variant != after.variant):
            yield from (grid_rect(grid) for grid in shown)
        elif panel.content == "growing":
            yield from _grown_areas(shown, before.grown.get(panel.key), after.grown.get(panel.key))
    for outline in {*before.outlines} ^ {*after.outlines}:
        yield from touched_areas(grids, outline)


def changed_headings(before: Sequence[Heading], after: Sequence[Heading]) -> Iterator[QRectF]:
    """Where headings differ."""
    for old, new in zip(before, after, strict=True):
        if old != new:
            yield old.area.adjusted(0, 0, 0, 1)


def scrolled_areas(before: Grids, after: Grids) -> Iterator[QRectF]:
    """The grids that look at other parts of their panels, with the frames that reach beyond them."""
    for key, grids in after.items():
        if grids != before[key]:
            yield from (grid_rect(grid).adjusted(-REACH, -REACH, REACH, REACH) for grid in grids)


def region_of(areas: Iterator[QRectF]) -> QRegion:
    """Rectangles as one region of whole pixels, with room for the lines around them."""
    region = QRegion()
    for area in areas:
        region += area.toAlignedRect().adjusted(-1, -1, 1, 1)
    return region


def _grown_areas(grids: tuple[Grid, ...], before: Read | Added | None, after: Read | Added | None) -> Iterator[QRectF]:
    if before == after:
        return
    if isinstance(before, Read) and isinstance(after, Read):
        yield from _read_areas(grids, *sorted((before, after)))
    elif isinstance(before, Added) and isinstance(after, Added) and before.variant == after.variant:
        if before.first == after.first and before.values.shape == after.values.shape:
            yield from _added_areas(grids, before, after)
            return
        first = min(before.first, after.first)
        last = max(growth.first + growth.values.shape[1] for growth in (before, after))
        yield from (_rows(grid, first, last) for grid in grids)
    else:
        yield from (grid_rect(grid) for grid in grids)


def _read_areas(grids: tuple[Grid, ...], before: Read, after: Read) -> Iterator[QRectF]:
    """Two states that lie in one row differ in its cells between them, others in whole rows."""
    for index, grid in enumerate(grids[before.grid : after.grid + 1], before.grid):
        first = before.row if index == before.grid else 0
        last = after.row if index == after.grid else grid.top + grid.rows
        if before[:2] == after[:2]:
            cells = part_of(grid, first, before.column, 1, after.column - before.column + 1)
            yield grid_rect(cells)
        else:
            yield _rows(grid, first, last + 1)


def _added_areas(grids: tuple[Grid, ...], before: Added, after: Added) -> Iterator[QRectF]:
    """Where numbers of the same rows differ."""
    for grid, old, new in zip(grids, before.values, after.values, strict=True):
        columns = np.flatnonzero((old != new).any(axis=0))
        if columns.size:
            first, last = int(columns[0]), int(columns[-1])
            yield grid_rect(part_of(grid, before.first, first, len(old), last - first + 1))


def _rows(grid: Grid, first: int, last: int) -> QRectF:
    return grid_rect(part_of(grid, first, 0, max(0, last - first), grid.left + grid.columns))
