"""One run, as the worker iterates it: get the pictures, train, keep, and now and then a look at the network."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from cnnviz.data.datasets import DataReady
from cnnviz.engine.reports import StepReport
from cnnviz.engine.statistics import StatisticsReport
from cnnviz.engine.training import Training
from cnnviz.engine.training_source import TrainingSource
from cnnviz.engine.workspace import Workspace
from cnnviz.history.recorder import Recorder, evaluate_every
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.step_details import StepDetails, with_details
from cnnviz.history.stored_run import StoredRun
from cnnviz.ui.train.live.live import Floats, LiveReport, look
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.live.watched import FIRST_PROBE, probe_pictures
from cnnviz.ui.worker import Together

LIVE_SECONDS = 1 / 8  # twice as often as a wall is drawn

Open = Callable[[], Iterator[object]]


@dataclass
class Handle:
    """What window and thread share of a run. Each part is replaced as a whole, so neither side sees half a change.

    `probe` is number and picture (C, H, W) of the picture that is shown to the network while it learns; with `details`
    every step brings its StepDetails.
    """

    probe: tuple[int, Floats] | None = None
    look: LookChoice = field(default_factory=LookChoice)
    details: bool = False


@dataclass(frozen=True, eq=False)
class RunBegins:
    """Pictures and network are there. What trains may be read by the window while the worker is parked."""

    recorder: Recorder


@dataclass(frozen=True, eq=False)
class Work:
    """What is to be run: anew, kept in `folder` if there is one; a `stored` run; or one that was left (`recorder`)."""

    setup: RunSetup
    open: Open
    folder: RunFolder | None = None
    stored: StoredRun | None = None
    recorder: Recorder | None = None


def run(work: Work, handle: Handle, clock: Callable[[], float] = time.monotonic) -> Iterator[object]:
    """Reports of getting the pictures, RunBegins, then those of the recorder; LiveReports (at most 8 a second, or one
    for every step that brings its details) and StepDetails come before the report of their step.
    """
    source: TrainingSource | None = None
    for report in work.open():
        if isinstance(report, DataReady):
            source = report.source
            _set_first_probe(handle, source)
        yield report
    if source is None:
        raise RuntimeError("no pictures came")
    recorder = work.recorder or _recorder(work, source)
    yield RunBegins(recorder)
    yield from _watched(recorder, handle, clock)


def _recorder(work: Work, source: TrainingSource) -> Recorder:
    if work.stored is not None:
        work.stored.check_pictures(source)
        training = Training(work.stored.new_network(), source, work.setup.settings, work.stored.checkpoint)
        return Recorder(training, work.setup, stored=work.stored)
    every = evaluate_every(source.pictures_per_epoch, work.setup.settings.batch_size)
    setup = replace(work.setup, settings=replace(work.setup.settings, evaluate_every=every))
    return Recorder(Training(setup.new_network(), source, setup.settings), setup, work.folder)


def _set_first_probe(handle: Handle, source: TrainingSource) -> None:
    _, images, _ = probe_pictures(source)
    number = handle.probe[0] if handle.probe is not None else FIRST_PROBE
    handle.probe = (number % len(images), images[number % len(images)]) if len(images) else None


def _watched(recorder: Recorder, handle: Handle, clock: Callable[[], float]) -> Iterator[object]:
    training, workspace, due = recorder.training, Workspace(), clock()
    reports = recorder.reports()
    yield from _look(training, handle, training.step, workspace)
    ahead: list[object] = []  # what belongs to a step and is told before it
    try:
        for report in with_details(training, reports, lambda: handle.details):
            if isinstance(report, StepDetails | StatisticsReport):
                ahead.append(report)
            elif isinstance(report, StepReport):
                if clock() >= due or handle.details:
                    ahead += _look(training, handle, report.step, workspace)
                    due = clock() + LIVE_SECONDS
                yield Together((*ahead, report))
                ahead = []
            else:
                yield report
    finally:
        reports.close()


def _look(training: Training, handle: Handle, step: int, workspace: Workspace) -> Iterator[LiveReport]:
    """What is to be seen of the network between two reports."""
    probe, last = handle.probe, training.last
    if probe is not None:
        slopes = last.gradients if last is not None else {}
        yield look(training.network, probe[1], probe[0], step, workspace, slopes, handle.look)
