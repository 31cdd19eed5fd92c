"""How well a network reads pictures that it does not learn from."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.losses import Loss, cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.team import Team
from cnnviz.engine.workspace import Workspace

BATCH = 250  # larger ones leave the processor's cache


@dataclass(frozen=True)
class Score:
    """Mean loss and accuracy (0 to 1) over `pictures`; both are NaN over none."""

    loss: float
    accuracy: float
    pictures: int


def scores(
    network: Network,
    images: Array,
    labels: Array,
    workspace: Workspace | None = None,
    loss: Loss = cross_entropy,
    team: Team | None = None,
) -> Iterator[Score]:
    """The score over the first pictures, then over more, and over all of them (N, C, H, W) last.

    Each thread of the `team` reads a part of every few hundred pictures.
    """
    workspace, team = Workspace() if workspace is None else workspace, Team(1) if team is None else team
    workspaces = [workspace.part(f"thread {number}") for number in range(team.threads)]
    total, right = 0.0, 0
    for start in range(0, len(images), BATCH * team.threads):

        def read(thread: int, start: int = start) -> list[Array]:
            part = images[start + BATCH * thread :][:BATCH]
            return [network.logits(part, workspaces[thread])] if len(part) else []

        logits = np.concatenate(list(itertools.chain(*team.map(read))))
        done = start + len(logits)
        wanted = labels[start:done]
        total += loss(logits, wanted)[0] * len(wanted)
        right += count_right(logits, wanted)
        yield Score(total / done, right / done, done)


def evaluate(network: Network, images: Array, labels: Array) -> tuple[float, float]:
    """Mean cross entropy and accuracy (0 to 1) over `images` (N, C, H, W) with `labels` (N,)."""
    *_, last = (Score(float("nan"), float("nan"), 0), *scores(network, images, labels))
    return last.loss, last.accuracy


def count_right(logits: Array, labels: Array) -> int:
    """How many rows of `logits` (N, K) are largest at their label."""
    return int(np.count_nonzero(logits.argmax(axis=1) == labels))
