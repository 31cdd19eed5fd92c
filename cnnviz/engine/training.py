"""Training as a generator of reports: whoever iterates it decides about pace, pauses and the end.

The same seed, settings and source give bit-identical weights on the same machine. Epoch e takes its randomness from
(seed, e) alone, so an epoch can be run again without those before it: one generator for the pictures and their order,
another for dropout.
"""

import math
from collections.abc import Generator, Iterator
from typing import Protocol

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.batch_gradients import BatchGradients
from cnnviz.engine.clipping import clip_by_norm
from cnnviz.engine.description import NetworkError
from cnnviz.engine.evaluation import count_right, scores
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationProgress, EvaluationReport, Report, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.workspace import Workspace
from cnnviz.text import ExplainedError, quoted

SAFE_STEPS = 50  # a copy of the weights is kept this often, to go back to
# From here on training hardly ever goes well.
HIGH_RATES = {"sgd": 1.0, "momentum": 0.1, "nesterov": 0.1, "adam": 0.01, "adamw": 0.01}
LOSS_LIMIT = 1e6  # a network never comes back from there: its units are dead
SUBSET = 1000  # pictures of an evaluation in the middle of an epoch
PROGRESS = 250  # pictures between two signs of life of an evaluation: a run can be stopped there


class TrainingSource(Protocol):
    """Where pictures come from: numbers from 0 to 1, float32 (N, C, H, W), with labels (N,), whole numbers from 0 on.

    `cnnviz.data.labelled.ArraySource` is one for arrays in memory. Of pictures for validation there may be none.
    """

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the labels stand for."""

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of every picture."""

    @property
    def pictures_per_epoch(self) -> int:
        """How many pictures one epoch shows."""

    @property
    def validation(self) -> tuple[Array, Array]:
        """Pictures that are not learnt from, scored after every epoch."""

    @property
    def test(self) -> tuple[Array, Array]:
        """Pictures that are scored at the end."""

    def batches(self, epoch: int, batch_size: int, rng: np.random.Generator) -> Iterator[tuple[Array, Array]]:
        """All pictures of an epoch (counted from 0) in a new order; the last batch may be smaller."""


class DivergenceError(ExplainedError):
    """The loss or the weights are not finite any more, or so large that nothing can be learnt."""


def train(network: Network, source: TrainingSource, settings: TrainingSettings) -> Generator[Report]:
    """Train `network` in place and report every step, every evaluation, and last the score on the test pictures.

    It is a generator: each step is computed when its report is asked for, and nothing happens before the first is. The
    reports are those of `reports`. Whoever takes no more of them has stopped the run.

    After each epoch the validation pictures are scored, or the test pictures where there are none set apart. Nothing is
    ever chosen by the test score.

    Raises DivergenceError when the loss or the weights turn infinite, NaN or absurd; the network then holds the last
    weights known to be good. SettingError for settings outside their range, NetworkError for pictures of another size
    than the network takes or a source that is none.

    >>> from cnnviz.data.labelled import ArraySource
    >>> from cnnviz.engine.three_blocks import three_averages
    >>> pictures, labels = np.zeros((40, 1, 8, 8), np.uint8), np.arange(40) % 2
    >>> pictures[labels == 1, :, :4] = 255  # bright above, or dark everywhere
    >>> source = ArraySource("halves", pictures, labels, pictures, labels, ("dark", "bright"), validation=0)
    >>> network = three_averages(0, source.class_names, source.image_shape)
    >>> *_, last = train(network, source, TrainingSettings(batch_size=8, epochs=4))
    >>> last.part, last.accuracy
    ('test', 1.0)
    """
    if not isinstance(settings, TrainingSettings):
        raise NetworkError("The settings are {given}; they must be TrainingSettings.", given=quoted(settings))
    yield from _Run(network, source, settings.checked()).reports()


class _Run:
    """The state of one run: where it is, and what it must remember between steps."""

    def __init__(self, network: Network, source: TrainingSource, settings: TrainingSettings) -> None:
        _check_shapes(network, source)
        self.network, self.source, self.settings = network, source, settings
        self.parameters = network.parameters
        self.optimizer, self.schedule = settings.new_optimizer(), settings.new_schedule()
        self.loss = settings.new_loss()
        self.steps_per_epoch = math.ceil(source.pictures_per_epoch / settings.batch_size)
        self.total_steps = self.steps_per_epoch * settings.epochs
        self.step = self.epoch = self.pictures = 0
        self.validation = source.validation
        self.evaluation_workspace = Workspace()
        self.safe = {name: array.copy() for name, array in network.weights.items()}
        self.safe_step = 0

    def reports(self) -> Iterator[Report]:
        with BatchGradients(self.network, self.loss, self.settings.cores) as self.gradients:
            yield from self._epochs()

    def _epochs(self) -> Iterator[Report]:
        settings = self.settings
        for epoch in range(settings.epochs):
            self.epoch = epoch + 1
            order, chance = (np.random.default_rng((settings.seed, epoch, *more)) for more in ((), (1,)))
            for images, labels in self.source.batches(epoch, settings.batch_size, order):
                yield self._learn(images, labels, chance)
                if settings.evaluate_every and self.step % settings.evaluate_every == 0:
                    yield from self._evaluate(SUBSET)
            self._keep_safe()
            if len(self.validation[0]) or self.epoch < settings.epochs:
                yield from self._evaluate()
        yield from self._evaluate(part="test")

    def _learn(self, images: Array, labels: Array, rng: np.random.Generator) -> StepReport:
        """One step: forward, loss, backward, move."""
        rate = self.settings.learning_rate * self.schedule(self.step, self.total_steps)
        self.optimizer.learning_rate = rate
        self.step += 1
        self.pictures += len(images)
        batch = self.gradients(images, labels, rng)
        if not batch.loss < LOSS_LIMIT:  # NaN is not less either
            self._diverged(batch.loss)
        if self.settings.clip_norm:
            clip_by_norm(batch.gradients, self.settings.clip_norm)
        self.optimizer.step(self.parameters, batch.gradients)
        if self.step % SAFE_STEPS == 0:
            self._keep_safe()
        return StepReport(
            self.step, self.epoch, self.steps_per_epoch, self.total_steps,
            batch.loss, count_right(batch.outputs, labels) / len(labels), rate, self.pictures,
        )  # fmt: skip

    def _evaluate(self, limit: int | None = None, part: str = "") -> Iterator[Report]:
        part = part or ("validation" if len(self.validation[0]) else "test")
        images, labels = self.validation if part == "validation" else self.source.test
        images, labels = images[:limit], labels[:limit]
        reported = 0
        for score in scores(self.network, images, labels, self.evaluation_workspace, self.loss, self.gradients.team):
            if score.pictures == len(images):
                yield EvaluationReport(self.step, self.epoch, score.loss, score.accuracy, part, score.pictures)
            elif score.pictures >= reported + PROGRESS:
                reported = score.pictures
                yield EvaluationProgress(self.step, self.epoch, part, score.pictures, len(images))

    def _keep_safe(self) -> None:
        """Copy the weights, if they are finite, to go back to."""
        weights = self.network.weights
        if not all(np.isfinite(array).all() for array in weights.values()):
            self._diverged(math.inf)
        for name, array in weights.items():
            np.copyto(self.safe[name], array)
        self.safe_step = self.step

    def _diverged(self, loss: float) -> None:
        """Put the last good weights back and say what happened."""
        self.network.load(self.safe)
        rate = self.optimizer.learning_rate
        lower = min(rate / 10, HIGH_RATES[self.settings.optimizer])
        raise DivergenceError(
            "The training went out of bounds at step {step}: the loss became {loss}. With a learning rate of {rate} "
            "every step overshoots by more than the last. The network is back at step {safe}. Try a learning rate "
            "below {lower}.",
            step=self.step, loss=f"{loss:g}", rate=f"{rate:g}", safe=self.safe_step, lower=f"{lower:g}",
        )  # fmt: skip


def _check_shapes(network: Network, source: TrainingSource) -> None:
    if not hasattr(source, "image_shape"):
        raise NetworkError(
            "The source of the pictures is {given}; it must hand them out in batches, as "
            "cnnviz.data.labelled.ArraySource does with arrays.",
            given=quoted(source),
        )
    if tuple(source.image_shape) != tuple(network.input_shape):
        expected, given = (" × ".join(map(str, shape)) for shape in (network.input_shape, source.image_shape))
        raise NetworkError(
            "The network takes pictures of {expected} (channels × height × width); these are {given}. Choose other "
            "pictures, or a network made for these.",
            expected=expected, given=given,
        )  # fmt: skip
