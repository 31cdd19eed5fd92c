"""Work on data sets that is not training: reading a folder to see whether it is sound, and downloading."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.data.mnist import MNIST, find_mnist, load_mnist


@dataclass(frozen=True, eq=False)
class FolderRead:
    """A folder is sound; these are its pictures."""

    folder: Path
    arrays: LabelledArrays


@dataclass(frozen=True)
class Fetched:
    """So many bytes of all are here."""

    done: int
    total: int


def read_folder(folder: Path) -> Iterator[object]:
    """FolderRead, or the ExplainedError that says what is wrong with the folder."""
    yield FolderRead(folder, load_mnist(folder))


def fetch_mnist() -> Iterator[object]:
    """Fetched reports while MNIST comes into the user's cache, then FolderRead. Raises DownloadError."""
    from cnnviz.data.download import download

    folder = MNIST.cache
    yield Fetched(0, 0)
    for progress in download(MNIST, folder):
        yield Fetched(progress.all_done_bytes, progress.all_total_bytes)
    yield from read_folder(folder)


@dataclass(frozen=True)
class DataTools:
    """Where data sets are looked for and how they are fetched; tests put their own in."""

    find: Callable[[], Path | None] = find_mnist
    read: Callable[[Path], Iterator[object]] = read_folder
    fetch: Callable[[], Iterator[object]] = fetch_mnist
