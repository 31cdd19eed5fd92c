"""Where the parts of a confusion matrix lie: names, cells, sums. Arithmetic only."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

TITLE = 16  # pixels for the name of an axis
GAP = 6
ROW = 17  # pixels of a row of sums
LEAST_ROW = 11  # pixels of a row of cells from which on a number is beside it
LONGEST_NAMES = 0.22  # of the width; longer names are shortened
WIDEST, HIGHEST = 2.2, 1.2  # a cell in its own height, and in its own width
LARGEST_CELL = 120

Place = tuple[int | None, int | None]


@dataclass(frozen=True)
class MatrixPlan:
    """Cells (K, K) of `width` × `height` pixels from (`left`, `top`) on; names before them, sums behind.

    `sums` is the width of a column of sums (there are two, beside the rows), 0 for none, and `sums_below` whether there
    are two rows of them below the columns. `upright` names of columns are written from below to above.
    """

    classes: int
    left: float
    top: float
    width: float
    height: float
    sums: float = 0.0
    sums_below: bool = False
    upright: bool = False

    @property
    def right(self) -> float:
        return self.left + self.classes * self.width

    @property
    def bottom(self) -> float:
        return self.top + self.classes * self.height

    @property
    def total_height(self) -> float:
        """Down to the end of what stands below the cells."""
        return self.bottom + (GAP + 2 * ROW if self.sums_below else 0)

    def cell(self, row: int, column: int) -> QRectF:
        return QRectF(self.left + column * self.width, self.top + row * self.height, self.width, self.height)

    def row_sum(self, row: int, which: int) -> QRectF:
        """The place of the number of pictures (0) or of the recall (1) beside a row."""
        return QRectF(self.right + GAP + which * self.sums, self.top + row * self.height, self.sums, self.height)

    def column_sum(self, column: int, which: int) -> QRectF:
        """The place of the number of pictures (0) or of the precision (1) below a column."""
        return QRectF(self.left + column * self.width, self.bottom + GAP + which * ROW, self.width, ROW)

    def place_at(self, x: float, y: float) -> Place | None:
        """Row and column under a point; beside the cells only one of them, and None in the corners.

        >>> plan = MatrixPlan(2, 50, 40, 10, 10)
        >>> plan.place_at(61, 45), plan.place_at(20, 55), plan.place_at(55, 5), plan.place_at(5, 5)
        ((0, 1), (1, None), (None, 0), None)
        """
        row, column = self._number(y, self.top, self.height), self._number(x, self.left, self.width)
        return None if row is None and column is None else (row, column)

    def _number(self, at: float, first: float, size: float) -> int | None:
        number = int((at - first) // size)
        return number if 0 <= number < self.classes else None

    def every(self, size: float, least: float) -> int:
        """Of names that need `least` pixels beside each other only each so-many-th is written."""
        return max(1, -int(-least // size))


def plan_matrix(
    classes: int, area: tuple[float, float], name: float, count: float, sums: tuple[float, float]
) -> MatrixPlan:
    """The largest cells for `classes` in `area` (width, height).

    `name` is the width of the widest name, `count` that of the widest sum below a column, and `sums` how wide the
    columns of sums want to be, and the names of the rows of sums.

    >>> plan_matrix(10, (456, 380), 12, 24, (44, 60)).width > 25
    True
    """
    width, height = area
    most_name = LONGEST_NAMES * width

    def planned(beside: bool, below: bool, upright: bool) -> MatrixPlan:
        names = max(min(name, most_name), sums[1] if below else 0)
        left = TITLE + names + GAP
        top = TITLE + (min(name, most_name) if upright else ROW) + 2
        across = (width - left - (GAP + 2 * sums[0] if beside else 1)) / classes
        down = (height - top - (GAP + 2 * ROW if below else 1)) / classes
        across, down = min(across, WIDEST * down, LARGEST_CELL), min(down, HIGHEST * across, LARGEST_CELL)
        if min(across, down) >= LEAST_ROW:
            across, down = float(int(across)), float(int(down))
        return MatrixPlan(
            classes, left, top, max(across, 1.0), max(down, 1.0), sums[0] if beside else 0.0, below, upright
        )

    def fitting(beside: bool, below: bool) -> MatrixPlan:
        flat = planned(beside, below, upright=False)
        return flat if flat.width >= name + 4 else planned(beside, below, upright=True)

    plan = fitting(beside=True, below=True)
    if plan.width < count + 2:
        plan = fitting(beside=True, below=False)
    if plan.height < LEAST_ROW:
        plan = fitting(beside=False, below=False)
    return plan
