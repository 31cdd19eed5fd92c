"""The last resort where very much has to be shown in very little room: all grids in equal boxes."""

import math
from collections.abc import Sequence

from cnnviz.traces.grids import HEAD, LEGEND
from cnnviz.traces.layout_tilings import Spot
from cnnviz.traces.scene import Panel

BETWEEN = 4  # pixels


def wall(panels: Sequence[Panel], width: float, height: float, readable: float) -> list[Spot]:
    """All grids in reading order. Cells that come in are smaller than `readable`, so that optional panels are right."""
    grids = [(panel, index) for panel in panels for index in range(panel.count)]
    boxes = [_box(len(grids), lines, width, height) for lines in range(1, len(grids) + 1)]
    wide, high, columns = max(boxes, key=min)
    found = []
    for place, (panel, index) in enumerate(grids):
        line, column = divmod(place, int(columns))
        cell = min(wide / panel.columns, high / panel.rows, readable - 1)
        x, y = column * (wide + BETWEEN), HEAD + line * (high + HEAD + LEGEND + BETWEEN)
        found.append(Spot(panel, index, math.floor(x), math.floor(y), float(math.floor(cell)) if cell >= 2 else cell))
    return found


def _box(count: int, lines: int, width: float, height: float) -> tuple[float, float, int]:
    """Width and height of each of so many boxes in so many lines, and how many stand in a line."""
    columns = math.ceil(count / lines)
    wide = (width - (columns - 1) * BETWEEN) / columns
    high = (height - (lines - 1) * BETWEEN) / lines - HEAD - LEGEND
    return wide, high, columns
