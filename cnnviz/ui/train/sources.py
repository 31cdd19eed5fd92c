"""From what was chosen in the panel to pictures: read or drawn in the worker's thread, kept for the next run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.engine.arrays import Array
from cnnviz.engine.training_source import TrainingSource
from cnnviz.text import mark


@dataclass(frozen=True)
class DataChoice:
    """Which pictures to train on. `arrays` are those of `folder`, where it has been read already."""

    dataset: str
    folder: Path | None = None
    validation: int = 5000
    seed: int = 0
    arrays: LabelledArrays | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Loading:
    """A marked sentence on what is being done before the first step."""

    message: str


@dataclass(frozen=True, eq=False)
class SourceReady:
    """The pictures are there; `arrays` is what was read from a folder."""

    source: TrainingSource
    arrays: LabelledArrays | None = None


class KeptSource:
    """A source whose validation and test pictures are computed once: several readers ask for them again and again."""

    def __init__(self, source: TrainingSource) -> None:
        self._source = source
        self.class_names = source.class_names
        self.image_shape = source.image_shape
        self.pictures_per_epoch = source.pictures_per_epoch
        self.validation = source.validation
        self.test = source.test

    def batches(
        self, epoch: int, batch_size: int, rng: np.random.Generator, first: int = 0
    ) -> Iterator[tuple[Array, Array]]:
        return self._source.batches(epoch, batch_size, rng, first)


def open_source(choice: DataChoice) -> Iterator[object]:
    """Reports of getting ready, SourceReady last. Raises the ExplainedError of whatever is wrong with the data."""
    if choice.dataset == "mnist":
        yield from _open_mnist(choice)
    else:
        yield from _open_drawn(choice)


def _open_mnist(choice: DataChoice) -> Iterator[object]:
    from cnnviz.data.labelled import ArraySource
    from cnnviz.data.mnist import DIGITS, MNIST, load_mnist

    arrays = choice.arrays
    if arrays is None:
        yield Loading(mark("Reading MNIST …"))
        arrays = load_mnist(choice.folder or MNIST.cache)
    yield Loading(mark("Setting the validation pictures apart …"))
    source = ArraySource(
        "MNIST", arrays.train_images, arrays.train_labels, arrays.test_images, arrays.test_labels, DIGITS,
        validation=choice.validation,
    )  # fmt: skip
    yield SourceReady(KeptSource(source), arrays)


def _open_drawn(choice: DataChoice) -> Iterator[object]:
    from cnnviz.data.drawn_digits import DrawnDigits

    yield Loading(mark("Drawing digits to test with …"))
    yield SourceReady(KeptSource(DrawnDigits(choice.seed, validation=choice.validation)))
