"""The film of a run: what of it is shown, frozen when the film is begun, while the run may go on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.engine.reports import EvaluationReport
from cnnviz.engine.training_source import TrainingSource
from cnnviz.history.curves import thin
from cnnviz.history.record import RunRecord
from cnnviz.history.smoothing import Smoothed
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.ui.painting.probabilities import percent
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.live.watched import Watched
from cnnviz.ui.train.plots.plot_ranges import log_range

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]
MOST_POINTS = 800
SMOOTHED_OVER = 20  # steps


@dataclass(frozen=True, eq=False)
class LossCurves:
    """Loss over the steps: of each batch, smoothed, and of the validation pictures.

    `span` holds the ends of the axis, a logarithmic one: on an even one the later part of a run would be flat.
    """

    batches: Curve
    smooth: Curve
    validation: Curve
    span: tuple[float, float]

    @classmethod
    def of(cls, record: RunRecord) -> "LossCurves":
        """Those of a run as it is now."""
        x, y = record.loss.x.copy(), record.loss.y.copy()
        smoothed = Smoothed(SMOOTHED_OVER)
        smoothed.take(x, y)
        part = scored_part(record)
        scores = record.scores(part, whole=False) or record.scores(part)
        scored = (np.array([each.step for each in scores], float), np.array([each.loss for each in scores], float))
        smooth, finite = smoothed.series, y[np.isfinite(y)]
        ends = np.quantile(finite, (0.02, 0.98)) if len(finite) else finite  # single batches may stick out
        span = log_range([ends, *(part[np.isfinite(part)] for part in (smooth.y, scored[1]))])
        return cls(thin(x, y, MOST_POINTS), thin(smooth.x, smooth.y, MOST_POINTS), scored, span)


class RunFilm:
    """Every snapshot that there is now is a frame.

    `labels` (N,) are the true classes of the pictures that snapshots are scored on, for the confusion matrix; without
    them, and without a picture that is watched, what needs these is left out.
    """

    def __init__(
        self,
        record: RunRecord,
        snapshots: SnapshotStore,
        watched: Watched | None = None,
        labels: NDArray[np.integer] | None = None,
        choice: LookChoice | None = None,
    ) -> None:
        self.setup = record.setup
        self.title = self.setup.name or self.setup.network_name
        self.snapshots, self.watched, self.labels = snapshots, watched, labels
        self.choice = choice or LookChoice()
        self.steps = tuple(snapshots.steps)
        self.steps_per_epoch = record.last.steps_per_epoch if record.last is not None else 0
        self.curves = LossCurves.of(record)

    @property
    def length(self) -> int:
        return len(self.steps)

    def position(self, score: EvaluationReport) -> str:
        """Where in the run a frame is, and how many of the pictures kept apart it reads right."""
        parts = [tr("step {step}", step=count(score.step))]
        if self.steps_per_epoch:
            parts.append(tr("epoch {epoch}", epoch=number(score.step / self.steps_per_epoch, 1)))
        if np.isfinite(score.accuracy):
            share, on_test = percent(score.accuracy), score.part == "test"
            parts.append(tr("test {share}", share=share) if on_test else tr("validation {share}", share=share))
        return " · ".join(parts)


def film_of(
    record: RunRecord,
    snapshots: SnapshotStore,
    source: TrainingSource | None,
    watched: Watched | None,
    choice: LookChoice,
) -> RunFilm:
    """The film of a run as it is now. Without the `source` of its pictures there is no confusion matrix in it."""
    labels = None
    if source is not None:
        labels = (source.test if scored_part(record) == "test" else source.validation)[1]
    return RunFilm(record, snapshots, watched, labels, choice)


def scored_part(record: RunRecord) -> str:
    """Which pictures a run is scored on while it goes on: "validation", or "test" where there are none for that."""
    return record.evaluations[0].part if record.evaluations else "validation"
