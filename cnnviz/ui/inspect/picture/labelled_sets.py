"""Data sets to look at picture by picture: what is on this machine, by index and by class. No Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from cnnviz.data.class_folders import FolderPlan, plan_folder
from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import IDX_SETS, PUBLISHED, DataReady, find_data, open_data
from cnnviz.data.drawn_digits import TEST, draw_digits
from cnnviz.data.idx_pictures import known_as, load_set
from cnnviz.data.mnist import DIGITS
from cnnviz.data.pictures import Picture, open_picture, picture_from_array
from cnnviz.data.published import DataMissing
from cnnviz.text import tr

DRAWN_COUNT = 10_000
DRAWN_AT_ONCE = 256


class LabelledSet(Protocol):
    """A row of pictures with known classes."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def class_names(self) -> Sequence[str]: ...

    @property
    def count(self) -> int: ...

    def picture(self, index: int) -> tuple[Picture, str]:
        """A picture and its class. Raises PictureError where its file cannot be read."""

    def find(self, wanted: int, start: int, step: int) -> int | None:
        """The first of class `wanted` from `start` on, forwards (step 1) or backwards (-1), round the end."""


def nearest(labels: np.ndarray, wanted: int, start: int, step: int) -> int | None:
    """Where `labels` (N,) are `wanted`: the first from `start` on in the direction of `step`, round the end.

    >>> nearest(np.array([4, 7, 4]), 4, 1, 1), nearest(np.array([4, 7, 4]), 7, 0, -1), nearest(np.array([4]), 1, 0, 1)
    (2, 1, None)
    """
    places = np.flatnonzero(labels == wanted)
    if not places.size:
        return None
    away = (places - start) * step % len(labels)
    return int(places[away.argmin()])


@dataclass(frozen=True, eq=False)
class ArraySet:
    """Test pictures uint8 (N, C, H, W) of a set that was read, and labels (N,)."""

    title: str
    images: np.ndarray
    labels: np.ndarray
    class_names: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.images)

    def picture(self, index: int) -> tuple[Picture, str]:
        name = tr("test picture {index}", index=index)
        pixels = np.moveaxis(self.images[index], 0, -1)
        return picture_from_array(name, pixels), self.class_names[int(self.labels[index])]

    def find(self, wanted: int, start: int, step: int) -> int | None:
        return nearest(self.labels, wanted, start, step)


@dataclass(eq=False)
class DrawnSet:
    """Digits that the program draws itself; the same ones every time."""

    count: int = DRAWN_COUNT
    _blocks: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return tr("Drawn digits")

    @property
    def class_names(self) -> Sequence[str]:
        return DIGITS

    def _block(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        which = index // DRAWN_AT_ONCE
        if which not in self._blocks:
            self._blocks[which] = draw_digits(which * DRAWN_AT_ONCE, DRAWN_AT_ONCE, 0, stream=TEST)
        return self._blocks[which]

    def picture(self, index: int) -> tuple[Picture, str]:
        images, labels = self._block(index)
        place = index % DRAWN_AT_ONCE
        name = tr("drawn test digit {index}", index=index)
        return picture_from_array(name, images[place, 0]), DIGITS[int(labels[place])]

    def find(self, wanted: int, start: int, step: int) -> int | None:
        for away in range(self.count):
            index = (start + step * away) % self.count
            if self._block(index)[1][index % DRAWN_AT_ONCE] == wanted:
                return index
        return None


class FolderSet:
    """A folder with a sub-folder for each class: its test pictures where it has such, else those to learn from."""

    def __init__(self, plan: FolderPlan) -> None:
        self.title, self.class_names = plan.root.name, plan.class_names
        part = plan.parts["test" if "test" in plan.parts else "train"]
        self._files = [path for files in part for path in files]
        self._labels = np.repeat(np.arange(len(part)), [len(files) for files in part])
        self.count = len(self._files)

    def picture(self, index: int) -> tuple[Picture, str]:
        return open_picture(self._files[index]), self.class_names[int(self._labels[index])]

    def find(self, wanted: int, start: int, step: int) -> int | None:
        return nearest(self._labels, wanted, start, step)


def sets_here() -> list[str]:
    """The published sets that are in the user's cache, by their names in `data.datasets`."""
    return [name for name in PUBLISHED if find_data(name) is not None]


def open_set(name: str, folder: Path | None = None) -> Iterator[object]:
    """Work for the worker: yields the one LabelledSet, after nothing but Nones.

    `name` is one of `data.datasets`; "folder" stands for whatever `folder` holds, the four files of MNIST's form or a
    sub-folder for each class. Raises an ExplainedError where it cannot be read.
    """
    if name == "drawn":
        yield DrawnSet()
    elif name == "folder":
        yield _of_folder(folder or Path())
    elif name in IDX_SETS:
        place = folder or find_data(name)
        if place is None:
            raise DataMissing("{name} is not on this computer. Choose the folder that holds it, or download it in "
                              "Train.", name=PUBLISHED[name].label)  # fmt: skip
        yield _of_idx(place)
    else:
        for report in open_data(DataChoice(name)):
            yield None
            if isinstance(report, DataReady):
                images, labels = report.source.test
                pixels = np.rint(images * 255).astype(np.uint8)
                yield ArraySet(report.source.name, pixels, labels, report.source.class_names)


def _of_idx(folder: Path) -> ArraySet:
    """The test part of four IDX files; which set it is, their labels tell."""
    arrays = load_set(IDX_SETS["mnist"], folder)
    kind = known_as(arrays.train_labels, IDX_SETS.values())
    title = folder.name if kind is None else kind.label
    names = DIGITS if kind is None else kind.class_names
    return ArraySet(title, arrays.test_images, arrays.test_labels, names)


def _of_folder(folder: Path) -> LabelledSet:
    if any(folder.glob("*idx[13]-ubyte*")) or any(folder.glob("*/*idx[13]-ubyte*")):
        return _of_idx(folder)
    return FolderSet(plan_folder(folder))
