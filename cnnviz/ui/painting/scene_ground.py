"""What no frame changes: fixed panels with their numbers, growing ones while nothing is known, legends."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from cnnviz.numbers import number, telling_decimals, trimmed
from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Panel
from cnnviz.ui.painting.blocks import BlockPainter
from cnnviz.ui.painting.cells import grid_rect
from cnnviz.ui.painting.colours import activation_scale, paint_scale
from cnnviz.ui.painting.looks import Look
from cnnviz.ui.painting.sheets import Reader
from cnnviz.ui.theme import Theme

NARROWEST_LEGEND = 180
WIDEST_LEGEND = 420
TIP = 5  # pixels from the tip to the foot of an arrow


def paint_ground(
    painter: QPainter,
    panels: Sequence[Panel],
    reader: Reader,
    looks: Mapping[str, Look],
    blocks: BlockPainter,
    vector: bool = False,
) -> None:
    """Paint all that stays."""
    for panel in panels:
        grids, look = reader.grids[panel.key], looks[panel.key]
        if panel.content == "fixed":
            values, step = reader.values(panel.key), reader.step(panel.key)
            for index, grid in enumerate(grids):
                blocks.paint(painter, grid, look, index, values[index], step, vector=vector)
        else:
            for grid in grids:
                blocks.paint_empty(painter, grid, look, vector)
        if panel.zone == "out" and panel.scale == "maps":
            _paint_legend(painter, panel, grids, blocks.theme)


def _paint_legend(painter: QPainter, panel: Panel, grids: Sequence[Grid], theme: Theme) -> None:
    """The colours of a panel and the numbers at their ends, below its last row of grids."""
    left = min(grid.x for grid in grids)
    bottom = max(grid.y + grid.height for grid in grids)
    right = max(max(grid.x + grid.width, grid.x + grid.head) for grid in grids)
    width = min(max(max(grid.x + grid.width for grid in grids) - left, NARROWEST_LEGEND), right - left, WIDEST_LEGEND)
    decimals = len(trimmed(panel.high, telling_decimals(panel.high)).partition(".")[2])
    ends = number(-panel.high, decimals), number(panel.high, decimals, signed=True)
    paint_scale(painter, QRectF(left, bottom + 8, width, 16), ends, activation_scale(theme), theme.muted)


def paint_more(painter: QPainter, panel: Panel, grids: Sequence[Grid], theme: Theme) -> None:
    """Arrows at those sides of a grid beyond which there are more cells than are seen."""
    if (grids[0].rows, grids[0].columns) == (panel.rows, panel.columns):
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
            if hidden:
                foot = tip + QPointF(TIP * x, TIP * y)
                aside = QPointF(2 * TIP * y, 2 * TIP * x)
                painter.drawPolygon(QPolygonF([tip, foot + aside, foot - aside]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
