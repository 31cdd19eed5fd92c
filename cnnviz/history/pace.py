"""How long a run will take, told from runs that were made before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup

Kind = tuple[str, str]  # network and data set


@dataclass(frozen=True)
class Pace:
    """Seconds for a picture and pictures of an epoch, by the names of network and data set."""

    known: Mapping[Kind, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[RunRecord]) -> "Pace":
        """From runs, the oldest first: a later one counts more than all before it."""
        known: dict[Kind, tuple[float, float]] = {}
        for record in records:
            last = record.last
            if last is not None and last.pictures and record.seconds > 0:
                per_epoch = last.pictures * last.steps_per_epoch / last.step
                known[_kind(record.setup)] = (record.seconds / last.pictures, per_epoch)
        return cls(known)

    def seconds(self, setups: Iterable[RunSetup]) -> float | None:
        """How long these runs take together; None where one of them is like none before."""
        total = 0.0
        for setup in setups:
            if _kind(setup) not in self.known:
                return None
            per_picture, per_epoch = self.known[_kind(setup)]
            total += per_picture * per_epoch * setup.settings.epochs
        return total


def _kind(setup: RunSetup) -> Kind:
    return setup.network_name, setup.data.dataset
