"""MNIST on disk: which four files it is, where they may lie, and how they become arrays.

Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition",
Proceedings of the IEEE 86(11), 1998. Fashion-MNIST has the same form and is read by the same function.
"""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz import paths
from cnnviz.data.idx import IdxError, read_idx
from cnnviz.text import ExplainedError

DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class MnistFile:
    """One of the four files as it is published: packed size in bytes and SHA-256 of the packed bytes."""

    name: str
    size: int
    sha256: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which the file is seen in the wild: packed or plain, with a hyphen or a dot."""
        hyphen = self.name.removesuffix(".gz")
        dot = hyphen.replace("-idx", ".idx")
        return (hyphen, dot, f"{hyphen}.gz", f"{dot}.gz")


TRAIN_IMAGES = MnistFile(
    "train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
)
TRAIN_LABELS = MnistFile(
    "train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
)
TEST_IMAGES = MnistFile(
    "t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
)
TEST_LABELS = MnistFile(
    "t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
)
MNIST_FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

# Below the folder that a person names, the files may lie in a sub-folder: PyTorch's torchvision puts them in MNIST/raw.
SUBFOLDERS = (".", "mnist", "MNIST/raw")


class MnistMissing(ExplainedError):  # noqa: N818 - it names what is the case, as FileNotFound does
    """None of the places that were looked at holds the four files."""


@dataclass(frozen=True, eq=False)
class LabelledArrays:
    """Images uint8 (N, 1, H, W) and labels int64 (N,) of the train and the test part."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def mnist_cache() -> Path:
    """The folder in the user's cache into which MNIST is downloaded (not created by asking)."""
    return paths.cache_dir() / "mnist"


def find_mnist(data_dir: Path | None = None) -> Path | None:
    """The folder that holds all four files: `data_dir` or a usual sub-folder of it; the user's cache without it."""
    for base in (mnist_cache(),) if data_dir is None else (Path(data_dir),):
        for subfolder in SUBFOLDERS:
            folder = base / subfolder
            if all(_find_file(folder, file) for file in MNIST_FILES):
                return folder
    return None


def load_mnist(folder: Path) -> LabelledArrays:
    """The four files of `folder`, packed or plain, with hyphens or dots in their names.

    Raises MnistMissing when the folder or a file is missing, IdxError when a file is unsound or images and labels
    do not belong together.
    """
    folder = Path(folder)
    _check_folder(folder)
    found = find_mnist(folder)
    if found is None:
        missing = [file.name for file in MNIST_FILES if _find_file(folder, file) is None]
        raise MnistMissing(
            "The folder {folder} lacks {missing}. It must hold the four MNIST files, packed (.gz) or not.",
            folder=folder, missing=", ".join(missing),
        )  # fmt: skip
    train = _load_part(found, TRAIN_IMAGES, TRAIN_LABELS)
    test = _load_part(found, TEST_IMAGES, TEST_LABELS)
    if train[0].shape[1:] != test[0].shape[1:]:
        raise IdxError(
            "In {folder} the training pictures are {train} and the test pictures {test} pixels; they must be alike.",
            folder=found, train=_size_text(train[0]), test=_size_text(test[0]),
        )  # fmt: skip
    return LabelledArrays(*train, *test)


def _check_folder(folder: Path) -> None:
    """MnistMissing with the reason when `folder` is not a folder that can be listed."""
    try:
        with os.scandir(folder):
            return
    except FileNotFoundError:
        raise MnistMissing("There is no folder {folder}. Choose the one with the MNIST files.", folder=folder) from None
    except NotADirectoryError:
        raise MnistMissing("{folder} is a file; choose the folder that holds the MNIST files.", folder=folder) from None
    except OSError as error:
        reason = os.strerror(error.errno or errno.EIO)
        raise MnistMissing(
            "The folder {folder} cannot be read: {reason}. Choose a folder that you may read.",
            folder=folder, reason=reason,
        ) from None  # fmt: skip


def _find_file(folder: Path, file: MnistFile) -> Path | None:
    for name in file.names:
        try:
            if (folder / name).is_file():
                return folder / name
        except OSError:  # a folder that may not be entered holds nothing for us; load_mnist says why
            continue
    return None


def _load_part(folder: Path, image_file: MnistFile, label_file: MnistFile) -> tuple[np.ndarray, np.ndarray]:
    images_path = _find_file(folder, image_file) or folder / image_file.name
    labels_path = _find_file(folder, label_file) or folder / label_file.name
    images, labels = read_idx(images_path), read_idx(labels_path)
    if images.ndim != 3 or images.dtype != np.uint8 or images.size == 0:
        raise IdxError(
            "{path} holds {shape} values; pictures must be bytes in three axes (count, height, width).",
            path=images_path, shape=" × ".join(map(str, images.shape)),
        )  # fmt: skip
    if labels.ndim != 1 or labels.dtype != np.uint8:
        raise IdxError("{path} does not hold labels: they must be bytes in a single row.", path=labels_path)
    if len(images) != len(labels):
        raise IdxError(
            "{images} holds {image_count} pictures but {labels} holds {label_count} labels; the two files do not "
            "belong together.",
            images=images_path, image_count=len(images), labels=labels_path, label_count=len(labels),
        )  # fmt: skip
    if labels.max() >= len(DIGITS):
        raise IdxError("{path} holds the label {label}; labels go from 0 to 9.", path=labels_path, label=labels.max())
    return images[:, np.newaxis], labels.astype(np.int64)


def _size_text(images: np.ndarray) -> str:
    return f"{images.shape[-1]} × {images.shape[-2]}"
