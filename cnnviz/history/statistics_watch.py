"""When statistics of a run are made: often at first, then ever more rarely, and never so often that they cost time."""

from collections.abc import Callable

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import StepReport
from cnnviz.engine.statistics import StatisticsReport, statistics_of
from cnnviz.engine.training import Training
from cnnviz.engine.workspace import Workspace

STEPS = 20  # between two of them, of a network whose steps are short
LATE = 2.0  # seconds between two of them where steps are so long that fewer fit in between
SHARE = 200  # later on: so many for as many steps, or seconds, again as there were
SECONDS = 0.25  # between two of them at least
REST = 20  # so many times as long as one of them takes there is none, but for one every 20 steps
WATCHED = 64  # pictures; a unit counts as dead where all of them leave it at 0


class StatisticsWatch:
    """Looks at `training` before a step and after it, where it is time to."""

    def __init__(self, training: Training, clock: Callable[[], float]) -> None:
        self._training, self._clock = training, clock
        self._due_step, self._due, self._late = training.step + 1, 0.0, 0.0
        self._began = clock()
        self._before: dict[str, Array] | None = None
        self._pictures: Array | None = None
        self._workspace = Workspace()

    def prepare(self) -> None:
        """Before a report is asked for: copy the weights, if it is to be compared what a step made of them."""
        if self._before is None and self._is_due():
            parameters = self._training.network.parameters
            self._before = {name: array.copy() for name, array in parameters.items() if name.endswith(".weight")}

    def take(self, report: StepReport) -> StatisticsReport | None:
        """The statistics after the step of `report`, where it is time for them."""
        before, self._before = self._before, None
        last = self._training.last
        if before is None or last is None:
            return None
        if self._pictures is None:
            self._pictures = self._watched()
        start = self._clock()
        layers = statistics_of(self._training.network, self._pictures, last.gradients, before, self._workspace)
        now = self._clock()
        self._due_step = report.step + max(STEPS, report.step // SHARE)
        self._due = start + SECONDS
        self._late = start + max(LATE, (now - self._began) / SHARE, REST * (now - start))
        return StatisticsReport(report.step, report.epoch, layers)

    def _is_due(self) -> bool:
        now = self._clock()
        return now >= self._due and (self._training.step + 1 >= self._due_step or now >= self._late)

    def _watched(self) -> Array:
        """The same pictures all along, of those that are learnt from, as they are without augmentation."""
        for images, _ in self._training.source.batches(0, WATCHED, np.random.default_rng(0)):
            return images
        return np.zeros((0, *self._training.network.input_shape), np.float32)
