import csv
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz.data.class_folders import FolderError, plan_folder
from cnnviz.data.picture_folder import (
    MOST_BYTES,
    FolderPictures,
    FolderProgress,
    check_room,
    folder_label,
    read_pictures,
    squared,
)
from tests.data.pictures_on_disk import write_classes, write_picture


def read(root, size=8, channels=0) -> FolderPictures:
    *progress, pictures = read_pictures(plan_folder(root), size, channels)
    assert all(isinstance(report, FolderProgress) for report in progress) and isinstance(pictures, FolderPictures)
    return pictures


def test_pictures_of_any_size_come_to_one_shape_with_the_label_of_their_folder(tmp_path):
    write_picture(tmp_path / "a" / "wide.png", size=(30, 5))
    write_picture(tmp_path / "b" / "high.jpg", size=(3, 90))
    write_picture(tmp_path / "b" / "one.bmp", size=(1, 1))
    images, labels = read(tmp_path).parts["train"]
    assert images.shape == (3, 3, 8, 8) and images.dtype == np.uint8 and labels.tolist() == [0, 1, 1]
    assert images[0, :, 4, 4].tolist() == [50, 100, 100]


def test_the_middle_square_is_taken():
    wide = np.zeros((2, 8), np.uint8)
    wide[:, 3:5] = [[10, 20], [30, 40]]
    assert squared(wide, 2).tolist() == [[10, 20], [30, 40]]
    assert squared(wide.T, 2).tolist() == [[10, 30], [20, 40]]


def test_a_picture_lies_as_the_camera_was_held(tmp_path):
    write_classes(tmp_path, {"other": 1})
    pixels = np.zeros((8, 8, 3), np.uint8)
    pixels[:, :4, 0] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn to the right makes it upright
    (tmp_path / "turned").mkdir()
    Image.fromarray(pixels).save(tmp_path / "turned" / "a.png", exif=exif)
    pictures = read(tmp_path)
    image = pictures.parts["train"][0][1]
    assert image[0, 0].tolist() == [255] * 8 and image[0, 7].tolist() == [0] * 8
    assert any(
        remark.startswith("Pictures changed to become upright and 8 bits deep: 1 ") for remark in pictures.remarks
    )


@pytest.mark.parametrize(("grey", "colour", "channels"), [(3, 1, 1), (1, 3, 3), (2, 2, 3), (2, 0, 1)])
def test_without_a_wish_the_channels_are_those_of_most_pictures(tmp_path, grey, colour, channels):
    write_classes(tmp_path / "grey", {"a": grey}, colour=False)
    (tmp_path / "grey" / "a").rename(tmp_path / "a")
    (tmp_path / "grey").rmdir()
    write_classes(tmp_path, {"b": max(colour, 0)}) if colour else write_classes(tmp_path, {"b": 1}, colour=False)
    pictures = read(tmp_path)
    assert pictures.parts["train"][0].shape[1] == channels
    assert any("Pictures in colour" in remark for remark in pictures.remarks) == bool(colour)


def test_colours_become_their_brightness_and_grey_three_equal_colours(tmp_path):
    write_picture(tmp_path / "a" / "colour.png", shade=200)
    write_picture(tmp_path / "b" / "grey.png", colour=False, shade=90)
    assert read(tmp_path, channels=1).parts["train"][0][:, 0, 0, 0].tolist() == [170, 90]
    assert read(tmp_path, channels=3).parts["train"][0][:, :, 0, 0].tolist() == [[100, 200, 200], [90, 90, 90]]


def test_three_equal_colours_count_as_grey(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        Image.new("RGB", (4, 4), (9, 9, 9)).save(tmp_path / name / "x.png")
    assert read(tmp_path).parts["train"][0].shape[1] == 1


def test_parts_are_read_into_their_own_arrays(tmp_path):
    for part, count in (("train", 3), ("val", 2), ("test", 1)):
        write_classes(tmp_path / part, {"a": count, "b": count})
    parts = read(tmp_path).parts
    assert {name: labels.tolist() for name, (_, labels) in parts.items()} == {
        "train": [0, 0, 0, 1, 1, 1],
        "validation": [0, 0, 1, 1],
        "test": [0, 1],
    }


def test_the_odd_pictures_are_read_or_listed_as_expected(shared, tmp_path):
    shutil.copytree(shared / "images" / "odd", tmp_path / "odd")
    shutil.copytree(shared / "images" / "tinyvgg", tmp_path / "usual")
    with (tmp_path / "odd" / "EXPECTED.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    pictures = read(tmp_path, size=16)
    unreadable = {f"odd/{row['file']}" for row in rows if row["expect"] == "error"}
    assert {skipped.file.replace("\\", "/") for skipped in pictures.skipped} == unreadable | {"odd/EXPECTED.csv"}
    assert all(skipped.reason.endswith(".") for skipped in pictures.skipped)
    assert np.bincount(pictures.parts["train"][1]).tolist() == [len(rows) - len(unreadable), 21]


def test_a_class_of_which_nothing_can_be_read_is_left_out_and_the_others_move_up(tmp_path):
    write_classes(tmp_path, {"b": 2, "c": 1})
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    pictures = read(tmp_path)
    assert pictures.class_names == ("b", "c") and pictures.parts["train"][1].tolist() == [0, 0, 1]
    assert "Without a picture that can be read, and left out: a." in pictures.remarks
    assert [skipped.file for skipped in pictures.skipped] == [
        str(tmp_path.joinpath("a", "broken.png").relative_to(tmp_path))
    ]


def test_when_hardly_anything_can_be_read_the_first_reason_is_told(tmp_path):
    write_classes(tmp_path, {"a": 2})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "notes.txt").write_text("no picture")
    with pytest.raises(FolderError, match=r"can be read: 1\. .* not be read: 1, .*notes\.txt is not a"):
        read(tmp_path)


def test_too_many_pictures_are_refused_with_a_size_that_would_do(tmp_path):
    check_room(MOST_BYTES // (3 * 32 * 32), 32, 0)
    with pytest.raises(
        FolderError, match=r"^1\u2009000\u2009000 pictures of 3 × 32 × 32 .* 3,072 MB; at most 512 .* of 13 or less"
    ):
        check_room(1_000_000, 32, 0)
    check_room(1_000_000, 13, 0)
    check_room(1_000_000, 22, 1)


def test_nothing_is_read_before_it_is_asked_for_and_reading_can_be_given_up(tmp_path, monkeypatch):
    write_classes(tmp_path, {"a": 3, "b": 3})
    opened = []
    monkeypatch.setattr("cnnviz.data.picture_folder.open_picture", lambda path: opened.append(path) or 1 / 0)
    reports = read_pictures(plan_folder(tmp_path), 8, 0)
    assert not opened
    with pytest.raises(ZeroDivisionError):
        next(reports)
    assert len(opened) == 1


def test_every_file_is_counted_on_the_way(tmp_path):
    write_classes(tmp_path, {"a": 2, "b": 1})
    (tmp_path / "a" / "broken").write_bytes(b"x")
    *progress, _ = read_pictures(plan_folder(tmp_path), 8, 0)
    assert progress == [FolderProgress(done, 4) for done in (1, 2, 3, 4)]


def test_a_folder_is_called_by_its_name(tmp_path):
    assert folder_label(tmp_path / "x" / ".." / "flowers") == "flowers"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name of a file is text")
def test_the_name_of_a_folder_can_be_written_whatever_its_bytes_are():
    assert folder_label(Path(os.fsdecode(b"/pictures/caf\xe9"))) == "caf\\xe9"
