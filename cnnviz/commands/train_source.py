"""The pictures that ``cnnviz train`` learns from."""

import sys
from dataclasses import dataclass
from pathlib import Path

from cnnviz.commands.progress import ProgressBar
from cnnviz.engine.training import TrainingSource
from cnnviz.text import ExplainedError, tr


class MissingDataError(ExplainedError):
    """The pictures are not on this machine."""


@dataclass(frozen=True)
class SourceChoice:
    """What was asked for on the command line."""

    dataset: str
    data_dir: Path | None
    download: bool
    validation: int
    shift: int
    seed: int


def open_source(choice: SourceChoice) -> TrainingSource:
    """The chosen pictures; an ExplainedError where they cannot be had."""
    if choice.dataset == "drawn":
        from cnnviz.data.drawn_digits import DrawnDigits

        return DrawnDigits(choice.seed)
    from cnnviz.data.labelled import ArraySource
    from cnnviz.data.mnist import DIGITS, MnistMissing, load_mnist

    try:
        arrays = load_mnist(_mnist_folder(choice))
    except MnistMissing as error:
        raise MissingDataError(
            "{reason} Name the folder of the four MNIST files with --data-dir, fetch them with --download, or train on "
            "digits that the program draws itself with --dataset drawn.",
            reason=error,
        ) from error  # fmt: skip
    return ArraySource(
        "MNIST", arrays.train_images, arrays.train_labels, arrays.test_images, arrays.test_labels, DIGITS,
        validation=choice.validation, shift=choice.shift,
    )  # fmt: skip


def _mnist_folder(choice: SourceChoice) -> Path:
    """The folder named, else the user's cache, filled first if that is wanted and needed."""
    from cnnviz.data.mnist import find_mnist, mnist_cache

    if choice.download and find_mnist(choice.data_dir) is None:
        _download(mnist_cache())
        return mnist_cache()
    return choice.data_dir or mnist_cache()


def _download(folder: Path) -> None:
    from cnnviz.data.download import download_mnist

    progress = ProgressBar(sys.stderr)
    for report in download_mnist(folder):
        progress.show(report.done_bytes, report.total_bytes, tr("downloading {file}", file=report.file))
    progress.clear()
