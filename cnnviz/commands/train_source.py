"""The pictures that ``cnnviz train`` learns from."""

import sys
from argparse import Namespace
from pathlib import Path

from cnnviz.commands.progress import ProgressBar
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.training_source import TrainingSource
from cnnviz.text import ExplainedError, tr


class MissingDataError(ExplainedError):
    """The pictures are not on this machine."""


def chosen_source(options: Namespace, settings: TrainingSettings) -> TrainingSource:
    """The pictures that the command line asks for; an ExplainedError where they cannot be had."""
    from cnnviz.data.mnist import MNIST, find_mnist
    from cnnviz.data.published import DataMissing
    from cnnviz.data.sources import open_source

    data_dir: Path | None = options.data_dir
    if options.dataset == "mnist" and options.download and find_mnist(data_dir) is None:
        _download(MNIST.cache)
        data_dir = None
    try:
        return open_source(options.dataset, data_dir, validation=options.validation, seed=settings.seed)
    except DataMissing as error:
        raise MissingDataError(
            "{reason} Name the folder of the four MNIST files with --data-dir, fetch them with --download, or train on "
            "digits that the program draws itself with --dataset drawn.",
            reason=error,
        ) from error


def _download(folder: Path) -> None:
    from cnnviz.data.download import download
    from cnnviz.data.mnist import MNIST

    progress = ProgressBar(sys.stderr)
    for report in download(MNIST, folder):
        progress.show(report.all_done_bytes, report.all_total_bytes, tr("downloading {file}", file=report.file))
    progress.clear()
