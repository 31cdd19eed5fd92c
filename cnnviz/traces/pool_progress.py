"""How far a pooling has got when the map that it reduces is filled in reading order: a cell when its window is full."""

from bisect import bisect_left, bisect_right

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.traces.reach import outputs_fed


class PoolProgress:
    """`count` (rows, columns) windows over a map of `size` (H, W), of which they see what lies inside.

    Cells appear in reading order: where windows reach beyond the map and several end at the same cell, those of the
    lower row wait for the end of the upper one.
    """

    def __init__(self, window: Window2D, size: Pair, count: Pair) -> None:
        self._window, self.size, self.count = window, size, count
        self._last = self._ends(0), self._ends(1)

    def _ends(self, axis: int) -> list[int]:
        """For each window along an axis the last line of the map that it sees; rising."""
        ends: list[int] = []
        for place in range(self.count[axis]):
            seen = self._seen(axis, place)
            ends.append(max([seen[-1] if seen else -1, *ends[-1:]]))
        return ends

    def _seen(self, axis: int, place: int) -> range:
        """The lines of the map that a window sees along an axis."""
        start, gap = place * self._window.stride[axis] - self._window.padding[2 * axis], self._window.dilation[axis]
        first = start if start >= 0 else start + -(start // gap) * gap
        return range(first, min(start + self._window.span[axis], self.size[axis]), gap)

    def seen(self, row: int, column: int) -> tuple[range, range]:
        """Rows and columns of the map that the window for cell (row, column) sees."""
        return self._seen(0, row), self._seen(1, column)

    def fed(self, row: int, column: int) -> tuple[list[int], list[int]]:
        """Rows and columns of the windows that see cell (row, column) of the map."""
        top, _, left, _ = self._window.padding
        return outputs_fed(self._window, self.count, row + top, column + left)

    def done(self, row: int, column: int) -> int:
        """How many cells are there when the map is filled up to and with (row, column).

        >>> progress = PoolProgress(Window2D.of(2, stride=2), (4, 5), (2, 2))
        >>> [progress.done(1, column) for column in range(5)], progress.done(3, 3)
        ([0, 1, 1, 2, 2], 4)
        """
        rows, columns = self._last
        if column == self.size[1] - 1:
            return bisect_right(rows, row) * self.count[1]
        full = bisect_left(rows, row)
        here = bisect_right(columns, column) if full < len(rows) and rows[full] == row else 0
        return full * self.count[1] + here

    def completed(self, row: int, column: int) -> Pair | None:
        """The cell whose window the map's cell (row, column) makes full; None where it makes none."""
        rows, columns = self.fed(row, column)
        full = rows and columns and (self._last[0][rows[0]], self._last[1][columns[0]]) == (row, column)
        return (rows[0], columns[0]) if full else None

    def appears(self, row: int, column: int) -> Pair:
        """The cell of the map with which cell (row, column) is there.

        >>> PoolProgress(Window2D.of(3, padding=1), (4, 4), (4, 4)).appears(3, 0)  # waits for row 2
        (3, 3)
        """
        rows, columns = self._last
        if rows[row] < 0:
            return 0, 0
        waits = row > 0 and rows[row - 1] == rows[row]
        return rows[row], self.size[1] - 1 if waits else max(columns[column], 0)
