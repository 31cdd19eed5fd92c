"""The pictures of class folders, of any size and kind, as arrays of one shape; what cannot be read is listed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz import numbers
from cnnviz.data.class_folders import FolderError, FolderPlan, readable
from cnnviz.data.labelled import Labelled
from cnnviz.data.pictures import PictureError, open_picture
from cnnviz.data.pixels import Bytes
from cnnviz.data.preprocessing_steps import luma
from cnnviz.data.resize import resize
from cnnviz.text import tr

MOST_BYTES = 512 * 10**6  # of all pictures together as they are kept, a byte a value
PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class SkippedFile:
    """A file that could not be read: its place below the folder, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class FolderProgress:
    """So many files of all have been opened."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class FolderPictures:
    """What was read. `parts` has images uint8 (N, C, S, S) and labels int64 (N,) for each part that the folder has."""

    class_names: tuple[str, ...]
    parts: dict[str, Labelled]
    skipped: tuple[SkippedFile, ...] = ()
    remarks: tuple[str, ...] = ()


def read_pictures(plan: FolderPlan, size: int, channels: int) -> Iterator[FolderProgress | FolderPictures]:
    """Read all files of `plan`: FolderProgress after each, FolderPictures last.

    Of each picture the middle square is taken, as large as it fits, and brought to `size` × `size`; 1 channel is grey,
    3 are red, green and blue, 0 is what most of the pictures are. Raises FolderError before anything is read when all
    of them together would be too large, and at the end when too few could be read.
    """
    check_room(plan.count, size, channels)
    labelled: list[tuple[str, int, Bytes]] = []
    skipped: list[SkippedFile] = []
    changed = done = 0
    for part in (part for part in PARTS if part in plan.parts):
        for label, files in enumerate(plan.parts[part]):
            for file in files:
                try:
                    picture = open_picture(file)
                except PictureError as error:
                    skipped.append(SkippedFile(str(file.relative_to(plan.root)), str(error)))
                else:
                    changed += bool(picture.note)
                    labelled.append((part, label, squared(picture.pixels, size)))
                done += 1
                yield FolderProgress(done, plan.count)
    remarks = [*plan.remarks, *_remarks(changed, [pixels.ndim == 3 for *_, pixels in labelled], channels)]
    yield _gathered(plan, labelled, size, channels, tuple(skipped), remarks)


def check_room(count: int, size: int, channels: int) -> None:
    """FolderError with the numbers where `count` pictures would take more than `MOST_BYTES`."""
    planes = channels or 3
    needed = count * planes * size * size
    if needed <= MOST_BYTES:
        return
    fitting = math.isqrt(MOST_BYTES // (count * planes))
    raise FolderError(
        "{count} pictures of {planes} × {size} × {size} values take {needed} MB; at most {most} MB are kept. Choose a "
        "size of {fitting} or less, or a folder with fewer pictures.",
        count=numbers.count(count), planes=planes, size=size, needed=f"{needed / 1e6:,.0f}", most=MOST_BYTES // 10**6,
        fitting=fitting,
    )  # fmt: skip


def squared(pixels: Bytes, size: int) -> Bytes:
    """The middle square of pixels (H, W) or (H, W, 3) at `size` × `size`; grey in three equal colours becomes (S, S).

    >>> squared(np.array([[1, 2, 2, 9]], np.uint8), 1).tolist()
    [[2]]
    """
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    small = resize(pixels[top : top + side, left : left + side], (size, size))
    is_grey = small.ndim == 3 and bool((small == small[..., :1]).all())
    return np.array(small[..., 0] if is_grey else small)  # a copy: the large picture must not stay


def _remarks(changed: int, coloured: list[bool], channels: int) -> list[str]:
    remarks = []
    colour, grey = sum(coloured), len(coloured) - sum(coloured)
    if colour and grey and channels == 0:
        chosen = tr("colour") if _is_colour(coloured) else tr("grey")
        remarks.append(
            tr("Pictures in colour: {colour}, in grey: {grey}. All are used in {chosen}.",
               colour=numbers.count(colour), grey=numbers.count(grey), chosen=chosen)
        )  # fmt: skip
    if changed:
        remarks.append(
            tr(
                "Pictures changed to become upright and 8 bits deep: {count} (turned as the camera noted, made of "
                "16 bits or of floats, freed of transparency, or taken as the first of several).",
                count=numbers.count(changed),
            )
        )
    return remarks


def _is_colour(coloured: list[bool]) -> bool:
    return 2 * sum(coloured) >= len(coloured)


def _gathered(
    plan: FolderPlan,
    labelled: list[tuple[str, int, Bytes]],
    size: int,
    channels: int,
    skipped: tuple[SkippedFile, ...],
    remarks: list[str],
) -> FolderPictures:
    """Everything in arrays, without the classes of which no picture to learn from could be read."""
    channels = channels or (3 if _is_colour([pixels.ndim == 3 for *_, pixels in labelled]) else 1)
    there = sorted({label for part, label, _ in labelled if part == "train"})
    gone = [name for label, name in enumerate(plan.class_names) if label not in there]
    if len(there) < 2:
        raise FolderError(
            "Classes of {folder} with pictures that can be read: {classes}. Two or more are needed. Files that could "
            "not be read: {skipped}{first}.",
            folder=plan.root, classes=len(there), skipped=len(skipped),
            first=tr(", the first because: {reason}", reason=skipped[0].reason.rstrip(".")) if skipped else "",
        )  # fmt: skip
    if gone:
        remarks.append(tr("Without a picture that can be read, and left out: {names}.", names=", ".join(gone)))
    numbers = {label: number for number, label in enumerate(there)}
    parts = {}
    for part in plan.parts:
        own = [(numbers[label], pixels) for of, label, pixels in labelled if of == part and label in numbers]
        images = np.empty((len(own), channels, size, size), np.uint8)
        for image, (_, pixels) in zip(images, own, strict=True):
            image[...] = planes_of(pixels, channels)
        parts[part] = images, np.array([label for label, _ in own], np.int64)
    return FolderPictures(tuple(plan.class_names[label] for label in there), parts, skipped, tuple(remarks))


def planes_of(pixels: Bytes, channels: int) -> np.ndarray:
    """(S, S) or (S, S, 3) as (1 or C, S, S), fit to be written into C planes."""
    if channels == 1:
        return (luma(pixels) if pixels.ndim == 3 else pixels)[np.newaxis]
    return pixels[np.newaxis] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def folder_label(folder: Path) -> str:
    """What a data set is called that lies in `folder`: the folder's own name."""
    return readable(folder.resolve().name or str(folder))
