"""The gradients of a batch, computed in parts: threads can share them, and memory stays bounded for any batch."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.initializers import Random
from cnnviz.engine.losses import Loss
from cnnviz.engine.network import Network
from cnnviz.engine.team import Team
from cnnviz.engine.workspace import Workspace

Slopes = dict[str, Array]
# Below so many multiply-adds of the forward pass a second thread costs more than it saves: NumPy's calls are then so
# short that the threads wait for each other's turn in the interpreter.
WORTH_A_THREAD = 20_000_000
PART, PART_BYTES = 128, 16_000_000  # pictures of a part of a batch, and bytes of its largest maps, at most


@dataclass(frozen=True)
class BatchResult:
    """Mean loss of a batch, the outputs (N, K), and the slopes of the loss by each parameter.

    The slopes are valid until the next batch.
    """

    loss: float
    outputs: Array
    gradients: Slopes


class BatchGradients:
    """What one step of training needs to know of a batch of pictures (N, C, H, W).

    The batch is taken apart; each thread of the `team` sums up the gradients of its parts, one after the other, and the
    sums are added in the order of the threads. So the result depends on the number of threads (in the last digits), but
    on nothing else. Where pictures of a batch depend on each other (batch normalisation), it stays whole.
    """

    def __init__(self, network: Network, loss: Loss, team: Team) -> None:
        self.network, self.loss, self.team = network, loss, team
        self._workspaces = [Workspace() for _ in range(team.threads)]
        self._whole = any(layer.mixes_batch for _, layer in network.layers)
        self._draws = any(layer.draws_numbers for _, layer in network.layers)
        lines = network.summary()
        self._multiply_adds = sum(line.multiply_adds for line in lines)
        self._most = max(min(PART_BYTES // (4 * max(math.prod(line.output_shape) for line in lines)), PART), 1)

    def __call__(self, images: Array, labels: Array, rng: Random) -> BatchResult:
        """Loss and gradients for `images` (N, C, H, W) with `labels` (N,); `rng` is for layers that draw numbers."""
        parts = self._parts(len(images))
        rngs = rng.spawn(len(parts)) if self._draws and len(parts) > 1 else [rng] * len(parts)
        outputs = [images[:0]] * len(parts)

        def work(thread: int) -> tuple[float, Slopes]:
            workspace, mine = self._workspaces[thread], range(thread, len(parts), self.team.threads)
            loss, sums = 0.0, Slopes()
            for number in mine:
                part, share = parts[number], (parts[number].stop - parts[number].start) / len(images)
                tape = self.network.forward(images[part], workspace, training=rngs[number])
                outputs[number] = np.array(tape.output, order="C")
                one, slope = self.loss(outputs[number], labels[part])
                slope *= share
                loss += share * one
                found = self.network.backward(tape, slope, by_input=False).parameters
                if sums:
                    _add(sums, found)
                else:  # the next part will be written over these
                    sums = _copied(found, workspace.part("sums")) if len(mine) > 1 else dict(found)
            return loss, sums

        (loss, total), *others = self.team.map(work)
        for one, more in others:
            loss += one
            _add(total, more)
        return BatchResult(loss, np.concatenate(outputs), total)

    def _parts(self, count: int) -> list[slice]:
        """The batch in parts of nearly the same size, as many for each thread that is worth its while."""
        threads = max(min(self.team.threads, count * self._multiply_adds // WORTH_A_THREAD), 1)
        turns = math.ceil(count / (self._most * threads))
        parts = 1 if self._whole else max(min(turns * threads, count), 1)
        ends = [count * number // parts for number in range(parts + 1)]
        return [slice(first, end) for first, end in itertools.pairwise(ends)]


def _copied(slopes: Mapping[str, Array], workspace: Workspace) -> Slopes:
    """`slopes` in arrays of the workspace."""
    copies = {name: workspace.empty(name, slope.shape, slope.dtype) for name, slope in slopes.items()}
    for name, copy in copies.items():
        np.copyto(copy, slopes[name])
    return copies


def _add(sums: Slopes, more: Mapping[str, Array]) -> None:
    """Add `more` to `sums`, in place."""
    for name, slope in more.items():
        sums[name] += slope
