"""The gradients of a batch, computed in parts: several processes can share them, and memory stays bounded."""

import itertools
import math
import sys
from types import TracebackType

import numpy as np

from cnnviz.engine.arrays import Array, floating
from cnnviz.engine.crew import Member
from cnnviz.engine.description import NetworkError
from cnnviz.engine.initializers import Random
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.part_gradients import PartResult, Share, add, part_gradients
from cnnviz.engine.team import Team, processors
from cnnviz.engine.workspace import Workspace

# Below so many multiply-adds of the forward pass a share of a batch is computed faster than it is handed over.
WORTH_SHARING = 8_000_000
PART, PART_BYTES = 64, 8_000_000  # pictures of a part of a batch, and bytes of its largest maps, at most
# A batch that has to stay whole needs two and a half times the bytes of its maps: so many of them it may have.
WHOLE_BYTES = 3_000_000_000
PATIENCE = 20  # batches before other processes are started: a short run ends sooner without them


class BatchGradients:
    """What one step of training needs to know of a batch of pictures (N, C, H, W): loss, outputs, slopes.

    To be closed, or used in a ``with`` statement. The batch is taken apart into a share for each of `cores`; the slopes
    of a share are summed up part after part, and the shares are added in their order. So the result depends on `cores`
    (in the last digits), but not on which process computes a share, nor on how many cores there really are. Where
    pictures of a batch depend on each other (batch normalisation), it stays whole.
    """

    def __init__(self, network: Network, loss: ChosenLoss, cores: int = 1) -> None:
        self.network, self.loss, self.cores = network, loss, cores
        self.team = Team(cores)  # for what else the run may share; and each share is computed on one thread
        self._workspaces = [Workspace() for _ in range(cores)]
        self._members: list[Member] = []
        self._batches = self._capacity = 0
        self._whole = any(layer.mixes_batch for _, layer in network.layers)
        self._draws = any(layer.draws_numbers for _, layer in network.layers)
        self._multiply_adds = network.summary()[-1].multiply_adds_so_far
        sizes = [4 * math.prod(shape) for shape in network.shapes.values()]
        self._most = max(min(PART_BYTES // max(sizes), PART), 1)
        self._most_whole = WHOLE_BYTES // sum(sizes)

    def __call__(self, images: Array, labels: Array, rng: Random) -> PartResult:
        """Loss and slopes for `images` (N, C, H, W) with `labels` (N,); `rng` is for layers that draw numbers.

        The slopes are valid until the next batch. NetworkError where there is no picture, not a label for each,
        or more than memory is for (only where the batch has to stay whole).
        """
        if not len(images) or len(labels) != len(images):
            raise NetworkError(
                "The batch has {pictures} pictures and {labels} labels; it needs one or more, and as many of both.",
                pictures=len(images), labels=len(labels),
            )  # fmt: skip
        if self._whole and len(images) > self._most_whole:
            raise NetworkError(
                "A batch of {count} pictures would need too much memory: batch normalisation takes it as a whole. Take "
                "at most {most} pictures at a time for this network.",
                count=len(images), most=self._most_whole,
            )  # fmt: skip
        shares = self._shares(len(images), rng)
        ends = [0, *itertools.accumulate(sum(share.sizes) for share in shares)]
        places = [slice(*pair) for pair in itertools.pairwise(ends)]
        members = self._members_for(shares, images)
        for member, share, place in zip(members, shares[1:], places[1:], strict=False):
            member.begin(images[place], labels[place], share)
        try:
            results = []
            for number, (share, place) in enumerate(zip(shares, places, strict=True)):
                found = members[number - 1].result(place) if 0 < number <= len(members) else None
                results.append(found or self._computed(number, images[place], labels[place], share, rng))
        except BaseException:  # an answer that nobody has read would be taken for the next one
            self._dismiss()
            raise
        total = results[0].gradients
        for result in results[1:]:
            add(total, result.gradients)
        outputs = np.concatenate([result.outputs for result in results])
        return PartResult(sum(result.loss for result in results), outputs, total)

    def _computed(self, number: int, images: Array, labels: Array, share: Share, rng: Random) -> PartResult:
        return part_gradients(self.network, self.loss, images, labels, share, self._workspaces[number], rng)

    def _shares(self, count: int, rng: Random) -> list[Share]:
        """The parts of a batch, of nearly the same size, as many for each core that is worth its while."""
        cores = 1 if self._whole else max(min(self.cores, count * self._multiply_adds // WORTH_SHARING), 1)
        turns = 1 if self._whole else math.ceil(count / (self._most * cores))
        parts = min(turns * cores, count)
        ends = [count * number // parts for number in range(parts + 1)]
        sizes = [end - first for first, end in itertools.pairwise(ends)]
        seeds = [int(seed) for seed in rng.integers(0, 2**63, parts)] if self._draws else []
        each = range(0, parts, turns)
        return [Share(sizes[first : first + turns], count, seeds[first : first + turns]) for first in each]

    def _members_for(self, shares: list[Share], images: Array) -> list[Member]:
        """Processes that can take the shares after the first; none in the first batches, nor while they start."""
        self._batches += 1
        wanted = min(len(shares), processors()) - 1
        if not wanted or self._batches <= PATIENCE or getattr(sys, "frozen", False) or not self._of_one_type(images):
            return []
        largest = max(sum(share.sizes) for share in shares)
        if largest > self._capacity:
            self._dismiss()
            self._capacity = largest
        while len(self._members) < wanted:
            self._members.append(Member(self.network, self.loss, self._capacity))
        return list(itertools.takewhile(lambda member: member.ready, self._members[:wanted]))

    def _of_one_type(self, images: Array) -> bool:
        """Whether pictures and weights are of the same type: in shared arrays the wider one would be lost."""
        return {array.dtype for array in self.network.parameters.values()} == {floating(images.dtype)}

    def renew(self) -> None:
        """Take note that a layer was changed otherwise than by its parameters: other processes begin anew."""
        self._dismiss()

    def close(self) -> None:
        """End the other processes and threads."""
        self._dismiss()
        self.team.close()

    def _dismiss(self) -> None:
        while self._members:
            self._members.pop().close()

    def __enter__(self) -> "BatchGradients":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
