"""Numbers in files that other programs read: NumPy arrays, and tables with a line for each number."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.whole_file import written_beside
from cnnviz.text import ExplainedError

NPY, NPZ, CSV = ".npy", ".npz", ".csv"
LINES = 20_000  # of a table that are written at once


class NumberFileError(ExplainedError):
    """A name that does not say which kind of file is wanted."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """`arrays` of one shape by name, and a name for each of its `axes`; `name` says what they are of."""

    name: str
    axes: Sequence[str]
    arrays: Mapping[str, NDArray[np.floating]]

    @property
    def shape(self) -> tuple[int, ...]:
        """That of each array."""
        return next(iter(self.arrays.values())).shape

    @property
    def endings(self) -> tuple[str, ...]:
        """The kinds of files that can hold them; the names of several are kept by .npz and .csv."""
        return (NPY, CSV) if len(self.arrays) == 1 else (NPZ, CSV, NPY)


def write_numbers(path: Path, numbers: Numbers) -> Iterator[tuple[int, int]]:
    """Write `numbers` to `path` in the kind that its ending says, telling how many of all lines are written.

    - .npy is the array; several are stacked, in their order, along a new first axis.
    - .npz has every array under its name.
    - .csv has a line for each place: its indices, counted from 0, then a number of each array, with all their figures.

    NumberFileError for another ending, OSError where the file cannot be written: then, and when the iterator is closed
    before its end, an older file of that name stays.
    """
    ending = path.suffix.lower()
    if ending not in (NPY, NPZ, CSV):
        raise NumberFileError("{name} can end in {allowed}: .npy and .npz are for NumPy, .csv for tables.",
                              name=path.name, allowed=" ".join(numbers.endings))  # fmt: skip
    return _written(path, ending, numbers)


def _written(path: Path, ending: str, numbers: Numbers) -> Iterator[tuple[int, int]]:
    arrays = list(numbers.arrays.values())
    with written_beside(path) as beside:
        if ending == CSV:
            yield from _write_table(beside, numbers)
            return
        with beside.open("wb") as file:
            if ending == NPY:
                np.save(file, arrays[0] if len(arrays) == 1 else np.stack(arrays))
            else:
                named: dict[str, NDArray[np.floating]] = dict(numbers.arrays)
                np.savez(file, allow_pickle=False, **named)
    yield 1, 1


def _write_table(path: Path, numbers: Numbers) -> Iterator[tuple[int, int]]:
    columns = [array.reshape(-1) for array in numbers.arrays.values()]
    total = columns[0].size
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow((*numbers.axes, *numbers.arrays))
        for start in range(0, total, LINES):
            end = min(total, start + LINES)
            places = np.unravel_index(np.arange(start, end), numbers.shape)
            parts = [place.astype(str) for place in places] + [column[start:end].astype(str) for column in columns]
            table.writerows(zip(*parts, strict=True))
            yield end, total
