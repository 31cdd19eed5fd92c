"""One run, as the worker iterates it: get the pictures, train, and now and then a look at the network on its way."""

import time
from collections.abc import Callable, Iterator

from cnnviz.data.datasets import DataReady
from cnnviz.engine.network import Network
from cnnviz.engine.reports import StepReport
from cnnviz.engine.training import train
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.training_source import TrainingSource
from cnnviz.engine.workspace import Workspace
from cnnviz.ui.train.live import Floats, LiveReport, look

LIVE_SECONDS = 1 / 15
EVALUATIONS_PER_EPOCH = 15

Open = Callable[[], Iterator[object]]


class Probe:
    """The picture that is shown to the network while it learns; the window sets it, the thread reads it.

    Number and picture are replaced together, as one tuple, so that neither side sees half a change.
    """

    def __init__(self) -> None:
        self._current: tuple[int, Floats] | None = None

    def set(self, number: int, picture: Floats) -> None:
        self._current = (number, picture)

    def get(self) -> tuple[int, Floats] | None:
        return self._current


def run(
    network: Network,
    open_source: Open,
    settings: TrainingSettings,
    probe: Probe,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[object]:
    """Reports of `open_source`, then those of training, with a LiveReport before a step's at most 15 times a second."""
    source: TrainingSource | None = None
    for report in open_source():
        if isinstance(report, DataReady):
            source = report.source
            _set_first_probe(probe, source)
        yield report
    if source is None:
        raise RuntimeError("no pictures came")
    yield from _watched(network, train(network, source, settings), probe, clock)


def evaluate_every(pictures: int, batch_size: int) -> int:
    """Steps between two validations: often enough for a line, rarely enough to cost little.

    >>> evaluate_every(55_000, 64), evaluate_every(10, 64)
    (57, 1)
    """
    return max(1, pictures // (EVALUATIONS_PER_EPOCH * batch_size))


def probe_pictures(source: TrainingSource) -> tuple[str, Floats, Floats]:
    """The part of the data that probes are taken from, its pictures (N, C, H, W) and labels (N,)."""
    images, labels = source.test
    if len(images):
        return "test", images, labels
    return "validation", *source.validation


def _set_first_probe(probe: Probe, source: TrainingSource) -> None:
    _, images, _ = probe_pictures(source)
    current = probe.get()
    number = current[0] if current is not None and current[0] < len(images) else 18 % max(1, len(images))
    if len(images):
        probe.set(number, images[number])


def _watched(network: Network, reports: Iterator[object], probe: Probe, clock: Callable[[], float]) -> Iterator[object]:
    workspace = Workspace()
    due = clock()
    first = _look(network, probe, 0, workspace)
    if first is not None:
        yield first
    for report in reports:
        if isinstance(report, StepReport) and clock() >= due:
            seen = _look(network, probe, report.step, workspace)
            due = clock() + LIVE_SECONDS
            if seen is not None:
                yield seen
        yield report


def _look(network: Network, probe: Probe, step: int, workspace: Workspace) -> LiveReport | None:
    current = probe.get()
    return None if current is None else look(network, current[1], current[0], step, workspace)
