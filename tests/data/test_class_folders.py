import os
import sys
from pathlib import Path

import pytest

from cnnviz.data.class_folders import FolderError, FolderPlan, plan_folder


def touch(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def names_of(plan: FolderPlan, part: str) -> list[list[str]]:
    return [[file.name for file in files] for files in plan.parts[part]]


def test_every_sub_folder_is_a_class_in_the_order_people_count(tmp_path):
    plan = plan_folder(touch(tmp_path, "10/a", "9/b", "9/c", "cat/d"))
    assert plan.class_names == ("9", "10", "cat") and list(plan.parts) == ["train"]
    assert names_of(plan, "train") == [["b", "c"], ["a"], ["d"]] and plan.count == 4 and not plan.remarks


def test_hidden_files_and_folders_are_ignored(tmp_path):
    plan = plan_folder(touch(tmp_path, "a/1", "a/.DS_Store", "a/Thumbs.db", "b/1", ".git/1", "__MACOSX/1", ".hidden"))
    assert plan.class_names == ("a", "b") and plan.count == 2 and not plan.remarks


@pytest.mark.parametrize("names", [("train", "test"), ("Training", "TESTING"), ("train", "test", "val")])
def test_parts_are_known_by_their_names(tmp_path, names):
    for name in names:
        touch(tmp_path, f"{name}/a/{name}1", f"{name}/b/{name}2")
    plan = plan_folder(tmp_path)
    assert plan.class_names == ("a", "b") and len(plan.parts) == len(names)
    assert names_of(plan, "test") == [[f"{names[1]}1"], [f"{names[1]}2"]]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name of a file is text")
def test_a_class_folder_whose_name_is_no_text_has_one_that_a_run_can_keep(tmp_path):
    for name in (b"caf\xe9", b"caf\xe8"):
        touch(tmp_path / os.fsdecode(name), "1")
    plan = plan_folder(tmp_path)
    assert plan.class_names == ("caf\\xe8", "caf\\xe9") and plan.count == 2
    assert all(name.encode() for name in plan.class_names)


def test_a_class_that_is_called_train_is_a_class_beside_others(tmp_path):
    assert plan_folder(touch(tmp_path, "train/1", "bus/1")).class_names == ("bus", "train")


def test_what_is_passed_over_is_said(tmp_path):
    plan = plan_folder(touch(tmp_path, "a/1", "a/deep/2", "b/1", "notes.txt", "empty/.hidden"))
    assert plan.remarks == (
        "Files beside the class folders are not used: 1.",
        "Folders inside class folders are not looked into: 1.",
        "Without any file, and left out: empty.",
    )


def test_a_class_that_is_only_tested_is_left_out(tmp_path):
    plan = plan_folder(touch(tmp_path, "train/a/1", "train/b/1", "test/a/1", "test/c/1", "train/list.txt"))
    assert plan.class_names == ("a", "b") and names_of(plan, "test") == [["1"], []]
    assert "Not among the pictures to learn from, and left out: c." in plan.remarks
    assert "Files beside the class folders in train are not used: 1." in plan.remarks


@pytest.mark.parametrize("names", [(), ("a/1",), ("a/1", "b/.x"), ("1.png", "2.png"), ("train/1", "test/1")])
def test_fewer_than_two_classes_are_no_data_set(tmp_path, names):
    with pytest.raises(FolderError, match=r"^Sub-folders with pictures in .*: [01]\. .* two or more"):
        plan_folder(touch(tmp_path, *names))


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(FolderError, match="There is no folder"):
        plan_folder(tmp_path / "gone")
    with pytest.raises(FolderError, match="is a file"):
        plan_folder(touch(tmp_path, "file") / "file")


def test_a_folder_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    def refuse(_folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("cnnviz.data.class_folders.os.scandir", refuse)
    with pytest.raises(FolderError, match="cannot be read: Permission denied"):
        plan_folder(tmp_path)
