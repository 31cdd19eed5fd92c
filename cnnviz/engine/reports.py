"""What a training run reports: numbers and copies only, never views of live weights."""

from dataclasses import dataclass, field

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.settings import Value


@dataclass(frozen=True)
class StepReport:
    """One step is done. `loss` and `accuracy` (0 to 1) are of this step's batch, before its weights moved.

    `step` and `epoch` count from 1; `pictures` were seen since the start of the run.
    """

    step: int
    epoch: int
    steps_per_epoch: int
    total_steps: int
    loss: float
    accuracy: float
    learning_rate: float
    pictures: int


@dataclass(frozen=True)
class EvaluationProgress:
    """An evaluation is under way: `done` of `total` pictures. It gives the run's owner a moment to stop or pause."""

    step: int
    epoch: int
    part: str
    done: int
    total: int


@dataclass(frozen=True)
class EvaluationReport:
    """Loss and accuracy (0 to 1) over the first `pictures` of a `part`: "validation" or "test".

    `predicted` (N,) is what the network takes each of them for, `sureness` (N,) the probability it gives to that, and
    `truth` (N,) the probability it gives to the right class, all in the order of the part.
    """

    step: int
    epoch: int
    loss: float
    accuracy: float
    part: str
    pictures: int
    predicted: Array = field(default_factory=lambda: np.zeros(0, np.int64), compare=False, repr=False)
    sureness: Array = field(default_factory=lambda: np.zeros(0, np.float32), compare=False, repr=False)
    truth: Array = field(default_factory=lambda: np.zeros(0, np.float32), compare=False, repr=False)


@dataclass(frozen=True)
class Change:
    """A setting, by its name in TRAINING_SETTINGS, and its values before and after."""

    name: str
    before: Value
    after: Value


@dataclass(frozen=True)
class ChangeReport:
    """Settings were changed while the run was on; they count from the step after `step` on."""

    step: int
    epoch: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class EarlyStopReport:
    """The run ends before its last epoch: the validation loss has not become smaller since `best_epoch`.

    The network has the weights of that epoch again, whose validation loss was `best_loss`.
    """

    step: int
    epoch: int
    best_epoch: int
    best_loss: float


Report = StepReport | EvaluationProgress | EvaluationReport | ChangeReport | EarlyStopReport
