"""Where the rows of a followed number lie: one for every map (or unit) that had a part in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QRectF

from cnnviz.traces.following import Followed

SMALLEST_TILE, LARGEST_TILE = 30, 220
LARGEST_CELL = 40  # pixels up to which cells grow in a tile that is larger for it
READABLE_CELL = 22  # pixels of a cell from which on numbers can be read in it
GAP = 4  # pixels between two rows
DOT = 16  # pixels of the sign between patch and kernel
LINE = 20  # pixels of a row that is a line of numbers
CAPTION = 24  # pixels of the line above a large tile
MUCH_LARGER = 1.25  # what tiles must gain to be worth a line of their own above them
LITTLE_SMALLER = 0.85  # what tiles may become for the products, where no numbers can be read in them anyway
LEGEND = 20  # pixels of the legend of the products


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


class Form(NamedTuple):
    """How a row is made up: so many tiles side by side, the last of three the products; or these `below` the others.

    `captioned` rows have name and total above the tiles, which have the whole width then.
    """

    captioned: bool
    across: int
    below: bool = False

    @property
    def has_products(self) -> bool:
        return self.below or self.across == 3


@dataclass(frozen=True, eq=False)
class RowsLayout:
    """Rows in `order` (numbers of parts), in `width` pixels; `room` is the height that they should fill if they can.

    - A row of 1 × 1 is a line: name, factor · weight, bar, total.
    - Any other row has its patch and its kernel as tiles; few of them get a line of their own above larger tiles.
    - Where there is room for them, the products are a third tile, and their legend stands below the last row.
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
    def form(self) -> Form:
        """The form with the largest tiles; with products where all rows fit into the room and the tiles stay large."""
        plain, captioned = Form(False, self._factors), Form(True, self._factors)
        above = len(self.order) == 1 or self._size(captioned) >= MUCH_LARGER * self._size(plain)
        without = captioned if above else plain
        if self.is_lines or not self.has_weights:
            return without
        forms = [Form(False, 3), Form(True, 3), *([Form(True, 2, below=True)] if len(self.order) == 1 else [])]
        fitting = [form for form in forms if min(self._free(form)) >= SMALLEST_TILE]
        best = max(fitting, key=self._size, default=without)
        readable = READABLE_CELL * self._longest
        needed = readable if self._size(without) >= readable else LITTLE_SMALLER * self._size(without)
        return best if self._size(best) >= needed else without

    @cached_property
    def is_captioned(self) -> bool:
        """Whether name and total stand above the tiles."""
        return not self.is_lines and self.form.captioned

    @property
    def has_products(self) -> bool:
        """Whether there is room for what each number times its weight is."""
        return not self.is_lines and self.form.has_products

    @cached_property
    def tile(self) -> tuple[int, int]:
        """Width and height of a tile; its cells are squares."""
        rows, columns = self.followed.parts[0].left.shape
        cell = self._size(self.form) / self._longest
        whole = float(int(cell)) if cell >= 4 else cell  # equal cells, where a pixel more or less can be seen
        return max(1, round(columns * whole)), max(1, round(rows * whole))

    @cached_property
    def row_height(self) -> int:
        if self.is_lines:
            return LINE
        high = 2 * self.tile[1] + DOT if self.form.below else self.tile[1]
        return (high if self.is_captioned else max(high, SMALLEST_TILE)) + _beside(self.form)

    @property
    def height(self) -> int:
        """Of all rows, and of the legend below them."""
        return self.row_height * len(self.order) + self._foot(self.form)

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

    def products(self, index: int) -> QRectF:
        """Where the products lie."""
        down = (0, self.tile[1] + DOT) if self.form.below else (self.tile[0] + DOT, 0)
        return self.kernel(index).translated(*down)

    @property
    def legend(self) -> QRectF:
        """Where it is told what the colours of the products mean: beside them, or below the last row."""
        if self.form.below:
            return QRectF(0.0, self.products(0).center().y() - LEGEND, self.tile[0] - GAP, 2 * LEGEND)
        last = len(self.order) - 1
        right = self.products(last).right()
        left = max(0.0, min(self.patch(last).left(), right - 2 * SMALLEST_TILE))
        return QRectF(left, len(self.order) * self.row_height, right - left, LEGEND)

    def last_tile(self, index: int) -> QRectF:
        """The tile after which what the part brings is told."""
        return self.sides(index)[-1]

    def sides(self, index: int) -> list[QRectF]:
        """All tiles of a row."""
        kernel = [self.kernel(index)] if self.has_weights else []
        return [self.patch(index), *kernel, *([self.products(index)] if self.has_products else [])]

    def total(self, index: int) -> QRectF:
        """Where the total and its bar stand."""
        row = self.row(index)
        height = CAPTION if self.is_captioned else row.height()
        return QRectF(self.width - self.columns.total, row.top(), self.columns.total, height)

    def spot_at(self, x: float, y: float) -> Spot | None:
        """The number at a point, in any of the tiles; a line of numbers belongs to it as a whole."""
        index = int(y // self.row_height)
        if not (0 <= index < len(self.order) and 0 <= x < self.width and y >= 0):
            return None
        part = self.order[index]
        if self.is_lines:
            return Spot(part, 0, 0)
        rows, columns = self.followed.parts[part].left.shape
        for side in self.sides(index):
            if side.contains(x, y):
                row, column = (
                    int((y - side.top()) / side.height() * rows),
                    int((x - side.left()) * columns / side.width()),
                )
                return Spot(part, min(rows - 1, row), min(columns - 1, column))
        return None

    @cached_property
    def _factors(self) -> int:
        return 2 if self.has_weights else 1

    @cached_property
    def _longest(self) -> int:
        """Cells of the longer side of a tile."""
        rows, columns = self.followed.parts[0].left.shape
        return int(max(rows, columns))

    def _size(self, form: Form) -> int:
        """The longer side of a tile: as the width allows, and the height; below the smallest the rows scroll."""
        widest, high = self._free(form)
        return max(min(SMALLEST_TILE, widest), min(widest, high, max(LARGEST_TILE, LARGEST_CELL * self._longest)))

    def _free(self, form: Form) -> tuple[int, int]:
        """Pixels across and down that there are for a tile."""
        beside = 1 if form.captioned else self.columns.name + self.columns.total + 10
        widest = (self.width - beside - (form.across - 1) * DOT) // form.across
        high = (self.room - self._foot(form)) // max(1, len(self.order)) - _beside(form)
        return widest, (high - DOT) // 2 if form.below else high

    def _foot(self, form: Form) -> int:
        return LEGEND if form.across == 3 and not self.is_lines else 0


def _beside(form: Form) -> int:
    """Pixels of height of a row that are not its tiles'."""
    return GAP + (CAPTION if form.captioned else 0)
