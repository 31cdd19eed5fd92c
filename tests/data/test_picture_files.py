"""Folders to be looked through: class folders or files side by side, what was done to sizes, what could not be read."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz.data import picture_files
from cnnviz.data.class_folders import FolderError
from cnnviz.data.picture_files import FoundFiles, ReadFiles, find_files, read_files


def save(path: Path, height: int, width: int, level: int = 100) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((height, width), level, np.uint8)).save(path)


def read(found: FoundFiles, most: int = 100, size: int = 8, channels: int = 1) -> ReadFiles:
    *_, last = read_files(found, most, size, channels)
    assert isinstance(last, ReadFiles)
    return last


def test_files_side_by_side_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b10.png", "b9.png", ".hidden.png"):
        save(tmp_path / name, 8, 8)
    found = find_files(tmp_path)
    assert [file.path.name for file in found.files] == ["b9.png", "b10.png"]
    done = read(found)
    assert done.labels is None and done.names == ("b9.png", "b10.png") and found.class_names == ()


def test_of_class_folders_every_class_comes_in_turn(tmp_path: Path) -> None:
    for name, level, many in (("dark", 30, 4), ("light", 220, 2)):
        for index in range(many):
            save(tmp_path / name / f"{index}.png", 8, 8, level)
    found = find_files(tmp_path)
    assert found.class_names == ("dark", "light")
    done = read(found, most=4)
    assert done.labels is not None and done.labels.tolist() == [0, 1, 0, 1]
    assert done.pictures[:, 0, 0, 0].tolist() == [30, 220, 30, 220]


def test_it_is_known_what_was_enlarged_and_what_was_reduced(tmp_path: Path) -> None:
    for name, height, width in (("a.png", 4, 9), ("b.png", 8, 20), ("c.png", 30, 16)):
        save(tmp_path / name, height, width)
    done = read(find_files(tmp_path), channels=3)
    assert done.pictures.shape == (3, 3, 8, 8)
    assert done.scaled.tolist() == [1, 0, -1]


def test_what_is_no_picture_is_counted_and_nothing_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(FolderError, match="None of the 1 files"):
        read(find_files(tmp_path))
    save(tmp_path / "a.png", 8, 8)
    done = read(find_files(tmp_path))
    assert (len(done.pictures), done.skipped) == (1, 1)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "only" / "a.png", 8, 8)
    with pytest.raises(FolderError, match="neither files side by side, nor two or more sub-folders"):
        find_files(tmp_path)
    with pytest.raises(FolderError, match="There is no folder"):
        find_files(tmp_path / "none")


def test_what_is_too_much_to_be_kept_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(5):
        (tmp_path / f"{index}.png").write_bytes(b"never opened")
    monkeypatch.setattr(picture_files, "MOST_BYTES", 3 * 64)
    with pytest.raises(FolderError, match="Look through 3 or fewer"):
        read(find_files(tmp_path))
