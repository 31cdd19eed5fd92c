"""A folder with one sub-folder of pictures per class, looked through before any picture is opened.

Such folders often come in parts already: ``train/`` and ``test/`` (and ``val/``), each with the class folders inside.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cnnviz.text import ExplainedError, tr

PARTS = {
    "train": "train", "training": "train",
    "val": "validation", "valid": "validation", "validation": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip
HIDDEN = {"thumbs.db", "desktop.ini", "__macosx"}  # what systems leave behind; other hidden names start with a dot


class FolderError(ExplainedError):
    """A folder that is no data set of class folders."""


@dataclass(frozen=True)
class FolderPlan:
    """What there is to read: for each part that the folder has, the files of each class, in the order of the names.

    `parts` has "train", and "validation" and "test" where the folder has sub-folders for them. `remarks` are sentences
    on what was passed over.
    """

    root: Path
    class_names: tuple[str, ...]
    parts: Mapping[str, tuple[tuple[Path, ...], ...]]
    remarks: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Files of all parts together."""
        return sum(len(files) for part in self.parts.values() for files in part)


def plan_folder(root: Path) -> FolderPlan:
    """Look through `root`; no file is opened. Hidden files are ignored, class folders without files left out.

    Raises FolderError where `root` cannot be read or holds fewer than two classes.
    """
    root = Path(root)
    folders, loose = _inside(root)
    remarks = [tr("Files beside the class folders are not used: {count}.", count=len(loose))] if loose else []
    named = {folder: PARTS.get(folder.name.casefold()) for folder in folders}
    if "train" in named.values() and all(named.values()):
        found: dict[str, dict[str, list[Path]]] = {}
        for folder, part in named.items():
            inner, inner_loose = _inside(folder)
            if inner_loose:
                remarks.append(
                    tr("Files beside the class folders in {folder} are not used: {count}.",
                       count=len(inner_loose), folder=folder.name)
                )  # fmt: skip
            for name, files in _classes(inner, remarks).items():
                found.setdefault(str(part), {}).setdefault(name, []).extend(files)
    else:
        found = {"train": _classes(folders, remarks)}
    return _planned(root, found, remarks)


def _planned(root: Path, found: dict[str, dict[str, list[Path]]], remarks: list[str]) -> FolderPlan:
    """Number the classes of the training part; what only another part has cannot be learnt."""
    train = found.get("train", {})
    names = sorted((name for name, files in train.items() if files), key=natural)
    everywhere = {name for part in found.values() for name in part}
    empty = sorted((name for name in everywhere if not any(part.get(name) for part in found.values())), key=natural)
    if empty:
        remarks.append(tr("Without any file, and left out: {names}.", names=", ".join(empty)))
    strange = sorted(everywhere - set(names) - set(empty), key=natural)
    if strange:
        remarks.append(tr("Not among the pictures to learn from, and left out: {names}.", names=", ".join(strange)))
    if len(names) < 2:
        raise FolderError(
            "Sub-folders with pictures in {folder}: {count}. A data set needs two or more, one for each class, for "
            "instance cats and dogs with the pictures inside.",
            folder=root, count=len(names),
        )  # fmt: skip
    parts = {part: tuple(tuple(classes.get(name, ())) for name in names) for part, classes in found.items()}
    return FolderPlan(root, tuple(names), parts, tuple(remarks))


def _classes(folders: list[Path], remarks: list[str]) -> dict[str, list[Path]]:
    """The files of each class folder; folders within are told of, not entered."""
    found, deeper = {}, 0
    for folder in folders:
        within, files = _inside(folder)
        found[readable(folder.name)] = files
        deeper += len(within)
    if deeper:
        remarks.append(tr("Folders inside class folders are not looked into: {count}.", count=deeper))
    return found


def loose_files(root: Path) -> tuple[Path, ...]:
    """The files that lie in `root` itself, in natural order, hidden ones left out; FolderError as `plan_folder`."""
    return tuple(_inside(Path(root))[1])


def _inside(folder: Path) -> tuple[list[Path], list[Path]]:
    """Sub-folders and other entries of `folder` in natural order, hidden ones left out."""
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not _is_hidden(entry.name)]
            folders = [Path(entry.path) for entry in visible if entry.is_dir()]
            files = [Path(entry.path) for entry in visible if not entry.is_dir()]
    except FileNotFoundError:
        raise FolderError(
            "There is no folder {folder}. Choose the one that holds the class folders.", folder=folder
        ) from None
    except NotADirectoryError:
        raise FolderError(
            "{folder} is a file; choose the folder that holds the class folders.", folder=folder
        ) from None
    except OSError as error:
        raise FolderError(
            "The folder {folder} cannot be read: {reason}. Choose a folder that you may read.",
            folder=folder, reason=error.strerror or error,
        ) from None  # fmt: skip
    return sorted(folders, key=lambda path: natural(path.name)), sorted(files, key=lambda path: natural(path.name))


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name.casefold() in HIDDEN


def readable(name: str) -> str:
    r"""The name of a file or folder as text that can be written, whatever bytes it is made of.

    >>> readable("caf\udce9"), readable("Zürich")
    ('caf\\xe9', 'Zürich')
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts numbers in names by their value.

    >>> sorted(["10", "9", "b2", "b10", "a"], key=natural)
    ['9', '10', 'a', 'b2', 'b10']
    """
    parts = re.findall(r"([0-9]+)|([^0-9]+)", name.casefold())
    return [(int(digits), "") if digits else (1 << 62, letters) for digits, letters in parts] + [(-1, name)]
