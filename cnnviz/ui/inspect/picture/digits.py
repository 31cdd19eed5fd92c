"""Digits with known answers to try the network on: the MNIST test set where it is at hand, else drawn ones. No Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from cnnviz.data.drawn_digits import TEST, draw_digits
from cnnviz.data.idx import IdxError, read_idx
from cnnviz.data.idx_pictures import find_file
from cnnviz.data.mnist import TEST_IMAGES, TEST_LABELS, find_mnist
from cnnviz.data.pixels import Bytes
from cnnviz.data.published import DataMissing, PublishedFile
from cnnviz.text import tr

DRAWN_COUNT = 10_000


class Digits(Protocol):
    """A row of pictures with labels."""

    @property
    def count(self) -> int: ...

    def name(self, index: int) -> str:
        """What digit `index` is called, in the reader's language."""

    def digit(self, index: int) -> tuple[Bytes, int]:
        """Pixels uint8 (28, 28) and the true class."""


@dataclass(frozen=True)
class ProgramDigits:
    """Digits that the program draws itself; the same ones every time."""

    count: int = DRAWN_COUNT

    def name(self, index: int) -> str:
        return tr("drawn test digit {index}", index=index)

    def digit(self, index: int) -> tuple[Bytes, int]:
        images, labels = draw_digits(index, 1, 0, stream=TEST)
        return images[0, 0], int(labels[0])


@dataclass(frozen=True, eq=False)
class MnistDigits:
    """The MNIST test set: images uint8 (N, 28, 28), labels (N,)."""

    images: np.ndarray
    labels: np.ndarray

    @property
    def count(self) -> int:
        return len(self.images)

    def name(self, index: int) -> str:
        return tr("MNIST test digit {index}", index=index)

    def digit(self, index: int) -> tuple[Bytes, int]:
        return self.images[index], int(self.labels[index])


def mnist_digits(folder: Path | None = None) -> MnistDigits | None:
    """The test set from `folder`, or from the user's cache (None where it is not there).

    Raises DataMissing where a folder was named that lacks it, IdxError where a file is unsound.
    """
    found = find_mnist(folder)
    if found is None and folder is None:
        return None
    base = found or folder
    assert base is not None
    images, labels = read_idx(_file(base, TEST_IMAGES)), read_idx(_file(base, TEST_LABELS))
    if images.ndim != 3 or images.dtype != np.uint8 or labels.shape != (len(images),) or not len(images):
        raise IdxError("The test pictures and labels in {folder} do not belong together.", folder=base)
    return MnistDigits(images, labels.astype(np.int64))


def _file(folder: Path, file: PublishedFile) -> Path:
    found = find_file(folder, file)
    if found is not None:
        return found
    raise DataMissing(
        "The folder {folder} lacks {missing}. Choose one that holds the four MNIST files, packed (.gz) or not.",
        folder=folder, missing=file.name,
    )  # fmt: skip
