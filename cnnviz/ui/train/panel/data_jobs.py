"""Work on data sets that is not training: reading one to see whether it is sound, and downloading."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import PUBLISHED, DataReady, Input, LastRead, find_data, open_data
from cnnviz.data.kept_source import KeptSource
from cnnviz.data.picture_folder import SkippedFile


@dataclass(frozen=True)
class Fetched:
    """So many bytes of all are here."""

    done: int
    total: int


@dataclass(frozen=True)
class Told:
    """What is known of a set that was read, without its pictures. The counts are those of its parts."""

    choice: DataChoice
    input: Input
    training: int
    validation: int
    test: int
    notes: tuple[str, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()


@dataclass(frozen=True, eq=False)
class SetRead:
    """A set is sound: what to tell of it."""

    told: Told


def told_of(choice: DataChoice, ready: DataReady) -> Told:
    """The facts of what was read for `choice`."""
    source: KeptSource = ready.source
    return Told(
        choice, (source.class_names, source.image_shape), source.pictures_per_epoch, len(source.validation[1]),
        len(source.test[1]), ready.notes, ready.skipped,
    )  # fmt: skip


def read_data(choice: DataChoice, last: LastRead) -> Iterator[object]:
    """Loading reports, then SetRead; the pictures stay in `last`. Raises what `open_data` does."""
    for report in open_data(choice, last):
        yield SetRead(told_of(choice, report)) if isinstance(report, DataReady) else report


def fetch_data(dataset: str) -> Iterator[object]:
    """Fetched reports while a published set comes into the user's cache. Raises DownloadError."""
    from cnnviz.data.download import download

    published = PUBLISHED[dataset]
    yield Fetched(0, 0)
    for progress in download(published, published.cache):
        yield Fetched(progress.all_done_bytes, progress.all_total_bytes)


@dataclass(frozen=True)
class DataTools:
    """Where data sets are looked for, how they are read and fetched; tests put their own in."""

    find: Callable[[str], Path | None] = find_data
    read: Callable[[DataChoice, LastRead], Iterator[object]] = read_data
    fetch: Callable[[str], Iterator[object]] = fetch_data
