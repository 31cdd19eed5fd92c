"""CIFAR-10 from its published binary files: small colour photographs of ten kinds of things.

The other published versions are Python pickles and MATLAB files; those are never read here. Source: A. Krizhevsky,
"Learning multiple layers of features from tiny images", technical report, University of Toronto, 2009.
"""

import gzip
import os
import tarfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.data.published import DataMissing, Publication, PublishedFile
from cnnviz.text import ExplainedError

ARCHIVE = PublishedFile(
    "cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
)
CIFAR10 = Publication(
    label="CIFAR-10",
    folder_name="cifar-10",
    files=(ARCHIVE,),
    mirrors=("https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"),
    class_names=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    image_shape=(3, 32, 32),
)
TRAIN_FILES = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST_FILE, NAMES_FILE = "test_batch.bin", "batches.meta.txt"
NEEDED = (*TRAIN_FILES, TEST_FILE)
RECORD = 1 + 3 * 32 * 32  # bytes: the label, then the red, the green and the blue plane
MOST_BYTES = 8 * 30_730_000  # of one file; the published ones have 30,730,000
CHUNK_BYTES = 2**20
SUBFOLDERS = (".", "cifar-10-batches-bin", "cifar-10")


class CifarError(ExplainedError):
    """Files that are not CIFAR-10's binary version, whole and sound."""


def find_cifar(place: Path | None = None) -> Path | None:
    """Where CIFAR-10 is: a folder with its six files, or its packed archive.

    `place` is either of them, or a folder that holds one of them; the user's cache without it.
    """
    base = CIFAR10.cache if place is None else Path(place)
    try:
        if base.is_file():
            return base
        for folder in (base / name for name in SUBFOLDERS):
            if all((folder / name).is_file() for name in NEEDED):
                return folder
        archive = base / ARCHIVE.name
        return archive if archive.is_file() else None
    except OSError:  # a folder that may not be entered
        return None


def load_cifar(place: Path) -> LabelledArrays:
    """The pictures in a folder or in the archive, whose files are read in memory: nothing is unpacked onto the disk.

    Images are uint8 (N, 3, 32, 32). Raises DataMissing when there is nothing to read, CifarError when what is there is
    of another kind, cut short or damaged.
    """
    place = Path(place)
    found = find_cifar(place)
    if found is None:
        raise DataMissing(
            "In {place} there is neither {archive} nor its files ({files}). Choose the folder that holds them, or "
            "download the binary version of CIFAR-10.",
            place=place, archive=ARCHIVE.name, files=", ".join(NEEDED),
        )  # fmt: skip
    files = _read_archive(found) if found.is_file() else _read_folder(found)
    _check_names(files.pop(NAMES_FILE, b""), found)
    train = [_parsed(files.pop(name), name) for name in TRAIN_FILES]
    test_images, test_labels = _parsed(files.pop(TEST_FILE), TEST_FILE)
    images, labels = (np.concatenate([part[which] for part in train]) for which in range(2))
    return LabelledArrays(images, labels, test_images, test_labels)


def _read_folder(folder: Path) -> dict[str, bytes]:
    files = {}
    try:
        for name in (*NEEDED, NAMES_FILE):
            if (folder / name).is_file():
                with (folder / name).open("rb") as stream:
                    files[name] = _limited(stream, name)
    except OSError as error:
        raise CifarError(
            "{folder} cannot be read: {reason}. Check that you may read its files.",
            folder=folder, reason=error.strerror or error,
        ) from None  # fmt: skip
    return files


def _read_archive(path: Path) -> dict[str, bytes]:
    """The wanted files of the archive by their last name; whatever else it holds is passed over, unread."""
    files: dict[str, bytes] = {}
    seen: list[str] = []
    try:
        with gzip.open(path) as packed:
            with tarfile.open(fileobj=packed, mode="r:") as archive:
                for member in archive:
                    name = member.name.rsplit("/", 1)[-1]
                    seen.append(name)
                    stream = archive.extractfile(member) if member.isfile() and name in (*NEEDED, NAMES_FILE) else None
                    if stream is not None:
                        files[name] = _limited(stream, name)
            while packed.read(CHUNK_BYTES):  # to the checksum at the end, which tells whether all of it is sound
                pass
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError):
        raise _archive_error(path, bool(seen)) from None
    except OSError as error:
        raise CifarError(
            "{path} cannot be read: {reason}. Check that you may read it.", path=path, reason=error.strerror or error
        ) from None
    _check_complete(files, seen, path)
    return files


def _archive_error(path: Path, begun: bool) -> CifarError:
    if begun or path.name == ARCHIVE.name:
        return CifarError("{path} is cut short or damaged. Fetch it again.", path=path)
    return CifarError("{path} is no packed archive. Choose {archive}, or a folder.", path=path, archive=ARCHIVE.name)


def _check_complete(files: dict[str, bytes], seen: list[str], path: Path) -> None:
    """CifarError where the archive lacks a file: it may be another version, or another data set."""
    missing = [name for name in NEEDED if name not in files]
    if not missing:
        return
    if "data_batch_1" in seen or "data_batch_1.mat" in seen:
        raise CifarError(
            "{path} is the Python or MATLAB version of CIFAR-10, which is not read here. Fetch the binary version, "
            "{archive}.",
            path=path, archive=ARCHIVE.name,
        )  # fmt: skip
    raise CifarError(
        "{path} lacks {missing}. It must be the binary version of CIFAR-10, {archive}.",
        path=path, missing=", ".join(missing), archive=ARCHIVE.name,
    )  # fmt: skip


def _limited(stream: IO[bytes], name: str) -> bytes:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise CifarError(
            "{name} is larger than {most} MB; the published file has 30.7 MB. It is no file of CIFAR-10.",
            name=name, most=MOST_BYTES // 10**6,
        )  # fmt: skip
    return content


def _check_names(content: bytes, found: Path) -> None:
    """The list of classes, where there is one, must be the published one: else the numbers mean something else."""
    names = tuple(os.fsdecode(content).split())
    if names and names != CIFAR10.class_names:
        raise CifarError(
            "{file} in {found} names other classes ({names}) than CIFAR-10 has ({wanted}).",
            file=NAMES_FILE, found=found, names=", ".join(names[:12]), wanted=", ".join(CIFAR10.class_names),
        )  # fmt: skip


def _parsed(content: bytes, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The records of one file as images uint8 (N, 3, 32, 32) and labels int64 (N,)."""
    if not content or len(content) % RECORD:
        raise CifarError(
            "{name} has {size} bytes; every picture of CIFAR-10 takes {record}, so that {left} are left over. It is "
            "cut short, or no file of the binary version. Fetch it again.",
            name=name, size=f"{len(content):,}", record=f"{RECORD:,}", left=len(content) % RECORD,
        )  # fmt: skip
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    labels = records[:, 0].astype(np.int64)
    if labels.max() >= len(CIFAR10.class_names):
        raise CifarError("{name} holds the label {label}; labels go from 0 to 9.", name=name, label=labels.max())
    return records[:, 1:].reshape(-1, *CIFAR10.image_shape), labels
