"""Numbers in files come back as they were, and a file is whole or not there."""

import csv
from pathlib import Path

import numpy as np
import pytest

from cnnviz.data.number_files import LINES, NumberFileError, Numbers, write_numbers

MAPS = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
AXES = ("map", "row", "column")


def written(path: Path, arrays: dict[str, np.ndarray], axes: tuple[str, ...] = AXES) -> list[tuple[int, int]]:
    return list(write_numbers(path, Numbers("conv1", axes, arrays)))


def test_one_array_comes_back_from_npy(tmp_path: Path) -> None:
    assert written(tmp_path / "a.npy", {"conv1": MAPS}) == [(1, 1)]
    found = np.load(tmp_path / "a.npy")
    assert found.dtype == np.float32 and np.array_equal(found, MAPS)


def test_several_arrays_are_stacked_in_npy_and_named_in_npz(tmp_path: Path) -> None:
    arrays = {"A": MAPS, "B": 2 * MAPS, "B − A": MAPS}
    written(tmp_path / "a.npy", arrays)
    assert np.array_equal(np.load(tmp_path / "a.npy"), np.stack([MAPS, 2 * MAPS, MAPS]))
    written(tmp_path / "a.npz", arrays)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as found:
        assert list(found) == list(arrays)
        assert all(np.array_equal(found[name], array) for name, array in arrays.items())


def test_a_table_has_a_line_for_each_place_and_every_figure(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", {"A": MAPS, 'the "B", twice': 2 * MAPS})
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["map", "row", "column", "A", 'the "B", twice'] and len(lines) == 1 + MAPS.size
    for map_, row, column, one, other in lines[1:]:
        value = MAPS[int(map_), int(row), int(column)]
        assert np.float32(one) == value and np.float32(other) == 2 * value


def test_numbers_that_are_none_can_be_told_from_zero(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", {"fc1": np.array([np.nan, np.inf, 0.0])}, ("unit",))
    assert (tmp_path / "a.csv").read_text() == "unit,fc1\n0,nan\n1,inf\n2,0.0\n"


def test_a_long_table_tells_how_far_it_is(tmp_path: Path) -> None:
    told = written(tmp_path / "a.csv", {"fc1": np.zeros(2 * LINES + 1)}, ("unit",))
    assert told == [(LINES, 2 * LINES + 1), (2 * LINES, 2 * LINES + 1), (2 * LINES + 1, 2 * LINES + 1)]


def test_a_table_that_is_given_up_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    work = write_numbers(path, Numbers("fc1", ("unit",), {"fc1": np.zeros(2 * LINES)}))
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(NumberFileError, match=r"a\.txt can end in \.npy \.csv"):
        written(tmp_path / "a.txt", {"conv1": MAPS})
    assert not list(tmp_path.iterdir())


def test_the_kinds_of_file_depend_on_how_many_arrays_there_are() -> None:
    assert Numbers("a", AXES, {"a": MAPS}).endings == (".npy", ".csv")
    assert Numbers("a", AXES, {"a": MAPS, "b": MAPS}).endings == (".npz", ".csv", ".npy")
