"""The pictures of class folders parted into what is learnt from, what watches over it and what tests it."""

import numpy as np

from cnnviz.data.class_folders import FolderError
from cnnviz.data.kept_source import PartedSource
from cnnviz.data.labelled import Labelled
from cnnviz.data.picture_folder import FolderPictures
from cnnviz.data.split import held_back, held_back_note, set_apart
from cnnviz.numbers import count
from cnnviz.text import tr

TEST_SHARE = 6  # one in so many: of MNIST's pictures it is one in seven
UNBALANCED = 2  # how many times the smallest class the largest may have before it is said


def folder_source(name: str, pictures: FolderPictures, validation: int) -> tuple[PartedSource, tuple[str, ...]]:
    """The source, and sentences on how it came to be.

    What the folder has no part for is set apart at random, always the same pictures, a fair share of every class: a
    sixth to test on, then `validation` to watch over the training (a tenth where that were more than half).
    Raises FolderError where there are too few pictures to set any apart.
    """
    train, notes = pictures.parts["train"], []
    test = pictures.parts.get("test")
    if test is None or not len(test[1]):
        train, test = _parted(train, max(1, round(len(train[1]) / TEST_SHARE)))
        if not len(test[1]):
            raise FolderError(
                "There is one picture to learn from for each class, so that none can be set apart to test on. Put two "
                "or more into each class folder of {name}.",
                name=name,
            )  # fmt: skip
        words = tr("A sixth of every class was set apart at random to test on: {count}.", count=count(len(test[1])))
        notes.append(words)
    watching = pictures.parts.get("validation")
    if watching is None or not len(watching[1]):
        number = held_back(validation, len(train[1]))
        if number < validation:
            notes.append(held_back_note(validation, number))
        train, watching = _parted(train, number)
    else:
        notes.append(
            tr("Validation uses the {count} pictures that the folder has for it.", count=count(len(watching[1])))
        )
    notes = [*_balance(train[1], pictures.class_names), *notes, *pictures.remarks]
    if pictures.skipped:
        notes.append(tr("Files that could not be read were skipped: {count}.", count=count(len(pictures.skipped))))
    return PartedSource(name, train, watching, test, pictures.class_names), tuple(notes)


def _parted(pictures: Labelled, number: int) -> tuple[Labelled, Labelled]:
    images, labels = pictures
    stay, go = set_apart(labels, number)
    return (images[stay], labels[stay]), (images[go], labels[go])


def _balance(labels: np.ndarray, class_names: tuple[str, ...]) -> list[str]:
    sizes = [int((labels == label).sum()) for label in range(len(class_names))]
    largest, smallest = max(sizes), min(sizes)
    if largest <= UNBALANCED * smallest:
        return []
    return [
        tr("The classes differ in size: {most} pictures of “{large}”, {least} of “{small}”. A network leans towards "
           "the larger ones.",
           most=count(largest), large=class_names[sizes.index(largest)],
           least=count(smallest), small=class_names[sizes.index(smallest)])
    ]  # fmt: skip
