"""The pictures that ``cnnviz train`` learns from."""

import sys
from argparse import Namespace
from pathlib import Path

from cnnviz.commands.progress import ProgressBar
from cnnviz.engine.training import TrainingSource
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.text import ExplainedError, tr


class MissingDataError(ExplainedError):
    """The pictures are not on this machine."""


def chosen_source(options: Namespace, settings: TrainingSettings) -> TrainingSource:
    """The pictures that the command line asks for; an ExplainedError where they cannot be had."""
    from cnnviz.data.mnist import MnistMissing, find_mnist, mnist_cache
    from cnnviz.data.sources import open_source

    data_dir: Path | None = options.data_dir
    if options.dataset == "mnist" and options.download and find_mnist(data_dir) is None:
        _download(mnist_cache())
        data_dir = None
    try:
        return open_source(
            options.dataset, data_dir, validation=options.validation, shift=settings.shift, seed=settings.seed
        )
    except MnistMissing as error:
        raise MissingDataError(
            "{reason} Name the folder of the four MNIST files with --data-dir, fetch them with --download, or train on "
            "digits that the program draws itself with --dataset drawn.",
            reason=error,
        ) from error


def _download(folder: Path) -> None:
    from cnnviz.data.download import download_mnist

    progress = ProgressBar(sys.stderr)
    for report in download_mnist(folder):
        progress.show(report.all_done_bytes, report.all_total_bytes, tr("downloading {file}", file=report.file))
    progress.clear()
