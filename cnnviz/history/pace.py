"""How long a run will take, told from runs that were made before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cnnviz.history.run_setup import RunSetup


@dataclass(frozen=True)
class Done:
    """A run, or a part of it: `epochs` of them took `seconds`."""

    setup: RunSetup
    epochs: float
    seconds: float


@dataclass(frozen=True)
class Pace:
    """Seconds for an epoch, by what the run trains and on which pictures."""

    known: Mapping[tuple[object, ...], float] = field(default_factory=dict)

    @classmethod
    def of(cls, runs: Iterable[Done]) -> "Pace":
        """From runs, the oldest first: a later one counts more than all before it."""
        done = (run for run in runs if run.epochs > 0 and run.seconds > 0)
        return cls({_kind(run.setup): run.seconds / run.epochs for run in done})

    def seconds(self, setups: Iterable[RunSetup]) -> float | None:
        """How long these runs take together; None where one of them is like none before."""
        total = 0.0
        for setup in setups:
            if _kind(setup) not in self.known:
                return None
            total += self.known[_kind(setup)] * setup.settings.epochs
        return total


def _kind(setup: RunSetup) -> tuple[object, ...]:
    """Runs of a kind take about as long for an epoch."""
    return setup.network_name, setup.data.dataset, setup.data.folder, setup.settings.cores
