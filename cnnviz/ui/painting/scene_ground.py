"""What no frame changes: fixed panels with their numbers, growing ones while nothing is known, legends.

Of panels that show a part of themselves it is kept for the parts seen last: the film comes back to them row after row.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPolygonF, QRegion

from cnnviz.numbers import number, telling_decimals, trimmed
from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Array, Panel
from cnnviz.ui.painting.blocks import BlockPainter
from cnnviz.ui.painting.cells import grid_rect
from cnnviz.ui.painting.colours import paint_scale
from cnnviz.ui.painting.device import within_area
from cnnviz.ui.painting.looks import Look, scale_of
from cnnviz.ui.painting.sheets import Part, Reader, blank
from cnnviz.ui.theme import Theme

NARROWEST_LEGEND = 180
WIDEST_LEGEND = 420
TIP = 5  # pixels from the tip to the foot of an arrow
MOST_PIXELS = 6_000_000  # of the device that are kept of parts that are not seen


class Grounds:
    """All that stays in `width` × `height` pixels: one pixmap, and others for the panels that show a part."""

    def __init__(
        self, panels: Sequence[Panel], looks: Mapping[str, Look], blocks: BlockPainter, width: float, height: float
    ) -> None:
        self._panels, self._looks, self._blocks = panels, looks, blocks
        self._width, self._height = width, height
        self._rest: QPixmap | None = None
        self._parts: dict[tuple[str, Part], list[QPixmap]] = {}

    def paint(self, painter: QPainter, reader: Reader) -> None:
        """Paint what stays while `reader` reads these parts of the panels."""
        if self._rest is None:
            self._rest = self._drawn_rest(reader)
        painter.drawPixmap(0, 0, self._rest)
        for panel in self._panels:
            grids = reader.grids[panel.key]
            if not shows_part(panel, grids):
                continue
            for grid, pixmap in zip(grids, self._part(panel, reader), strict=True):
                with within_area(painter, grid_rect(grid)):
                    painter.drawPixmap(self._corner(grid), pixmap)

    def prepared(self, panel: Panel, reader: Reader) -> Iterator[None]:
        """Draw the part of a panel that `reader` reads, where it shows one that is not kept."""
        if shows_part(panel, reader.grids[panel.key]) and (panel.key, reader.part(panel.key)) not in self._parts:
            self._part(panel, reader)
            yield

    def _drawn_rest(self, reader: Reader) -> QPixmap:
        pixmap = blank(self._width, self._height, self._blocks.ratio)
        pixmap.fill(self._blocks.theme.panel)
        painter = QPainter(pixmap)
        whole = [panel for panel in self._panels if not shows_part(panel, reader.grids[panel.key])]
        paint_panels(painter, whole, reader, self._looks, self._blocks)
        paint_legends(painter, self._panels, reader.grids, self._blocks.theme)
        painter.end()
        return pixmap

    def _part(self, panel: Panel, reader: Reader) -> list[QPixmap]:
        """The part of a panel that is seen; those seen last are kept."""
        which = panel.key, reader.part(panel.key)
        part = self._parts.pop(which, None) or self._drawn_part(panel, reader)
        self._parts[which] = part
        pixels = sum(pixmap.width() * pixmap.height() for pixmaps in self._parts.values() for pixmap in pixmaps)
        while pixels > MOST_PIXELS and len(self._parts) > len(self._panels):
            pixels -= sum(pixmap.width() * pixmap.height() for pixmap in self._parts.pop(next(iter(self._parts))))
        return part

    def _drawn_part(self, panel: Panel, reader: Reader) -> list[QPixmap]:
        pixmaps = []
        values, step, look = _values(panel, reader), reader.step(panel.key), self._looks[panel.key]
        for index, grid in enumerate(reader.grids[panel.key]):
            pixmap = blank(grid.width + 2, grid.height + 2, self._blocks.ratio)
            pixmap.fill(self._blocks.theme.panel)
            painter = QPainter(pixmap)
            painter.translate(-self._corner(grid))
            _paint_grid(painter, grid, index, look, self._blocks, values, step)
            painter.end()
            pixmaps.append(pixmap)
        return pixmaps

    def _corner(self, grid: Grid) -> QPointF:
        """The left and top of a grid on whole pixels of the device: it looks the same in a pixmap of its own."""
        ratio = self._blocks.ratio
        return QPointF(math.floor(grid.x * ratio) / ratio, math.floor(grid.y * ratio) / ratio)


def paint_panels(
    painter: QPainter,
    panels: Sequence[Panel],
    reader: Reader,
    looks: Mapping[str, Look],
    blocks: BlockPainter,
    vector: bool = False,
) -> None:
    """Paint what stays of some panels."""
    for panel in panels:
        values, step = _values(panel, reader), reader.step(panel.key)
        for index, grid in enumerate(reader.grids[panel.key]):
            _paint_grid(painter, grid, index, looks[panel.key], blocks, values, step, vector)


def _values(panel: Panel, reader: Reader) -> Array | None:
    """The numbers of a panel that never change."""
    return reader.values(panel.key) if panel.content == "fixed" else None


def _paint_grid(
    painter: QPainter, grid: Grid, index: int, look: Look, blocks: BlockPainter, values: Array | None, step: int,
    vector: bool = False,
) -> None:  # fmt: skip
    """Paint what stays of one grid of a panel."""
    if values is None:
        blocks.paint_empty(painter, grid, look, vector)
    else:
        blocks.paint(painter, grid, look, index, values[index], step, vector=vector)


def paint_legends(
    painter: QPainter, panels: Sequence[Panel], grids: Mapping[str, Sequence[Grid]], theme: Theme
) -> None:
    """Paint the legends of the panels that come out in colours."""
    for panel in panels:
        if panel.zone == "out" and panel.is_maps:
            _paint_legend(painter, panel, grids[panel.key], theme)


def _paint_legend(painter: QPainter, panel: Panel, grids: Sequence[Grid], theme: Theme) -> None:
    """The colours of a panel and the numbers at their ends, below its last row of grids."""
    left = min(grid.x for grid in grids)
    bottom = max(grid.y + grid.height for grid in grids)
    right = max(max(grid.x + grid.width, grid.x + grid.head) for grid in grids)
    width = min(max(max(grid.x + grid.width for grid in grids) - left, NARROWEST_LEGEND), right - left, WIDEST_LEGEND)
    decimals = len(trimmed(panel.high, telling_decimals(panel.high)).partition(".")[2])
    signed = panel.lowest < 0
    ends = number(-panel.high, decimals) if signed else "0", number(panel.high, decimals, signed=signed)
    paint_scale(painter, QRectF(left, bottom + 8, width, 16), ends, scale_of(panel, theme), theme.muted)


def shows_part(panel: Panel, grids: Sequence[Grid]) -> bool:
    """Whether a panel has more cells than are seen."""
    return (grids[0].rows, grids[0].columns) != (panel.rows, panel.columns)


def paint_more(
    painter: QPainter, panel: Panel, grids: Sequence[Grid], theme: Theme, region: QRegion | None = None
) -> None:
    """Arrows at those sides of a grid beyond which there are more cells than are seen; only those in a `region`."""
    if not shows_part(panel, grids):
        return
    for grid in grids:
        area = grid_rect(grid)
        middle = area.center()
        sides = (
            (grid.top > 0, QPointF(middle.x(), area.top() + 3), (0, 1)),
            (grid.top + grid.rows < panel.rows, QPointF(middle.x(), area.bottom() - 2), (0, -1)),
            (grid.left > 0, QPointF(area.left() + 3, middle.y()), (1, 0)),
            (grid.left + grid.columns < panel.columns, QPointF(area.right() - 2, middle.y()), (-1, 0)),
        )
        painter.setPen(theme.panel)
        painter.setBrush(theme.text)
        for hidden, tip, (x, y) in sides:
            foot = tip + QPointF(TIP * x, TIP * y)
            aside = QPointF(2 * TIP * y, 2 * TIP * x)
            around = QRectF(tip - aside, foot + aside).normalized().adjusted(-2, -2, 2, 2).toAlignedRect()
            if hidden and (region is None or region.intersects(around)):
                painter.drawPolygon(QPolygonF([tip, foot + aside, foot - aside]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
