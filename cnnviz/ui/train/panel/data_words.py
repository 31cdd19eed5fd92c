"""What the data panel says of a set: where it is, how many pictures it has, how to get it."""

import re
from pathlib import Path

from cnnviz.data.datasets import PUBLISHED
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.panel.data_jobs import Told

PER_EPOCH = 60_000  # drawn digits


def megabytes(dataset: str) -> str:
    """The size of a download."""
    return tr("{size} MB", size=count(round(PUBLISHED[dataset].size / 1e6)))


def missing_words(dataset: str) -> str:
    """What to do where the files of a set are not known."""
    if dataset == "folder":
        return tr("Choose a folder that holds a sub-folder of pictures for each class, for instance cats and dogs.")
    return tr("Not on this computer yet: choose its folder, or download it ({size}).", size=megabytes(dataset))


def drawn_words() -> str:
    return tr("Drawn as they are needed, every one new: {count} an epoch, nothing on disk.", count=count(PER_EPOCH))


def found_words(folder: Path, told: Told | None, outdated: bool) -> str:
    """Where a set is and, if it was read, what it holds; `outdated` where the settings changed since."""
    if told is None:
        return tr("Found in {folder}.", folder=short(folder))
    if outdated:
        return tr("The pictures are parted anew, by these settings, when the run starts.")
    words = tr(
        "{training} pictures to learn from, {validation} for validation, {test} to test on, from {folder}.",
        training=count(told.training), validation=count(told.validation), test=count(told.test), folder=short(folder),
    )  # fmt: skip
    return words if told.choice.dataset != "folder" else classes_words(told) + " " + words


def classes_words(told: Told) -> str:
    """How many classes, and the shape that the pictures have here."""
    names, (channels, height, width) = told.input
    kind = tr("grey") if channels == 1 else tr("colour")
    return tr("{count} classes, middle squares of {width} × {height}, {kind}:",
              count=count(len(names)), width=width, height=height, kind=kind)  # fmt: skip


def folder_title(dataset: str) -> str:
    """What the dialog asks for that chooses a folder."""
    if dataset == "folder":
        return tr("Choose the folder that holds a sub-folder of pictures for each class")
    return tr("Choose the folder with the {name} files", name=PUBLISHED[dataset].label)


def folder_hint(dataset: str) -> str:
    """What the button that chooses a folder explains."""
    if dataset == "folder":
        return tr("Choose a folder with one sub-folder of pictures for each class. Sub-folders train and test (and "
                  "val) with the classes inside are known too.")  # fmt: skip
    if dataset == "cifar10":
        return tr("Choose the folder that holds the six binary files of CIFAR-10, or cifar-10-binary.tar.gz")
    return tr("Choose the folder that holds the four {name} files, packed (.gz) or not", name=PUBLISHED[dataset].label)


def short(folder: Path) -> str:
    """The end of a path: the whole of it is in the tooltip.

    >>> short(Path("/home/ada/pictures/pets"))
    '…/pictures/pets'
    """
    parts = folder.parts
    return str(folder) if len(parts) <= 3 else "…/" + "/".join(parts[-2:])


def breakable(text: str) -> str:
    """Addresses in `text` may be broken behind their dots too: the panel is narrower than the name of a mirror."""
    return re.sub(r"https?://\S+", lambda address: address[0].replace(".", ".\u200b"), text)
