"""Where the rows of a followed number lie: one for every map (or unit) that had a part in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QRectF

from cnnviz.traces.following import Followed

SMALLEST_TILE, LARGEST_TILE = 30, 220
GAP = 4  # pixels between two rows
DOT = 16  # pixels of the sign between patch and kernel
LINE = 20  # pixels of a row that is a line of numbers
CAPTION = 24  # pixels of the line above a large tile
MUCH_LARGER = 1.25  # what tiles must gain to be worth a line of their own above them


class Spot(NamedTuple):
    """A number of a part: its `row` and `column` in the patch and in the kernel."""

    part: int
    row: int
    column: int


@dataclass(frozen=True)
class Columns:
    """Pixels that texts need: of the names, of the totals, of a factor in a line of numbers."""

    name: int
    total: int
    factor: int


@dataclass(frozen=True, eq=False)
class RowsLayout:
    """Rows in `order` (numbers of parts), in `width` pixels; `room` is the height that they should fill if they can.

    - A row of 1 × 1 is a line: name, factor · weight, bar, total.
    - Any other row has its patch and its kernel as tiles; few of them get a line of their own above larger tiles.
    """

    followed: Followed
    order: Sequence[int]
    width: int
    room: int
    columns: Columns

    @cached_property
    def is_lines(self) -> bool:
        """Whether every part is one number."""
        return all(part.left.size == 1 for part in self.followed.parts)

    @cached_property
    def has_weights(self) -> bool:
        """Whether what was met was multiplied by something."""
        return any(part.right is not None for part in self.followed.parts)

    @cached_property
    def is_captioned(self) -> bool:
        """Whether name and total stand above the tiles, which have the whole width then."""
        single = len(self.order) == 1
        return not self.is_lines and (single or self._captioned_tile >= MUCH_LARGER * self._plain_tile)

    @cached_property
    def tile(self) -> tuple[int, int]:
        """Width and height of a tile; its cells are squares."""
        size = self._captioned_tile if self.is_captioned else self._plain_tile
        rows, columns = self.followed.parts[0].left.shape
        cell = size / max(rows, columns)
        whole = float(int(cell)) if cell >= 4 else cell  # equal cells, where a pixel more or less can be seen
        return max(1, round(columns * whole)), max(1, round(rows * whole))

    @cached_property
    def row_height(self) -> int:
        if self.is_lines:
            return LINE
        return (self.tile[1] if self.is_captioned else max(self.tile[1], SMALLEST_TILE)) + self._beside

    @property
    def height(self) -> int:
        """Of all rows."""
        return self.row_height * len(self.order)

    def rows_between(self, top: float, bottom: float) -> range:
        """The rows that a part of the height touches."""
        first = max(0, int(top // self.row_height))
        return range(first, min(len(self.order), int(bottom // self.row_height) + 1))

    def row(self, index: int) -> QRectF:
        return QRectF(0, index * self.row_height, self.width, self.row_height - (0 if self.is_lines else GAP))

    def patch(self, index: int) -> QRectF:
        """Where the numbers that were met lie."""
        row, (width, height) = self.row(index), self.tile
        if self.is_captioned:
            return QRectF(0.0, row.top() + CAPTION, width, height)
        return QRectF(self.columns.name, row.top() + int((row.height() - height) / 2), width, height)

    def kernel(self, index: int) -> QRectF:
        """Where what they were multiplied by lies."""
        return self.patch(index).translated(self.tile[0] + DOT, 0)

    def last_tile(self, index: int) -> QRectF:
        """The tile after which what the part brings is told."""
        return self.kernel(index) if self.has_weights else self.patch(index)

    def total(self, index: int) -> QRectF:
        """Where the total and its bar stand."""
        row = self.row(index)
        height = CAPTION if self.is_captioned else row.height()
        return QRectF(self.width - self.columns.total, row.top(), self.columns.total, height)

    def spot_at(self, x: float, y: float) -> Spot | None:
        """The number at a point, in the patch or in the kernel; a line of numbers belongs to it as a whole."""
        index = int(y // self.row_height)
        if not (0 <= index < len(self.order) and 0 <= x < self.width and y >= 0):
            return None
        part = self.order[index]
        if self.is_lines:
            return Spot(part, 0, 0)
        rows, columns = self.followed.parts[part].left.shape
        sides = (self.patch(index), self.kernel(index)) if self.has_weights else (self.patch(index),)
        for side in sides:
            if side.contains(x, y):
                row, column = (
                    int((y - side.top()) / side.height() * rows),
                    int((x - side.left()) * columns / side.width()),
                )
                return Spot(part, min(rows - 1, row), min(columns - 1, column))
        return None

    @cached_property
    def _beside(self) -> int:
        return GAP + (CAPTION if self.is_captioned else 0)

    @cached_property
    def _tiles(self) -> int:
        return 2 if self.has_weights else 1

    @cached_property
    def _plain_tile(self) -> int:
        """The tile of a row with its name and total beside it."""
        free = self.width - self.columns.name - self.columns.total - 10 - (self._tiles - 1) * DOT
        return self._within(free // self._tiles, GAP)

    @cached_property
    def _captioned_tile(self) -> int:
        return self._within((self.width - (self._tiles - 1) * DOT - 1) // self._tiles, GAP + CAPTION)

    def _within(self, widest: int, beside: int) -> int:
        """As large as the width allows, and as the height does; below the smallest the rows scroll."""
        high = self.room // max(1, len(self.order)) - beside
        return max(min(SMALLEST_TILE, widest), min(widest, high, LARGEST_TILE))
