"""Which picture is to be watched next: a number, or the next of all, of a class, or of those taken for another."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace

PATIENCE_S = 0.2
LARGEST_BATCH = 64
Numbers = NDArray[np.integer]
Predict = Callable[[Numbers], Numbers]
"""Indices of pictures to the classes that the network takes them for."""


@dataclass(frozen=True)
class ProbeWish:
    """The picture `number`; without one the next in the direction `by` (1 or -1) of class `label`, if given.

    With `mistaken` only one that the network takes for something else.
    """

    number: int | None = None
    by: int = 1
    label: int | None = None
    mistaken: bool = False


def find_probe(
    wish: ProbeWish, current: int, labels: Numbers, predict: Predict, clock: Callable[[], float] = time.monotonic
) -> int | None:
    """The number of the picture that `wish` means, `current` being shown; None where there is none.

    `labels` (N,) are the true classes. A mistake is looked for as long as nobody notices, then given up.

    >>> truth, guesses = np.array([0, 1, 0, 1]), np.array([0, 1, 1, 1])
    >>> wishes = ProbeWish(), ProbeWish(by=-1), ProbeWish(label=1), ProbeWish(mistaken=True)
    >>> [find_probe(wish, 3, truth, guesses.take) for wish in wishes]
    [0, 2, 1, 2]
    """
    count = len(labels)
    if wish.number is not None:
        return wish.number if 0 <= wish.number < count else None
    order = (current + wish.by * np.arange(1, count + 1)) % max(1, count)
    if wish.label is not None:
        order = order[labels[order] == wish.label]
    if not wish.mistaken:
        return int(order[0]) if len(order) else None
    return _first_mistake(order, labels, predict, clock)


def _first_mistake(order: Numbers, labels: Numbers, predict: Predict, clock: Callable[[], float]) -> int | None:
    end, start, batch = clock() + PATIENCE_S, 0, 1
    while start < len(order) and (start == 0 or clock() < end):
        part = order[start : start + batch]
        wrong = predict(part) != labels[part]
        if wrong.any():
            return int(part[wrong.argmax()])
        start, batch = start + batch, min(LARGEST_BATCH, 2 * batch)
    return None


def predictions_of(network: Network, images: NDArray[np.floating], workspace: Workspace | None = None) -> Predict:
    """What `network` takes some of `images` (N, C, H, W) for."""
    kept = workspace or Workspace()

    def predict(which: Numbers) -> Numbers:
        return np.asarray(network.forward(images[which], kept).output.argmax(axis=1))

    return predict
