"""How well a network reads pictures that it does not learn from."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from cnnviz.engine.arrays import Array, as_numbers
from cnnviz.engine.description import NetworkError
from cnnviz.engine.losses import Loss, cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.team import Team
from cnnviz.engine.workspace import Workspace

BATCH = 250  # larger ones leave the processor's cache


@dataclass(frozen=True)
class Answers:
    """What a network says to some pictures: the class it takes each for, how likely it holds that, and the right one.

    `predicted` is int64 (N,), `sureness` and `truth` are float32 (N,), from 0 to 1.
    """

    predicted: Array
    sureness: Array
    truth: Array

    @classmethod
    def of(cls, logits: Array, labels: Array) -> "Answers":
        """The answers in `logits` (N, K) to pictures of `labels` (N,)."""
        probabilities, rows, predicted = Softmax()(logits), np.arange(len(logits)), logits.argmax(axis=1)
        sureness, truth = (probabilities[rows, chosen].astype(np.float32) for chosen in (predicted, labels))
        return cls(predicted.astype(np.int64), sureness, truth)

    @classmethod
    def joined(cls, parts: Sequence["Answers"]) -> "Answers":
        """Answers to one row of pictures after the other."""
        names = ("predicted", "sureness", "truth")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Score:
    """Mean loss and accuracy (0 to 1) over `pictures`; both are NaN over none.

    `answers` are those to the pictures that the score before was not yet over.
    """

    loss: float
    accuracy: float
    pictures: int
    answers: Answers = field(compare=False, repr=False)


def scores(
    network: Network,
    images: Array,
    labels: Array,
    workspace: Workspace | None = None,
    loss: Loss = cross_entropy,
    team: Team | None = None,
) -> Iterator[Score]:
    """The score over the first pictures, then over more, and over all of them (N, C, H, W) last; `labels` are (N,).

    Each thread of the `team` reads a part of every few hundred pictures. NetworkError and LossError where pictures or
    labels do not fit the network, ArrayError where they are no numbers.
    """
    images, labels = as_numbers(images, "pictures"), as_numbers(labels, "labels")
    if labels.shape != images.shape[:1]:
        raise NetworkError(
            "There are {count} pictures, but the labels have the shape {given}; every picture needs one.",
            count=len(images) if images.ndim else 0, given=labels.shape,
        )  # fmt: skip
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
        yield Score(total / done, right / done, done, Answers.of(logits, wanted))


def evaluate(network: Network, images: Array, labels: Array) -> tuple[float, float]:
    """Mean cross entropy (in nats) and accuracy (0 to 1) over `images` (N, C, H, W) with `labels` (N,); NaN over none.

    The errors are those of `scores`.

    >>> from cnnviz.engine.lenet import lenet5
    >>> loss, accuracy = evaluate(lenet5(None), np.zeros((2, 1, 28, 28)), np.array([0, 3]))  # knows nothing, says 0
    >>> round(loss, 4), accuracy
    (2.3026, 0.5)
    """
    found = [(score.loss, score.accuracy) for score in scores(network, images, labels)]
    return found[-1] if found else (float("nan"), float("nan"))


def count_right(logits: Array, labels: Array) -> int:
    """How many rows of `logits` (N, K) are largest at their label."""
    return int(np.count_nonzero(logits.argmax(axis=1) == labels))
