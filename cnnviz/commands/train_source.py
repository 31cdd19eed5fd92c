"""The pictures that ``cnnviz train`` learns from."""

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands.progress import ProgressBar
from cnnviz.data.data_choice import DataChoice
from cnnviz.data.kept_source import KeptSource
from cnnviz.data.published import DataMissing, Publication
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.text import ExplainedError, tr

if TYPE_CHECKING:
    from cnnviz.data.datasets import DataReady

SHOWN = 20  # of the files that were skipped


class MissingDataError(ExplainedError):
    """The pictures are not on this machine."""


def choice_of(options: Namespace, settings: TrainingSettings) -> DataChoice:
    """What the command line asks for; SettingError where a size or a number of channels cannot be."""
    from cnnviz.data.data_settings import DATA_SETTINGS

    table = {setting.name: setting for setting in DATA_SETTINGS}
    return DataChoice(
        options.dataset, "" if options.data_dir is None else str(options.data_dir.absolute()), options.validation,
        settings.seed, int(table["size"].check(options.size)), int(table["channels"].check(str(options.channels))),
    )  # fmt: skip


def chosen_source(choice: DataChoice, download: bool = False) -> KeptSource:
    """The pictures of a choice, fetched first if they are not there and `download` says so.

    What was made of them, and which files were left out, is told on stderr. An ExplainedError where they cannot be had.
    """
    from cnnviz.data.datasets import PUBLISHED, DataReady, open_data

    if download and choice.dataset in PUBLISHED:
        choice = _fetched(choice, PUBLISHED[choice.dataset])
    bar = ProgressBar(sys.stderr)
    try:
        for report in open_data(choice):
            if isinstance(report, DataReady):
                bar.clear()
                _tell(report)
                return report.source
            if report.total:
                bar.show(report.done, report.total, report.message)
    except DataMissing as error:
        bar.clear()
        raise _missing(choice, error) from error
    raise RuntimeError("no pictures came")


def _missing(choice: DataChoice, error: DataMissing) -> MissingDataError:
    if choice.dataset == "folder":
        return MissingDataError("{reason} Name the folder with --data-dir.", reason=error)
    return MissingDataError(
        "{reason} Name the folder of its files with --data-dir, fetch them with --download, or train on digits that "
        "the program draws itself with --dataset drawn.",
        reason=error,
    )


def _tell(ready: "DataReady") -> None:
    for note in ready.notes:
        print(note, file=sys.stderr)
    for skipped in ready.skipped[:SHOWN]:
        print(tr("skipped {file}: {reason}", file=skipped.file, reason=skipped.reason), file=sys.stderr)
    if len(ready.skipped) > SHOWN:
        print(tr("… and {count} more", count=len(ready.skipped) - SHOWN), file=sys.stderr)


def _fetched(choice: DataChoice, published: Publication) -> DataChoice:
    """The choice, with the files in the user's cache if they were nowhere."""
    from cnnviz.data.datasets import find_data
    from cnnviz.data.download import download

    if find_data(choice.dataset, Path(choice.folder) if choice.folder else None) is not None:
        return choice
    if find_data(choice.dataset) is None:
        words = tr("Downloading {name} ({size} MB) into {folder} …",
                   name=published.label, size=round(published.size / 1e6), folder=published.cache)  # fmt: skip
        print(words, file=sys.stderr, flush=True)
        bar = ProgressBar(sys.stderr)
        for report in download(published, published.cache):
            bar.show(report.all_done_bytes, report.all_total_bytes, tr("downloading {file}", file=report.file))
        bar.clear()
    return replace(choice, folder="")
