"""What one can train on, by name: the same table serves the command line and the Train page."""

from pathlib import Path

from cnnviz.data.drawn_digits import DrawnDigits
from cnnviz.data.labelled import ArraySource
from cnnviz.data.mnist import DIGITS, MNIST, find_mnist, load_mnist
from cnnviz.data.published import DataMissing
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark

DATASETS = (
    Choice(
        "mnist",
        mark("MNIST"),
        mark("60,000 handwritten digits to learn from, 10,000 to be tested on; downloaded on request."),
    ),
    Choice(
        "drawn",
        mark("Drawn digits"),
        mark("An endless set of digits that the program draws itself with random pen strokes; needs no download."),
    ),
)
PICTURE_SHAPE = (1, 28, 28)  # of every one of them


class SourceNameError(ExplainedError):
    """A data set that does not exist."""


def open_source(
    name: str, data_dir: Path | None = None, *, validation: int = 5000, seed: int = 0
) -> ArraySource | DrawnDigits:
    """The data set called `name` ("mnist" or "drawn"), ready for `cnnviz.engine.training.train`.

    MNIST is read from `data_dir`, or from the user's cache without one; nothing is downloaded. `validation` pictures
    are held back from training; `seed` picks which digits are drawn. Raises DataMissing (naming the places looked at),
    IdxError, SourceError or SourceNameError.
    """
    if name == "drawn":
        return DrawnDigits(seed, validation=validation)
    if name != "mnist":
        raise SourceNameError(
            "There is no data set “{name}”; there are: {known}.",
            name=name, known=", ".join(choice.value for choice in DATASETS),
        )  # fmt: skip
    arrays = load_mnist(_mnist_folder(data_dir))
    return ArraySource(
        "mnist", arrays.train_images, arrays.train_labels, arrays.test_images, arrays.test_labels, DIGITS,
        validation=validation,
    )  # fmt: skip


def _mnist_folder(data_dir: Path | None) -> Path:
    if data_dir is not None:
        return Path(data_dir)  # load_mnist says what is wrong with it
    found = find_mnist()
    if found is None:
        raise DataMissing(
            "MNIST is not on this computer: its four files were looked for in {cache}. Download it, or name the folder "
            "that holds them.",
            cache=MNIST.cache,
        )  # fmt: skip
    return found
