"""One small map of numbers: cells in colour, padding hatched, the winner framed, the numbers where they can be read."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.numbers import number
from cnnviz.traces.scene import Array, Flags
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.colours import Scale, colour_at, diverging_image, fill, grey_image, text_on
from cnnviz.ui.theme import Theme

SMALLEST_NUMBER, LARGEST_NUMBER = 8, 13  # pixels of the digits in a cell
WIDTH_OF_DIGIT = 0.6  # of the height of the letters, in the font of numbers
SHORTEST = 4  # letters of a number in a narrow cell
HATCH = 6  # pixels between two lines of padding, across


class Tint(NamedTuple):
    """How numbers become colours: from -limit to +limit on `scale`, or (None) grey from 0 to limit."""

    limit: float
    scale: Scale | None

    def colour(self, value: float) -> QColor:
        """The colour of one number."""
        if self.scale is not None:
            return colour_at(value, self.limit, self.scale)
        grey = round(255 * min(1.0, max(0.0, value / self.limit)))
        return QColor(grey, grey, grey)


@dataclass(frozen=True, eq=False)
class Tile:
    """Numbers (H, W) in a rectangle of whole pixels; where `inside` is False they are padding."""

    area: QRectF
    values: Array
    tint: Tint
    inside: Flags | None = None
    decimals: int = 2

    def cell(self, row: int, column: int) -> QRectF:
        """Where a number stands."""
        width, height = self._steps
        return QRectF(self.area.left() + column * width, self.area.top() + row * height, width, height)

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the number at a point; None beside the tile."""
        if not self.area.contains(x, y):
            return None
        width, height = self._steps
        rows, columns = self.values.shape
        return (
            min(rows - 1, int((y - self.area.top()) / height)),
            min(columns - 1, int((x - self.area.left()) / width)),
        )

    @property
    def number_size(self) -> int:
        """Pixels of the digits; 0 where they would be too small to read."""
        return self._writing[0]

    def text(self, row: int, column: int) -> str:
        """The number in a cell as it is written there, in `SHORTEST` letters where there is no room for more."""
        text = _short if self._writing[1] else _text
        return text(float(self.values[row, column]), self.decimals)

    @cached_property
    def _writing(self) -> tuple[int, bool]:
        """Pixels of the digits, and whether the numbers are written short."""
        width, height = self._steps
        if min(width / 3 / WIDTH_OF_DIGIT, 0.5 * height) < SMALLEST_NUMBER:
            return 0, False
        finite = self.values[np.isfinite(self.values)]
        ends = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        for text, least in ((_text, 3), (_short, SHORTEST)):  # with room for a sign, so that kernels are written, too
            longest = max(least, *(len(text(value, self.decimals)) for value in ends))
            size = int(min(0.9 * width / longest / WIDTH_OF_DIGIT, 0.5 * height, LARGEST_NUMBER))
            if size >= SMALLEST_NUMBER:
                return size, text is _short
        return 0, False

    @property
    def _steps(self) -> tuple[float, float]:
        rows, columns = self.values.shape
        return self.area.width() / columns, self.area.height() / rows


def paint_tile(painter: QPainter, tile: Tile, theme: Theme, vector: bool = False) -> None:
    """Draw a tile; a drawing of shapes (`vector`) gets a rectangle for every cell, because viewers blur pictures."""
    if vector:
        for (row, column), value in np.ndenumerate(tile.values):
            fill(painter, tile.cell(row, column), tile.tint.colour(float(value)))
    else:
        scale, limit = tile.tint.scale, tile.tint.limit
        if scale is None:
            image = grey_image(np.nan_to_num(tile.values, nan=0.0, posinf=limit, neginf=0.0), 0.0, limit)
        else:
            image = diverging_image(tile.values, limit, scale)
        painter.drawImage(tile.area, image)
    if tile.inside is not None and not tile.inside.all():
        _paint_padding(painter, tile, tile.inside, theme)
    size = tile.number_size
    if size:
        _paint_numbers(painter, tile, size, theme)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.line, 1))
    painter.drawRect(tile.area.adjusted(-0.5, -0.5, 0.5, 0.5))


def frame_cell(painter: QPainter, tile: Tile, row: int, column: int, colour: QColor, width: float = 2.0) -> None:
    """A frame around one number, that can be seen on every ground, also where cells are tiny."""
    area = tile.cell(row, column)
    if min(area.width(), area.height()) < 5:  # otherwise the frame would hide what it frames
        area = area.adjusted(-2, -2, 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_padding(painter: QPainter, tile: Tile, inside: Flags, theme: Theme) -> None:
    """What lies outside is no number of the map: hatched, on another ground unless the map is mirrored there."""
    for row, column in np.argwhere(~inside).tolist():
        area, value = tile.cell(row, column), float(tile.values[row, column])
        if value == 0 or not np.isfinite(value):
            fill(painter, area, theme.padding)
        painter.setPen(QPen(theme.unreached, 1))
        painter.drawLines(_hatching(area))


def _hatching(area: QRectF) -> list[QLineF]:
    """The lines x + y = a multiple of `HATCH`, as far as they lie in an area."""
    left, top, right, bottom = area.left(), area.top(), area.right(), area.bottom()
    lines, distance = [], (left + top) // HATCH * HATCH + HATCH
    while distance < right + bottom:
        low, high = max(left, distance - bottom), min(right, distance - top)
        lines.append(QLineF(low, distance - low, high, distance - high))
        distance += HATCH
    return lines


def _paint_numbers(painter: QPainter, tile: Tile, size: int, theme: Theme) -> None:
    painter.setFont(number_font(size))
    for (row, column), value in np.ndenumerate(tile.values):
        plain = value == 0 or not np.isfinite(value)
        painter.setPen(theme.muted if plain else text_on(tile.tint.colour(float(value))))
        painter.drawText(tile.cell(row, column), Qt.AlignmentFlag.AlignCenter, tile.text(row, column))


def _text(value: float, decimals: int) -> str:
    """A number as a cell shows it: exact zeros stay short, and padding that never wins is minus infinity."""
    if not np.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "?"
    return "0" if value == 0 else number(value, decimals)


def _short(value: float, decimals: int) -> str:
    """The same in `SHORTEST` letters, if that can be: without a zero before the point, and with fewer decimals."""
    text = _text(value, decimals).replace("0.", ".", 1) if abs(value) < 1 else _text(value, decimals)
    if len(text) <= SHORTEST or not decimals or not np.isfinite(value):
        return text
    return _short(value, decimals - 1)
