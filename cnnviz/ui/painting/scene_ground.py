"""What no frame changes: fixed panels with their numbers, growing ones while nothing is known, legends.

Of panels that show a part of themselves it is kept for the parts seen last: the film comes back to them row after row.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPolygonF, QRegion

from cnnviz.numbers import number, telling_decimals, trimmed
from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Panel
from cnnviz.ui.painting.blocks import BlockPainter
from cnnviz.ui.painting.cells import grid_rect
from cnnviz.ui.painting.colours import activation_scale, paint_scale
from cnnviz.ui.painting.looks import Look
from cnnviz.ui.painting.sheets import Part, Reader, blank
from cnnviz.ui.theme import Theme

NARROWEST_LEGEND = 180
WIDEST_LEGEND = 420
TIP = 5  # pixels from the tip to the foot of an arrow
MOST_PIXELS = 12_000_000  # of the device that are kept in grounds, but for the last one


class Grounds:
    """Pixmaps of `width` × `height` pixels with all that stays, one for each part of the panels that is seen."""

    def __init__(
        self, panels: Sequence[Panel], looks: Mapping[str, Look], blocks: BlockPainter, width: float, height: float
    ) -> None:
        self._panels, self._looks, self._blocks = panels, looks, blocks
        self._width, self._height = width, height
        self._rest: QPixmap | None = None
        self._kept: dict[tuple[Part, ...], QPixmap] = {}

    def of(self, reader: Reader) -> QPixmap:
        """What stays while `reader` reads these parts of the panels."""
        seen = tuple(map(reader.part, reader.grids))
        ground = self._kept.pop(seen, None)
        if ground is None:
            ground = self._drawn(reader)
            pixels = ground.width() * ground.height()
            while self._kept and (len(self._kept) + 1) * pixels > MOST_PIXELS:
                self._kept.pop(next(iter(self._kept)))
        self._kept[seen] = ground
        return ground

    def _drawn(self, reader: Reader) -> QPixmap:
        """The panels that show a part of themselves, drawn over all the others."""
        partly = [panel for panel in self._panels if shows_part(panel, reader.grids[panel.key])]
        if self._rest is None:
            self._rest = blank(self._width, self._height, self._blocks.ratio)
            self._rest.fill(self._blocks.theme.panel)
            painter = QPainter(self._rest)
            others = [panel for panel in self._panels if panel not in partly]
            paint_panels(painter, others, reader, self._looks, self._blocks)
            paint_legends(painter, self._panels, reader.grids, self._blocks.theme)
            painter.end()
        if not partly:
            return self._rest
        ground = self._rest.copy()
        painter = QPainter(ground)
        paint_panels(painter, partly, reader, self._looks, self._blocks)
        painter.end()
        return ground


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
        grids, look = reader.grids[panel.key], looks[panel.key]
        if panel.content == "fixed":
            values, step = reader.values(panel.key), reader.step(panel.key)
            for index, grid in enumerate(grids):
                blocks.paint(painter, grid, look, index, values[index], step, vector=vector)
        else:
            for grid in grids:
                blocks.paint_empty(painter, grid, look, vector)


def paint_legends(
    painter: QPainter, panels: Sequence[Panel], grids: Mapping[str, Sequence[Grid]], theme: Theme
) -> None:
    """Paint the legends of the panels that come out in colours."""
    for panel in panels:
        if panel.zone == "out" and panel.scale == "maps":
            _paint_legend(painter, panel, grids[panel.key], theme)


def _paint_legend(painter: QPainter, panel: Panel, grids: Sequence[Grid], theme: Theme) -> None:
    """The colours of a panel and the numbers at their ends, below its last row of grids."""
    left = min(grid.x for grid in grids)
    bottom = max(grid.y + grid.height for grid in grids)
    right = max(max(grid.x + grid.width, grid.x + grid.head) for grid in grids)
    width = min(max(max(grid.x + grid.width for grid in grids) - left, NARROWEST_LEGEND), right - left, WIDEST_LEGEND)
    decimals = len(trimmed(panel.high, telling_decimals(panel.high)).partition(".")[2])
    ends = number(-panel.high, decimals), number(panel.high, decimals, signed=True)
    paint_scale(painter, QRectF(left, bottom + 8, width, 16), ends, activation_scale(theme), theme.muted)


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
