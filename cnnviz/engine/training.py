"""Training as a generator of reports: whoever iterates it decides about pace, pauses and the end.

The same seed, settings and source give bit-identical weights on the same machine. The order of epoch e comes from
(seed, e) alone, what happens to batch b of it (augmentation, dropout) from (seed, e, b): so a run can be left between
any two steps and gone on with later, to the same weights.
"""

import math
from collections.abc import Generator, Iterator

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.batch_gradients import BatchGradients
from cnnviz.engine.checkpoints import Checkpoint, Place
from cnnviz.engine.clipping import clip_by_norm
from cnnviz.engine.description import NetworkError
from cnnviz.engine.divergence import LOSS_LIMIT, SAFE_STEPS, DivergenceError, SafeWeights
from cnnviz.engine.dropout_setting import dropouts, set_dropout
from cnnviz.engine.early_stopping import EarlyStopping, check_patience
from cnnviz.engine.evaluation import count_right
from cnnviz.engine.last_step import LastStep
from cnnviz.engine.network import Network
from cnnviz.engine.optimizers import SGD
from cnnviz.engine.reports import ChangeReport, EarlyStopReport, EvaluationReport, Report, StepReport
from cnnviz.engine.run_evaluation import SUBSET, RunEvaluations, is_due
from cnnviz.engine.setting_changes import SettingChanges, checked_changes
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.training_source import TrainingSource, check_source
from cnnviz.engine.workspace import Workspace
from cnnviz.settings import SettingError, Value
from cnnviz.text import quoted

AUGMENTATION, CHANCE = 1, 2  # what randomness of a batch is for


def train(network: Network, source: TrainingSource, settings: TrainingSettings) -> Generator[Report]:
    """Train `network` in place and report every step, every evaluation, and last the score on the test pictures.

    The short way to `Training`, whose reports and errors these are: each step is computed when its report is asked for,
    and nothing happens before the first is. Whoever takes no more of them has stopped the run.

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
    yield from Training(network, source, settings).reports()


class Training:
    """One run: where it is, and what it must remember between steps.

    Everything but `change` and `pending` is for the thread that iterates `reports`, between two of them. `settings` are
    those in force; `step` and `epoch` count from 1, and are 0 before the first step.

    With a `start` the run goes on from there, to the same weights, bit for bit, as if it had never been left; `network`
    takes its weights, and the settings are those of the checkpoint. CheckpointError where it is of another network.

    Settings that change from an epoch to the next count as if the run had been begun with them: after 5 of 10 epochs
    half of the schedule is over, whatever the batch size is now, and if 20 epochs are asked for then, a quarter of it.
    The run's total of steps is what was done and what is left.

    SettingError for settings outside their range, or a patience without validation pictures; NetworkError for pictures
    of another size than the network takes or a source that is none.
    """

    def __init__(
        self, network: Network, source: TrainingSource, settings: TrainingSettings, start: Checkpoint | None = None
    ) -> None:
        if not isinstance(settings, TrainingSettings):
            raise NetworkError("The settings are {given}; they must be TrainingSettings.", given=quoted(settings))
        check_source(network, source)
        if start is not None:
            start.check(network)
            network.load(start.part("weights"))
        self.network, self.source = network, source
        self.settings = settings.checked() if start is None else start.settings
        self.step = self.epoch = 0
        self.last: LastStep | None = None
        self._batch = self._pictures = 0
        self._place, self._stopping, self._changes = Place.START, EarlyStopping(), SettingChanges()
        self._optimizer, self._loss = self.settings.new_optimizer(), self.settings.new_loss()
        self._evaluations = RunEvaluations(network, source, self._loss)
        self._augmented = Workspace()
        self._failure: DivergenceError | None = None
        check_patience(self.settings.patience, self._evaluations.has_validation)
        if start is not None:
            self._go_to(start)
        self._use_settings()
        self._total_steps = start.total_steps if start is not None else self._steps_to_come
        self._safe = SafeWeights(network, self.step)

    def _go_to(self, start: Checkpoint) -> None:
        self.step, self.epoch, self._batch, self._pictures = start.step, start.epoch, start.batch, start.pictures
        self._place, self._changes = start.place, SettingChanges(start.pending)
        self._optimizer.load_state(start.part("optimizer"))
        best = math.inf if start.best_loss is None else start.best_loss
        self._stopping.restore(start.best_epoch, best, start.part("best"))
        for name, layer in dropouts(self.network).items():
            layer.p = start.dropout[name]

    def checkpoint(self) -> Checkpoint:
        """The run as it stands, in copies. DivergenceError where it went out of bounds: nothing can follow then."""
        if self._failure is not None or not self._safe.sound:
            raise self._failure or self._gone_wrong(math.inf)
        parts = {
            "weights": self.network.weights, "optimizer": self._optimizer.state(), "best": self._stopping.weights,
        }  # fmt: skip
        return Checkpoint(
            self.settings, self.step, self.epoch, self._batch, self._pictures, self._total_steps, self._place,
            self.pending, {name: layer.p for name, layer in dropouts(self.network).items()},
            self._stopping.best_epoch, self._stopping.best_loss if self._stopping.weights else None,
            {f"{part}.{name}": array.copy() for part, arrays in parts.items() for name, array in arrays.items()},
        )  # fmt: skip

    @property
    def part(self) -> str:
        """The pictures that are scored during the run: "validation", or "test" where there are none for that."""
        return self._evaluations.part

    @property
    def pending(self) -> dict[str, Value]:
        """Changes that are asked for and not in force yet."""
        return self._changes.asked

    def change(self, **values: object) -> None:
        """Change settings of the run, from any thread: the learning rate for the next step, others at the next epoch.

        A ChangeReport says when. SettingError, and no change, for values outside their range, and for settings that are
        fixed once a run has begun.
        """
        good = checked_changes(values)
        check_patience(int(good.get("patience", 0)), self._evaluations.has_validation)
        if "dropout" in good and not dropouts(self.network):
            raise SettingError(
                "The network has no Dropout layers, and none can be put into it during the run. Stop the run, set a "
                "dropout, and start again."
            )
        self._changes.ask(good)

    def reports(self) -> Generator[Report]:
        """Reports of every step, evaluation and change, in their order, and last the score on the test pictures.

        After each epoch the validation pictures are scored, or the test pictures where there are none set apart, and
        now and then in between, where the settings say so. Nothing is ever chosen by the test score. Asked for again
        after it was closed, it goes on.

        Raises DivergenceError when the loss or the weights turn infinite, NaN or absurd; the network then holds the
        last weights known to be good.
        """
        ways = {
            Place.START: self._begin,
            Place.EPOCH: self._begin_epoch,
            Place.STEP: self._steps,
            Place.LOOK: self._look,
            Place.CLOSE: self._close_epoch,
            Place.STOP: self._stop_early,
            Place.TEST: self._last_test,
        }
        if self._failure is not None:
            raise self._failure
        with BatchGradients(self.network, self._loss, self.settings.cores) as self._gradients:
            while self._place is not Place.DONE:
                yield from ways[self._place]()

    # Where one of these reports, `_place` and the numbers beside it say already what follows the report.

    def _begin(self) -> Iterator[Report]:
        if self.settings.evaluate_every:
            yield from self._evaluate(self.part, Place.EPOCH, SUBSET)
        else:
            self._place = Place.EPOCH

    def _begin_epoch(self) -> Iterator[Report]:
        if change := self._changed(begin=True):
            yield change
        elif self.epoch >= self.settings.epochs:
            self._place = Place.TEST
        else:
            self._total_steps = self.step + self._steps_to_come
            self.epoch, self._batch, self._place = self.epoch + 1, 0, Place.STEP

    def _steps(self) -> Iterator[Report]:
        order = np.random.default_rng((self.settings.seed, self.epoch - 1))
        batches = self.source.batches(self.epoch - 1, self.settings.batch_size, order, self._batch)
        for images, labels in batches:
            while change := self._changed(begin=False):
                yield change
            yield self._learn(images, labels)
            if self._place is Place.LOOK:
                yield from self._look()
        self._place = Place.CLOSE

    def _learn(self, images: Array, labels: Array) -> StepReport:
        """One step: forward, loss, backward, move."""
        rate = self._optimizer.learning_rate = self.settings.learning_rate * self._share_of_rate
        images = self._augmentation.apply(images, self._random(AUGMENTATION), self._augmented)
        batch = self._gradients(images, labels, self._random(CHANCE))
        self.step, self._batch, self._pictures = self.step + 1, self._batch + 1, self._pictures + len(images)
        if not batch.loss < LOSS_LIMIT:  # NaN is not less either
            raise self._gone_wrong(batch.loss)
        if self.settings.clip_norm:
            clip_by_norm(batch.gradients, self.settings.clip_norm)
        self._optimizer.step(self.network.parameters, batch.gradients)
        self.last = LastStep(images, labels, batch.outputs, batch.gradients)
        if self.step % SAFE_STEPS == 0:
            self._keep_safe()
        within = self._batch < self._steps_per_epoch  # at the end of an epoch there is an evaluation anyway
        self._place = Place.LOOK if within and is_due(self.step, self.settings.evaluate_every) else Place.STEP
        return StepReport(
            self.step, self.epoch, self._steps_per_epoch, self._total_steps,
            batch.loss, count_right(batch.outputs, labels) / len(labels), rate, self._pictures,
        )  # fmt: skip

    def _look(self) -> Iterator[Report]:
        yield from self._evaluate(self.part, Place.STEP, SUBSET)

    def _close_epoch(self) -> Iterator[Report]:
        self._keep_safe()
        if self._evaluations.has_validation or self.epoch < self.settings.epochs:
            yield from self._evaluate(self.part, Place.EPOCH)
        else:
            self._place = Place.EPOCH

    def _stop_early(self) -> Iterator[Report]:
        self._stopping.put_back(self.network)
        self._place = Place.TEST
        yield EarlyStopReport(self.step, self.epoch, self._stopping.best_epoch, self._stopping.best_loss)

    def _last_test(self) -> Iterator[Report]:
        yield from self._evaluate("test", Place.DONE)

    def _evaluate(self, part: str, then: Place, limit: int | None = None) -> Iterator[Report]:
        """Score pictures of a part; `then` is where the run goes on, unless the score ends it."""
        here = self._place
        for report in self._evaluations.reports(part, self.step, self.epoch, self._gradients.team, limit):
            if isinstance(report, EvaluationReport):
                stops = here is Place.CLOSE and part == "validation" and self._is_over(report.loss)
                self._place = Place.STOP if stops else then
            yield report
        self._place = then if self._place is here else self._place

    def _is_over(self, loss: float) -> bool:
        """Whether the run ends early after an epoch with this validation loss."""
        if not self.settings.patience:
            return False
        self._stopping.note(self.epoch, loss, self.network)
        return self._stopping.is_over(self.epoch, self.settings.patience)

    def _changed(self, begin: bool) -> ChangeReport | None:
        """Take over what was asked for and may change now."""
        settings, changes = self._changes.take(self.settings, begin)
        if not changes:
            return None
        self.settings = settings
        self._use_settings()
        if any(change.name == "dropout" for change in changes):
            set_dropout(self.network, settings.dropout)
            self._gradients.renew()
        return ChangeReport(self.step, self.epoch, changes)

    def _use_settings(self) -> None:
        self._schedule, self._augmentation = self.settings.new_schedule(), self.settings.augmentation()
        self._optimizer.weight_decay = self.settings.weight_decay
        if isinstance(self._optimizer, SGD) and self._optimizer.momentum:
            self._optimizer.momentum = self.settings.momentum

    def _random(self, purpose: int) -> np.random.Generator:
        """The randomness of the batch that comes next; + 1, as zeros at the end would not count."""
        return np.random.default_rng((self.settings.seed, self.epoch - 1, self._batch + 1, purpose))

    @property
    def _share_of_rate(self) -> float:
        """What the schedule makes of the learning rate for the next step."""
        length = max(self.settings.epochs, self.epoch) * self._steps_per_epoch
        return self._schedule((self.epoch - 1) * self._steps_per_epoch + self._batch, length)

    @property
    def _steps_per_epoch(self) -> int:
        return math.ceil(self.source.pictures_per_epoch / self.settings.batch_size)

    @property
    def _steps_to_come(self) -> int:
        """Steps after the end of this epoch."""
        return max(self.settings.epochs - self.epoch, 0) * self._steps_per_epoch

    def _keep_safe(self) -> None:
        """Copy the weights, if they are finite, to go back to."""
        if not self._safe.sound:
            raise self._gone_wrong(math.inf)
        self._safe.keep(self.step)

    def _gone_wrong(self, loss: float) -> DivergenceError:
        rate = self._optimizer.learning_rate
        self._failure = self._safe.put_back(self.step, loss, rate, self.settings.optimizer)
        return self._failure
