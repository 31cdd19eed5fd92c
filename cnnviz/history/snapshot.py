"""A network at one moment of its run, to go back to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import EvaluationReport


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Copies of all weights after `step`, the slopes of its convolutions' weights, and how well it did.

    `gradients` has the names of the weights ("conv1.weight"); it is empty at step 0. `evaluation` is of the first
    validation pictures (of the test pictures where none are set apart).
    """

    step: int
    epoch: int
    weights: Mapping[str, Array] = field(repr=False)
    gradients: Mapping[str, Array] = field(repr=False)
    evaluation: EvaluationReport

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        arrays = (*self.weights.values(), *self.gradients.values(), self.evaluation.predicted, self.evaluation.sureness)
        return sum(array.nbytes for array in arrays) + self.evaluation.truth.nbytes


@dataclass(frozen=True, eq=False)
class SnapshotReport:
    """A snapshot was taken."""

    snapshot: Snapshot


@dataclass(frozen=True)
class Autosaved:
    """The run is on disk up to `step`."""

    step: int


@dataclass(frozen=True)
class AutosaveFailed:
    """The run could not be written; it goes on all the same. `reason` is a sentence."""

    step: int
    reason: str
