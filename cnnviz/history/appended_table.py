"""A CSV file that grows as a run goes on, and stays sound when a write of it fails in the middle."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from cnnviz.data.whole_file import write_whole
from cnnviz.history.run_files import LARGEST_TABLE, read_bytes

Row = Sequence[object]


class AppendedTable:
    """Rows below a heading. They wait in memory until `save` puts them on the disk, all of them or none.

    `rows` is how many are on the disk; a checkpoint remembers it, so that what was written after it can be cut off.
    """

    def __init__(self, path: Path, heading: Sequence[str]) -> None:
        self.path, self.heading = path, heading
        self.rows = 0
        self._length = 0  # bytes of the file that are known to be good
        self._waiting: list[str] = []

    def add(self, row: Row) -> None:
        """A row that waits for the next `save`."""
        self._waiting.append(as_line(row))

    def save(self) -> None:
        """Append the rows that wait. OSError where there is no room: they then wait on, and the file is as before."""
        if not self._waiting and self._length:
            return
        lines = self._waiting if self._length else [as_line(self.heading), *self._waiting]
        self._length = self._append(lines)
        self.rows += len(self._waiting)
        self._waiting = []

    def save_for_now(self, row: Row) -> None:
        """Append a row that does not count: the next `save` takes its place. OSError where there is no room."""
        self.save()
        self._append([as_line(row)])

    def _append(self, lines: Sequence[str]) -> int:
        """Write behind what is known to be good; the length of the file then."""
        content = "".join(lines).encode("utf-8")
        with self.path.open("r+b" if self.path.exists() else "xb") as file:
            end = min(self._length, file.seek(0, os.SEEK_END))
            file.truncate(end)  # what a failed write has left, or a row for now
            file.seek(end)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return end + len(content)

    def resume(self, rows: int) -> None:
        """Go on behind the first `rows` that are there (fewer, where some were lost). OSError where that fails."""
        lines = whole_lines(self.path)[: rows + 1]
        content = "".join(lines).encode("utf-8")
        if self.path.exists() and self.path.stat().st_size != len(content):
            write_whole(self.path, content)
        self._length, self.rows = len(content), max(len(lines) - 1, 0)


def as_line(row: Row) -> str:
    r"""A row as it stands in a file: numbers with all their digits, nothing for None.

    >>> as_line([1, 0.1, None, "a, b"])
    '1,0.1,,"a, b"\n'
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(row)
    return line.getvalue()


def whole_lines(path: Path) -> list[str]:
    """The lines of a file with their ends, without a torn last one; none where there is no such file."""
    try:
        text = read_bytes(path, LARGEST_TABLE).decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    lines = io.StringIO(text).readlines()
    return lines if not lines or lines[-1].endswith("\n") else lines[:-1]
