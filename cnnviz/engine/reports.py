"""What a training run reports: numbers only, never views of live weights."""

from dataclasses import dataclass


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
    """Loss and accuracy (0 to 1) over the pictures of a `part`: "validation" or "test"."""

    step: int
    epoch: int
    loss: float
    accuracy: float
    part: str
    pictures: int


Report = StepReport | EvaluationProgress | EvaluationReport
