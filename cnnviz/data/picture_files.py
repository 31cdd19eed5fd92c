"""Pictures of a folder to be looked through, not to be learnt from: class folders, or files side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np

from cnnviz import numbers
from cnnviz.data.class_folders import FolderError, loose_files, plan_folder, readable
from cnnviz.data.picture_folder import MOST_BYTES, FolderProgress, planes_of, squared
from cnnviz.data.pictures import PictureError, open_picture


@dataclass(frozen=True)
class PictureFile:
    """A file, and the number of its class; None where there are no classes."""

    path: Path
    label: int | None = None


@dataclass(frozen=True)
class FoundFiles:
    """What there is to be looked through; `class_names` are empty where the files lie side by side."""

    root: Path
    files: tuple[PictureFile, ...]
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ReadFiles:
    """Pictures uint8 (N, C, S, S), labels (N,) or None, and the `names` of their files.

    `scaled` (N,) is above 0 where a picture was enlarged, below 0 where it was reduced. So many files were `skipped`,
    as they could not be read.
    """

    pictures: np.ndarray
    labels: np.ndarray | None
    names: tuple[str, ...]
    scaled: np.ndarray
    skipped: int = 0


def find_files(root: Path) -> FoundFiles:
    """The files of the class folders in `root`, of every class in turn, else those that lie in it; none is opened.

    FolderError where there are neither, or where `root` cannot be read.
    """
    loose = loose_files(root)
    try:
        plan = plan_folder(root)
    except FolderError:
        if loose:
            return FoundFiles(root, tuple(map(PictureFile, loose)))
        raise FolderError(
            "There are no pictures in {folder}: neither files side by side, nor two or more sub-folders with pictures, "
            "one for each class.",
            folder=root,
        ) from None  # fmt: skip
    classes = [[PictureFile(file, label) for file in files] for label, files in enumerate(plan.parts["train"])]
    in_turn = [file for files in zip_longest(*classes) for file in files if file is not None]
    return FoundFiles(root, tuple(in_turn), plan.class_names)


def read_files(found: FoundFiles, most: int, size: int, channels: int) -> Iterator[FolderProgress | ReadFiles]:
    """Read the first `most` files: FolderProgress after each, ReadFiles last.

    Of each picture the middle square is brought to `size` × `size`, in grey (1 channel) or in colour (3). FolderError
    before anything is read where that is too much to be kept, and at the end where nothing could be read.
    """
    files = found.files[:most]
    _check_room(len(files), size, channels)
    read: list[tuple[PictureFile, np.ndarray, int]] = []
    first = ""
    for done, file in enumerate(files, start=1):
        try:
            pixels = open_picture(file.path).pixels
        except PictureError as error:
            first = first or str(error)
        else:
            read.append((file, planes_of(squared(pixels, size), channels), _sign(size - min(pixels.shape[:2]))))
        yield FolderProgress(done, len(files))
    if not read:
        raise FolderError(
            "None of the {count} files of {folder} could be read as a picture, the first because: {reason}",
            count=numbers.count(len(files)), folder=found.root, reason=first,
        )  # fmt: skip
    yield _gathered(read, (channels, size, size), len(files) - len(read))


def _gathered(read: Sequence[tuple[PictureFile, np.ndarray, int]], shape: tuple[int, ...], skipped: int) -> ReadFiles:
    pictures = np.empty((len(read), *shape), np.uint8)
    for place, (_, planes, _) in zip(pictures, read, strict=True):
        place[...] = planes
    known = [file.label for file, *_ in read if file.label is not None]
    labels = np.array(known, np.int64) if known else None
    names = tuple(readable(file.path.name) for file, *_ in read)
    return ReadFiles(pictures, labels, names, np.array([sign for *_, sign in read], np.int8), skipped)


def _check_room(count: int, size: int, channels: int) -> None:
    each = channels * size * size
    if count * each > MOST_BYTES:
        raise FolderError(
            "{count} pictures of {channels} × {size} × {size} values take {needed} MB; at most {most} MB are kept. "
            "Look through {fitting} or fewer.",
            count=numbers.count(count), channels=channels, size=size, needed=f"{count * each / 1e6:,.0f}",
            most=MOST_BYTES // 10**6, fitting=numbers.count(MOST_BYTES // each),
        )  # fmt: skip


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)
