"""Setting pictures apart from those that are learnt from, a fair share of every class."""

from collections.abc import Sequence

import numpy as np

from cnnviz import numbers
from cnnviz.data.labelled import SPLIT_SEED
from cnnviz.text import tr


def set_apart(labels: np.ndarray, count: int, seed: int = SPLIT_SEED) -> tuple[np.ndarray, np.ndarray]:
    """Indices of `labels` (N,) in order: those that stay, and `count` that go, picked at random with `seed`.

    Of each class goes its share of `count`, rounded so that the sum is right; of each class at least one stays, so that
    fewer than `count` go when there are not enough.

    >>> stay, go = set_apart(np.array([0, 0, 0, 0, 1, 1]), 3)
    >>> np.array([0, 0, 0, 0, 1, 1])[go].tolist()
    [0, 0, 1]
    """
    sizes = np.bincount(labels).tolist() if len(labels) else []
    rng = np.random.default_rng(seed)
    going = [
        rng.permutation(np.flatnonzero(labels == label))[:share] for label, share in enumerate(shares(sizes, count))
    ]
    go = np.sort(np.concatenate(going)) if going else np.zeros(0, np.int64)
    stay = np.setdiff1d(np.arange(len(labels)), go)
    return stay, go


def shares(sizes: Sequence[int], count: int) -> list[int]:
    """How many of each class make up `count`, in proportion to `sizes`; of each class one is left.

    The largest remainders are rounded up (Hamilton's method); a class that has no more to give is passed over.

    >>> shares([90, 60, 1, 0], 15), shares([2, 2], 9)
    ([9, 6, 0, 0], [1, 1])
    """
    total = sum(sizes)
    most = [max(0, size - 1) for size in sizes]
    count = min(count, sum(most))
    exact = [size * count / total if total else 0.0 for size in sizes]
    result = [min(int(part), limit) for part, limit in zip(exact, most, strict=True)]
    while sum(result) < count:
        open_classes = [label for label, limit in enumerate(most) if result[label] < limit]
        furthest = max(open_classes, key=lambda label: exact[label] - result[label])
        result[furthest] += 1
    return result


def held_back(asked: int, pictures: int) -> int:
    """How many of so many pictures are kept for validation: as asked, but a tenth where that were more than half.

    >>> held_back(50, 300), held_back(5000, 300), held_back(0, 300)
    (50, 30, 0)
    """
    return asked if 2 * asked <= pictures else pictures // 10


def held_back_note(asked: int, number: int) -> str:
    """Why another number than the one that was asked for is held back."""
    return tr(
        "{asked} pictures for validation would be more than half: a tenth is held back, {count}.",
        asked=numbers.count(asked), count=numbers.count(number),
    )  # fmt: skip
