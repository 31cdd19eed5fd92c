"""What one can train on, by name: where it is, what it shows, and how it becomes a source of pictures.

The same functions serve the command line, the Train page and runs that are opened again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz.data.cifar10 import CIFAR10, find_cifar, load_cifar
from cnnviz.data.class_folders import plan_folder
from cnnviz.data.data_choice import DataChoice
from cnnviz.data.data_settings import DATASETS as DATASETS
from cnnviz.data.fashion_mnist import FASHION_MNIST
from cnnviz.data.folder_source import folder_source
from cnnviz.data.idx_pictures import IdxSet, find_set, known_as, load_set
from cnnviz.data.kept_source import KeptSource, kept
from cnnviz.data.labelled import ArraySource, Labelled
from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.data.mnist import DIGITS, MNIST
from cnnviz.data.picture_folder import FolderPictures, FolderProgress, SkippedFile, folder_label, read_pictures
from cnnviz.data.published import DataMissing, Publication
from cnnviz.data.split import held_back, held_back_note
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr

IDX_SETS: dict[str, IdxSet] = {"mnist": MNIST, "fashion-mnist": FASHION_MNIST}
PUBLISHED: dict[str, Publication] = {**IDX_SETS, "cifar10": CIFAR10}
BROWSED = 10_000  # of endless pictures, so many can be browsed

Input = tuple[tuple[str, ...], tuple[int, int, int]]
Read = LabelledArrays | FolderPictures


class DatasetError(ExplainedError):
    """A data set that does not exist, or files that are another data set than was chosen."""


@dataclass(frozen=True)
class Loading:
    """What is being done before the first step, as a sentence; `done` of `total` where that is known (else 0)."""

    message: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, eq=False)
class DataReady:
    """The pictures are there. `notes` are sentences on what was made of them; `skipped` are files left out."""

    source: KeptSource
    notes: tuple[str, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()


class LastRead:
    """Keeps the arrays that were read last, so that the same files are not read again for the next run.

    Any thread may use it: what is kept is replaced as a whole.
    """

    def __init__(self) -> None:
        self._kept: tuple[DataChoice, Read] | None = None

    def get(self, choice: DataChoice) -> Read | None:
        """What was read for `choice`, whatever its validation part and seed."""
        current = self._kept
        return current[1] if current is not None and current[0] == _key(choice) else None

    def keep(self, choice: DataChoice, read: Read) -> None:
        self._kept = (_key(choice), read)


def open_data(choice: DataChoice, last: LastRead | None = None) -> Iterator[Loading | DataReady]:
    """Reports of getting ready, DataReady last. Nothing is downloaded.

    What `last` has is not read again, and what is read is left there. Between two reports the work can be given up.
    Raises DataMissing, DatasetError, IdxError, CifarError, FolderError or SourceError.
    """
    if choice.dataset == "drawn":
        yield from _open_drawn(choice)
        return
    read = last.get(choice) if last is not None else None
    if read is None:
        for report in _read(choice):
            if isinstance(report, Loading):
                yield report
            else:
                read = report
    if read is None:
        raise RuntimeError("nothing was read")
    if last is not None:
        last.keep(choice, read)
    yield Loading(tr("Setting the validation pictures apart …"))
    yield _ready(choice, read)


def input_of(choice: DataChoice, last: LastRead | None = None) -> Input | None:
    """Class names and picture shape (C, H, W) of a choice; None where nobody knows before the pictures are read.

    Of a folder only the names of its sub-folders are looked at; an ExplainedError is raised where it is none.
    """
    if choice.dataset == "drawn":
        return DIGITS, MNIST.image_shape
    read = last.get(choice) if last is not None else None
    if isinstance(read, FolderPictures):
        channels, height, width = read.parts["train"][0].shape[1:]
        return read.class_names, (channels, height, width)
    published = PUBLISHED.get(choice.dataset)
    if published is not None:
        shape = published.image_shape if read is None else read.train_images.shape[1:]
        return published.class_names, (shape[0], shape[1], shape[2])
    if choice.dataset != "folder":
        raise _unknown(choice.dataset)
    if not choice.folder or not choice.channels:
        return None
    return plan_folder(Path(choice.folder)).class_names, (choice.channels, choice.size, choice.size)


def find_data(dataset: str, place: Path | None = None) -> Path | None:
    """Where the files of a published set are: below `place`, or in the user's cache; None where they are not."""
    if dataset in IDX_SETS:
        return find_set(IDX_SETS[dataset], place)
    return find_cifar(place) if dataset == "cifar10" else None


def data_label(choice: DataChoice) -> str:
    """What people call the set: its name, or that of the folder."""
    if choice.dataset == "folder" and choice.folder:
        return folder_label(Path(choice.folder))
    return next((tr(known.label) for known in DATASETS if known.value == choice.dataset), choice.dataset)


def _key(choice: DataChoice) -> DataChoice:
    """What the files of a choice depend on."""
    own = replace(choice, validation=0, seed=0)
    return own if choice.dataset == "folder" else replace(own, size=0, channels=0)


def _unknown(name: str) -> DatasetError:
    return DatasetError(
        "There is no data set “{name}”; there are: {known}.",
        name=name, known=", ".join(choice.value for choice in DATASETS),
    )  # fmt: skip


def _read(choice: DataChoice) -> Iterator[Loading | Read]:
    if choice.dataset == "folder":
        yield from _read_folder(choice)
    elif choice.dataset in PUBLISHED:
        published = PUBLISHED[choice.dataset]
        yield Loading(tr("Reading {name} …", name=published.label))
        place = Path(choice.folder) if choice.folder else find_data(choice.dataset)
        if place is None:
            raise DataMissing(
                "{name} is not on this computer: it was looked for in {cache}. Download it ({size} MB), or name the "
                "folder that holds it.",
                name=published.label, cache=published.cache, size=round(published.size / 1e6),
            )  # fmt: skip
        yield _load_idx(choice.dataset, place) if choice.dataset in IDX_SETS else load_cifar(place)
    else:
        raise _unknown(choice.dataset)


def _load_idx(dataset: str, place: Path) -> LabelledArrays:
    """The four files; DatasetError where their labels are those of another published set."""
    wanted = IDX_SETS[dataset]
    arrays = load_set(wanted, place)
    found = known_as(arrays.train_labels, IDX_SETS.values())
    if found is not None and found is not wanted:
        raise DatasetError(
            "The files in {folder} are those of {found}, not of {wanted} (both have the same names). Choose {found} as "
            "the set, or another folder.",
            folder=place, found=found.label, wanted=wanted.label,
        )  # fmt: skip
    return arrays


def _read_folder(choice: DataChoice) -> Iterator[Loading | Read]:
    if not choice.folder:
        raise DataMissing(
            "No folder of pictures is named. Choose one that holds a sub-folder of pictures for each class."
        )
    yield Loading(tr("Looking for pictures …"))
    for report in read_pictures(plan_folder(Path(choice.folder)), choice.size, choice.channels):
        if isinstance(report, FolderProgress):
            words = tr("Reading pictures: {done} of {total}", done=count(report.done), total=count(report.total))
            yield Loading(words, report.done, report.total)
        else:
            yield report


def _ready(choice: DataChoice, read: Read) -> DataReady:
    if isinstance(read, FolderPictures):
        parted, notes = folder_source(data_label(choice), read, choice.validation)
        return DataReady(kept(parted), notes, read.skipped)
    pictures = len(read.train_images)
    asked = choice.validation
    number = held_back(asked, pictures) if asked == DataChoice.validation else asked  # else it is somebody's wish
    source = ArraySource(
        data_label(choice), read.train_images, read.train_labels, read.test_images, read.test_labels,
        PUBLISHED[choice.dataset].class_names, validation=number,
    )  # fmt: skip
    return DataReady(kept(source), () if number == asked else (held_back_note(asked, number),))


def _open_drawn(choice: DataChoice) -> Iterator[Loading | DataReady]:
    from cnnviz.data.drawn_digits import DrawnDigits, draw_digits

    def some() -> Labelled:
        return draw_digits(0, BROWSED, choice.seed)

    yield Loading(tr("Drawing digits to test with …"))
    source = DrawnDigits(choice.seed, validation=choice.validation)
    yield DataReady(KeptSource(data_label(choice), source, some))
