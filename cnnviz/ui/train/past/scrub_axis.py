"""Where the snapshots of a run lie on the bar of the time machine: pure arithmetic."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.numbers import count
from cnnviz.text import tr

EVEN, TRUE = "even", "true"


@dataclass(frozen=True)
class ScrubAxis:
    """Snapshots after `steps`, rising, on an axis from 0 to 1.

    `kind` EVEN gives each snapshot as much room: there are many of them early, where most changes, so that this is how
    early steps are looked at. TRUE gives each step as much, as in the plots.

    >>> steps = (0, 1, 2, 4, 8, 100)
    >>> ScrubAxis(steps).share(4), ScrubAxis(steps, TRUE).share(4)
    (0.8, 0.08)
    >>> ScrubAxis(steps).index_at(0.55), ScrubAxis(steps, TRUE).index_at(0.55)
    (3, 5)
    """

    steps: Sequence[int] = ()
    kind: str = EVEN

    def share(self, index: int) -> float:
        """Where the snapshot at `index` lies."""
        if self.kind == EVEN:
            return index / max(1, len(self.steps) - 1)
        return self.steps[index] / max(1, self.steps[-1])

    def index_at(self, share: float) -> int:
        """The snapshot that is nearest to a place; 0 where there are none."""
        last = len(self.steps) - 1
        if self.kind == EVEN or last < 1:
            return min(max(int(share * last + 0.5), 0), max(last, 0))
        step = share * self.steps[-1]
        after = min(bisect_left(self.steps, step), last)
        before = max(after - 1, 0)
        return after if self.steps[after] - step < step - self.steps[before] else before

    def share_of_step(self, step: float) -> float:
        """Where a step lies; between two snapshots in proportion."""
        if self.kind == TRUE or len(self.steps) < 2:
            return step / max(1, self.steps[-1]) if self.steps else 0.0
        after = min(max(bisect_left(self.steps, step), 1), len(self.steps) - 1)
        low, high = self.steps[after - 1], self.steps[after]
        return self.share(after - 1) + (step - low) / (high - low) * (self.share(after) - self.share(after - 1))

    def marks(self, steps_per_epoch: int, width: float, room: float) -> list[tuple[float, str]]:
        """Places (0 to 1) and words of the steps and epochs that are named on `width` pixels, `room` apart at least.

        >>> ScrubAxis((0, 1, 10, 20, 40, 80)).marks(40, 300, 50)
        [(0.0, 'step 0'), (0.4, 'step 10'), (0.8, 'epoch 1'), (1.0, 'epoch 2')]
        """
        if not self.steps:
            return []
        taken: list[tuple[float, str]] = []
        for step, words in _nameable(self.steps[-1], steps_per_epoch):
            share = self.share_of_step(step)
            if all(abs(share - other) * width >= room for other, _ in taken):
                taken.append((share, words))
        return sorted(taken)


def _nameable(last: int, steps_per_epoch: int) -> list[tuple[int, str]]:
    """Steps and their words, the more important ones first: the ends, whole epochs, powers of ten."""
    found = [(0, tr("step {step}", step=0))]
    if steps_per_epoch > 0:
        epochs = [last // steps_per_epoch, *(factor * 10**power for power in range(5) for factor in (1, 2, 5))]
        found += [
            (epoch * steps_per_epoch, tr("epoch {epoch}", epoch=count(epoch)))
            for epoch in epochs
            if epoch >= 1 and epoch * steps_per_epoch <= last
        ]
    powers = [10**power for power in range(1, 8) if 10**power <= last]
    return found + [(step, tr("step {step}", step=count(step))) for step in powers]
