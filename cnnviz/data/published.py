"""Data sets as their makers publish them: which files, how large, with which checksum, and where they are kept."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cnnviz import paths
from cnnviz.text import ExplainedError


class DataMissing(ExplainedError):  # noqa: N818 - it names what is the case, as FileNotFound does
    """The files of a data set are not where they were looked for."""


@dataclass(frozen=True)
class PublishedFile:
    """One file as it is published: size in bytes and SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Publication:
    """A published data set: its name, its files, and the addresses (ending in a slash) that have them.

    `folder_name` is where it is kept in the user's cache. Pictures (C, H, W) of `image_shape`, one class a name.
    """

    label: str
    folder_name: str
    files: tuple[PublishedFile, ...]
    mirrors: tuple[str, ...]
    class_names: tuple[str, ...]
    image_shape: tuple[int, int, int]

    @property
    def cache(self) -> Path:
        """The folder in the user's cache into which it is downloaded (not created by asking)."""
        return paths.cache_dir() / self.folder_name

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def is_sound(path: Path, file: PublishedFile) -> bool:
    """Whether `path` is there with the published size and SHA-256."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
