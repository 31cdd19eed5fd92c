"""The terms of a sum: the same for Convolve's frames and for a number that is followed through a network."""

from collections.abc import Iterable, Sequence

import numpy as np

from cnnviz.traces.scene import Array, Group, Sum


def channel_groups(names: Iterable[str], patch: Array, weights: Array) -> tuple[Group, ...]:
    """Patch times kernel, both (C, KH, KW), with the total of each channel, in double precision.

    >>> channel_groups(["a"], np.array([[[1.0, 2.0]]]), np.array([[[3.0, 4.0]]]))[0].total
    11.0
    """
    totals = np.einsum("cyx,cyx->c", patch, weights, dtype=np.float64).tolist()
    cells = (len(patch), patch.shape[1] * patch.shape[2])
    return tuple(map(Group, names, patch.reshape(cells), weights.reshape(cells), totals))


def largest_of(title: str, window: Array, result: float) -> Sum:
    """The maximum of a `window` (KH, KW): the first of equals wins, and nobody where all are minus infinity."""
    winner = -1 if np.all(window == -np.inf) else int(np.argmax(window))
    group = Group("", window.ravel(), None, result)
    return Sum("maximum", title, (group,), result, winner=winner, panel="patch", columns=window.shape[1])


def mean_of(title: str, window: Array, result: float, divisor: int) -> Sum:
    """The mean of a `window` (KH, KW), whose sum is divided by `divisor`: not all cells of padding count."""
    group = Group("", window.ravel(), None, float(window.sum(dtype=np.float64)))
    return Sum("mean", title, (group,), result, divisor=divisor, panel="patch", columns=window.shape[1])


def changed(title: str, name: str, given: float, result: float, dtype: np.dtype[np.floating]) -> Sum:
    """One number that becomes another one, by what is called `name`."""
    return Sum("point", title, (Group(name, np.array([given], dtype), None, given),), result)


def names_of(labels: Sequence[str]) -> Sequence[str]:
    """What groups are called: one alone needs no name.

    >>> names_of(["red", "green"]), names_of(["0"])
    (['red', 'green'], [''])
    """
    return labels if len(labels) > 1 else [""]
