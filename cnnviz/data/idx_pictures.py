"""Data sets of four IDX files (pictures and labels to learn from, and to be tested on): found, read and told apart.

MNIST has this form, and so has Fashion-MNIST, with files of the same names: which of the two it is, only the content
says.
"""

import errno
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.data.idx import IdxError, read_idx
from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.data.published import DataMissing, Publication, PublishedFile


@dataclass(frozen=True)
class IdxFile(PublishedFile):
    """One of the four files; size and SHA-256 are those of the packed bytes."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which the file is seen in the wild: packed or plain, with a hyphen or a dot."""
        hyphen = self.name.removesuffix(".gz")
        dot = hyphen.replace("-idx", ".idx")
        return (hyphen, dot, f"{hyphen}.gz", f"{dot}.gz")


@dataclass(frozen=True)
class IdxSet(Publication):
    """A data set of this form: training pictures, training labels, test pictures, test labels, in this order.

    `subfolders` is where the files may lie below the folder that a person names. `labels_sha256` is the SHA-256 of the
    training labels, a byte each, without header: it tells the set whatever the files are called, packed or not.
    """

    subfolders: tuple[str, ...] = (".",)
    labels_sha256: str = ""


def find_set(kind: IdxSet, data_dir: Path | None = None) -> Path | None:
    """The folder that holds all four files: `data_dir` or a usual sub-folder of it; the user's cache without it."""
    for base in (kind.cache,) if data_dir is None else (Path(data_dir),):
        for subfolder in kind.subfolders:
            folder = base / subfolder
            if all(find_file(folder, file) for file in kind.files):
                return folder
    return None


def find_file(folder: Path, file: PublishedFile) -> Path | None:
    """One of the four files in `folder`, by any of its names."""
    for name in file.names if isinstance(file, IdxFile) else (file.name,):
        try:
            if (folder / name).is_file():
                return folder / name
        except OSError:  # a folder that may not be entered holds nothing for us; load_set says why
            continue
    return None


def load_set(kind: IdxSet, folder: Path) -> LabelledArrays:
    """The four files of `folder`, packed or plain, with hyphens or dots in their names.

    Raises DataMissing when the folder or a file is missing, IdxError when a file is unsound or images and labels
    do not belong together.
    """
    folder = Path(folder)
    _check_folder(kind, folder)
    found = find_set(kind, folder)
    if found is None:
        missing = [file.name for file in kind.files if find_file(folder, file) is None]
        raise DataMissing(
            "The folder {folder} lacks {missing}. It must hold the four {name} files, packed (.gz) or not.",
            folder=folder, missing=", ".join(missing), name=kind.label,
        )  # fmt: skip
    train_images, train_labels, test_images, test_labels = kind.files
    train = _load_part(found, train_images, train_labels, len(kind.class_names))
    test = _load_part(found, test_images, test_labels, len(kind.class_names))
    if train[0].shape[1:] != test[0].shape[1:]:
        raise IdxError(
            "In {folder} the training pictures are {train} and the test pictures {test} pixels; they must be alike.",
            folder=found, train=_size_text(train[0]), test=_size_text(test[0]),
        )  # fmt: skip
    return LabelledArrays(*train, *test)


def known_as(train_labels: np.ndarray, kinds: Iterable[IdxSet]) -> IdxSet | None:
    """Which of `kinds` has exactly these training labels (N,); None for files of somebody's own."""
    digest = hashlib.sha256(train_labels.astype(np.uint8).tobytes()).hexdigest()
    return next((kind for kind in kinds if kind.labels_sha256 == digest), None)


def _check_folder(kind: IdxSet, folder: Path) -> None:
    """DataMissing with the reason when `folder` is not a folder that can be listed."""
    try:
        with os.scandir(folder):
            return
    except FileNotFoundError:
        raise DataMissing(
            "There is no folder {folder}. Choose the one with the {name} files.", folder=folder, name=kind.label
        ) from None
    except NotADirectoryError:
        raise DataMissing(
            "{folder} is a file; choose the folder that holds the {name} files.", folder=folder, name=kind.label
        ) from None
    except OSError as error:
        reason = os.strerror(error.errno or errno.EIO)
        raise DataMissing(
            "The folder {folder} cannot be read: {reason}. Choose a folder that you may read.",
            folder=folder, reason=reason,
        ) from None  # fmt: skip


def _load_part(
    folder: Path, image_file: PublishedFile, label_file: PublishedFile, classes: int
) -> tuple[np.ndarray, np.ndarray]:
    images_path = find_file(folder, image_file) or folder / image_file.name
    labels_path = find_file(folder, label_file) or folder / label_file.name
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
    if labels.max() >= classes:
        raise IdxError(
            "{path} holds the label {label}; labels go from 0 to {most}.",
            path=labels_path, label=labels.max(), most=classes - 1,
        )  # fmt: skip
    return images[:, np.newaxis], labels.astype(np.int64)


def _size_text(images: np.ndarray) -> str:
    return f"{images.shape[-1]} × {images.shape[-2]}"
