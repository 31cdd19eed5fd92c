"""When statistics of a run are made: often at first, then ever more rarely, and never so often that they cost time."""

from collections.abc import Callable

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import StepReport
from cnnviz.engine.statistics import StatisticsReport, statistics_of
from cnnviz.engine.training import Training
from cnnviz.engine.workspace import Workspace

STEPS = 20  # between two of them at least
SHARE = 200  # later on: so many for as many steps again as were made
SECONDS = 0.25
WATCHED = 64  # pictures; a unit counts as dead where all of them leave it at 0


class StatisticsWatch:
    """Looks at `training` before a step and after it, where it is time to."""

    def __init__(self, training: Training, clock: Callable[[], float]) -> None:
        self._training, self._clock = training, clock
        self._due_step, self._due = training.step + 1, 0.0
        self._before: dict[str, Array] | None = None
        self._pictures: Array | None = None
        self._workspace = Workspace()

    def prepare(self) -> None:
        """Before a report is asked for: copy the weights, if it is to be compared what a step made of them."""
        if self._before is None and self._training.step + 1 >= self._due_step and self._clock() >= self._due:
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
        self._due_step = report.step + max(STEPS, report.step // SHARE)
        self._due = self._clock() + SECONDS
        layers = statistics_of(self._training.network, self._pictures, last.gradients, before, self._workspace)
        return StatisticsReport(report.step, report.epoch, layers)

    def _watched(self) -> Array:
        """The same pictures all along, of those that are learnt from, as they are without augmentation."""
        for images, _ in self._training.source.batches(0, WATCHED, np.random.default_rng(0)):
            return images
        return np.zeros((0, *self._training.network.input_shape), np.float32)
