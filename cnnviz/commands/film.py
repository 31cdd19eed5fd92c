"""``cnnviz film``: the film of a kept run, or one picture of it, without a window."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.exporting import order_of, write
from cnnviz.commands.film_options import film_parser, picture_size
from cnnviz.data.datasets import DataReady, open_data
from cnnviz.engine.training_source import TrainingSource
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.stored_run import StoredRun, open_run
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.export.options import EXPORT_SETTINGS, OF_FILMS, ExportSettings

if TYPE_CHECKING:
    from cnnviz.ui.train.live.look_choice import LookChoice
    from cnnviz.ui.train.live.watched import Watched
    from cnnviz.ui.train.past.film import RunFilm


def film_command(words: Sequence[str]) -> int:
    """Make what `words` ask for; the exit code. ExplainedError for what cannot be made, before anything is made."""
    from cnnviz.ui.export.offscreen import paint_without_window
    from cnnviz.ui.train.past.film_board import FilmSubject

    options = film_parser().parse_args(words)
    stored = open_run(Path(options.run).expanduser())
    if not len(stored.snapshots):
        raise RunFolderError("The run in {path} has no snapshots, so there is nothing to film.", path=options.run)
    film = _film(stored, options)
    order = order_of(options, _settings(options), film.length, OF_FILMS)
    order.check(film.length)
    application = paint_without_window()  # must be there as long as anything is painted
    try:
        return write(order, FilmSubject(film).reel(order.settings))
    finally:
        del application


def _settings(options: Namespace) -> ExportSettings:
    given = {setting.name: getattr(options, setting.name, None) for setting in EXPORT_SETTINGS}
    if options.size is not None:
        given["width"], given["height"] = picture_size(options.size)
    return ExportSettings.of({name: value for name, value in given.items() if value is not None})


def _film(stored: StoredRun, options: Namespace) -> "RunFilm":
    """The film with the pictures of the run, or without where they are not at hand any more, which is said."""
    from cnnviz.ui.train.past.film import RunFilm, film_of

    choice = _choice(stored, options)
    try:
        source = _source(stored)
    except (ExplainedError, OSError) as error:
        words = tr("The pictures of the run cannot be read, so that there is no probe in the film: {reason}",
                   reason=error)  # fmt: skip
        print(words, file=sys.stderr, flush=True)
        return RunFilm(stored.record, stored.snapshots, choice=choice)
    return film_of(stored.record, stored.snapshots, source, _watched(source, options.probe), choice)


def _source(stored: StoredRun) -> TrainingSource:
    """The pictures that the run has learnt from."""
    for report in open_data(stored.setup.data):
        if isinstance(report, DataReady):
            stored.check_pictures(report.source)
            return report.source
    raise RuntimeError("no pictures came")


def _watched(source: TrainingSource, number: int) -> "Watched":
    from cnnviz.ui.train.live.watched import probe_pictures, watched_picture

    pictures = len(probe_pictures(source)[1])
    if not 0 <= number < pictures:
        raise OptionError("There is no picture {given} to watch; there are {count}, counted from 0.",
                          given=number, count=pictures)  # fmt: skip
    return watched_picture(source, number)


def _choice(stored: StoredRun, options: Namespace) -> "LookChoice":
    """The layers that are asked for; OptionError where the network has none of such a name to show."""
    from cnnviz.ui.train.live.look_choice import LookChoice, layer_names

    names = layer_names(stored.setup.new_network())
    maps = tuple(name.strip() for name in options.maps.split(",") if name.strip())
    for option, wanted, there in (("kernels", (options.kernels,), names.kernels), ("maps", maps, names.maps)):
        for name in wanted:
            if name and name not in there:
                raise OptionError("--{option}: there is no layer “{given}” to show; it can be one of: {allowed}.",
                                  option=option, given=name, allowed=", ".join(there))  # fmt: skip
    return LookChoice(options.kernels, maps)
