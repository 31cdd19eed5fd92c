"""The run that ``cnnviz train`` makes: a new one, kept in a folder or not, or one that is gone on with."""

import sys
from argparse import Namespace
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cnnviz.commands.train_network import network_builder
from cnnviz.commands.train_options import GOING_ON, settings_of, train_parser
from cnnviz.commands.train_source import choice_of, chosen_source
from cnnviz.data.model_paths import shown
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.engine.training import Training
from cnnviz.history.recorder import Recorder, evaluate_every
from cnnviz.history.run_facts import run_facts
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.stored_run import StoredRun, open_run
from cnnviz.text import ExplainedError, tr


class OptionsError(ExplainedError):
    """Options that do not go together."""


@dataclass(frozen=True, eq=False)
class PlannedRun:
    """A run before its next step. `recorder` keeps it, if it is kept; `steps_per_epoch` is 0 before the first."""

    training: Training
    reports: Generator[object]
    recorder: Recorder | None = None
    steps_per_epoch: int = 0

    @property
    def network(self) -> Network:
        return self.training.network

    @property
    def folder(self) -> Path | None:
        """Where it is kept."""
        return None if self.recorder is None or self.recorder.folder is None else self.recorder.folder.path

    @property
    def unsaved(self) -> str:
        """Why it is not there to its end; empty where it is, or is not kept."""
        return "" if self.recorder is None else self.recorder.unsaved


def new_run(options: Namespace) -> PlannedRun:
    """The run that the options ask for. ExplainedError for what cannot be done, before anything is written."""
    settings = settings_of(options)
    build = network_builder(options.network)
    choice = choice_of(options, settings)
    source = chosen_source(choice, options.download)
    if options.run is not None:
        every = evaluate_every(source.pictures_per_epoch, settings.batch_size)
        settings = replace(settings, evaluate_every=every)
    described = build(None, source.class_names, source.image_shape)
    setup = RunSetup(
        "" if options.run is None else options.run.resolve().name[:200], described.describe(),
        options.network if options.network in NETWORKS else "own", choice, settings,
        datetime.now().isoformat(timespec="seconds"),
    )  # fmt: skip
    network = setup.new_network()
    network.info.update(run_facts(setup, source.pictures_per_epoch))
    training = Training(network, source, settings)
    if options.run is None:
        return PlannedRun(training, training.reports())
    folder = RunFolder.create_at(options.run, setup)
    recorder = Recorder(training, setup, folder)
    return PlannedRun(training, recorder.reports(), recorder)


def run_to_go_on(options: Namespace) -> PlannedRun:
    """The run in the folder that the options name, where it was saved; its pictures are found as before.

    ExplainedError where it is at its end, damaged, or its pictures are not there any more.
    """
    _check_alone(options)
    stored = open_run(options.resume, to_go_on=True)
    for note in stored.notes:
        print(note, file=sys.stderr)
    if stored.checkpoint is not None and not stored.can_go_on:
        raise RunFolderError(
            "The run in {path} is at its end. “cnnviz info” tells of it; start a new one to train longer.",
            path=shown(options.resume),
        )
    choice = stored.setup.data
    if options.data_dir is not None:
        choice = replace(choice, folder=str(options.data_dir.absolute()))
    source = chosen_source(choice, options.download)
    network = stored.new_network()
    network.info.update(run_facts(stored.setup, source.pictures_per_epoch))
    training = Training(network, source, stored.setup.settings, stored.checkpoint)
    stored.check_pictures(source)
    print(_words(stored), flush=True)
    last = stored.record.last
    recorder = Recorder(training, stored.setup, stored=stored)
    return PlannedRun(training, recorder.reports(), recorder, 0 if last is None else last.steps_per_epoch)


def _words(stored: StoredRun) -> str:
    last = stored.record.last
    if last is None:
        return tr("The run in {path} begins anew.", path=shown(stored.folder.path))
    return tr(
        "The run in {path} goes on behind step {step} of {total}.",
        path=shown(stored.folder.path), step=f"{last.step:,}", total=f"{last.total_steps:,}",
    )  # fmt: skip


def _check_alone(options: Namespace) -> None:
    """OptionsError where more is asked of a run that is gone on with than where its pictures are."""
    parser = train_parser()
    given = [name for name, value in vars(options).items() if value != parser.get_default(name)]
    other = [name for name in given if name not in GOING_ON]
    if other:
        raise OptionsError(
            "--{option} cannot be given with --resume: the run goes on as it was begun. Beside --resume there can be: "
            "{allowed}.",
            option=other[0].replace("_", "-"),
            allowed=", ".join(f"--{name.replace('_', '-')}" for name in GOING_ON if name != "resume"),
        )  # fmt: skip
