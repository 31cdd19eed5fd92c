"""All maps of a layer as one picture in a file: its name, what it is, the wall of tiles and what the colours mean."""

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from cnnviz.numbers import count, size
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.traces.tiling import TileLayout
from cnnviz.ui.export.pictures import picture, title_font
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.inspect.maps.legend import scale_words
from cnnviz.ui.inspect.maps.map_contents import given_limit, maps_content
from cnnviz.ui.inspect.maps.wall_content import WallContent, scale_of, wall_of
from cnnviz.ui.painting.colours import paint_scale
from cnnviz.ui.painting.tiles import paint_wall, wall_image
from cnnviz.ui.theme import Theme

MARGIN, TITLE, AIR, LEGEND, CAPTION, GAP = 16, 20, 10, 20, 16, 6
NARROWEST, WIDEST = 560, 1248  # pixels of the wall
UNIT = (56, 40)  # pixels of the tile of a unit: its number fits in
MANY, DOT = 1000, 10  # from so many units on they are dots of so many pixels, 2 apart
IN_FULL = 16_000_000  # pixels of a wall whose cells are a pixel each, up to which they are so
SMALLEST, LARGEST = 56, 448  # pixels of the longer side of a tile, as far as whole cells allow


def map_sheet(layer: ShownLayer, how: str, network_limit: float, theme: Theme) -> QImage:
    """The maps of `layer` as a picture.

    `how` is the range of the colours: "layer", every "map" its own, or that of the "network", which ends at
    `network_limit`. ExportError where they are too many for one picture.
    """
    content = maps_content(layer, _limit(layer, how, network_limit), range(len(layer.maps)))
    layout = sheet_layout(content)
    width = max(NARROWEST, layout.width) + 2 * MARGIN
    height = MARGIN + TITLE + AIR + LEGEND + AIR + layout.height + MARGIN

    def paint(painter: QPainter) -> None:
        painter.fillRect(QRect(0, 0, width, height), theme.panel)
        _paint_heading(painter, layer, width, theme)
        legend = QRectF(MARGIN, MARGIN + TITLE + AIR, 320, LEGEND)
        limit = float(content.limits[0]) if len(set(content.limits.tolist())) == 1 else None
        paint_scale(painter, legend, scale_words(content.colours, limit), scale_of(content.colours, theme), theme.text)
        wall = wall_of(content, layout, theme)
        painter.translate(MARGIN, MARGIN + TITLE + AIR + LEGEND + AIR)
        paint_wall(painter, wall, wall_image(wall), theme, QRect(0, 0, layout.width, layout.height))

    return picture((width, height), 1.0, 1.0, paint)


def sheet_layout(content: WallContent) -> TileLayout:
    """Tiles large enough to be seen, of whole pixels a cell where that fits, in rows as wide as a page."""
    number, rows, columns = content.maps.shape
    if (rows, columns) == (1, 1) and number >= MANY:
        across = (WIDEST + 2) // (DOT + 2)
        return TileLayout(number, across, -(-number // across), DOT, DOT, 2)
    if (rows, columns) == (1, 1):
        across = min(number, (WIDEST + GAP) // (UNIT[0] + GAP))
        return TileLayout(number, across, -(-number // across), *UNIT, GAP)
    longest = max(rows, columns)
    wanted = min(LARGEST, max(SMALLEST, WIDEST / max(4, math.ceil(math.sqrt(2 * number)))))
    if number * rows * columns <= IN_FULL:
        wanted = max(wanted, min(longest, WIDEST))
    times = wanted / longest if longest > wanted else max(1, int(wanted / longest))
    width, height = max(1, round(columns * times)), max(1, round(rows * times))
    across = max(1, min(number, (WIDEST + GAP) // (width + GAP)))
    return TileLayout(number, across, -(-number // across), width, height, GAP, CAPTION if content.captioned else 0)


def _limit(layer: ShownLayer, how: str, network_limit: float) -> float | None:
    given = given_limit(layer)
    if given is not None or how == "map":
        return given
    return network_limit if how == "network" else rounded_up(symmetric_limit(layer.maps))


def _paint_heading(painter: QPainter, layer: ShownLayer, width: int, theme: Theme) -> None:
    area = QRectF(MARGIN, MARGIN, width - 2 * MARGIN, TITLE)
    large, small = title_font(), interface_font(12)
    painter.setFont(large)
    painter.setPen(theme.text)
    name = QFontMetricsF(large).elidedText(layer.name, Qt.TextElideMode.ElideMiddle, area.width() / 2)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
    rest = area.adjusted(QFontMetricsF(large).horizontalAdvance(name) + AIR, 0, 0, 0)
    painter.setFont(small)
    painter.setPen(theme.muted)
    words = QFontMetricsF(small).elidedText(sheet_words(layer), Qt.TextElideMode.ElideRight, rest.width())
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, words)


def sheet_words(layer: ShownLayer) -> str:
    """The kind of a layer and how many maps or units it has."""
    if layer.is_input:
        return tr("what the network gets to see")
    if layer.is_vector:
        return tr("{kind}, {units} units", kind=layer.kind, units=count(len(layer.maps)))
    return tr("{kind}, {maps} maps of {size}", kind=layer.kind, maps=count(len(layer.maps)),
              size=size(layer.maps.shape[2], layer.maps.shape[1]))  # fmt: skip
