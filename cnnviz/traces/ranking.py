"""The order in which maps or kernels stand: by their number, or the strongest first."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.settings import Choice
from cnnviz.text import mark

SORTS = (
    Choice("index", mark("by number"), mark("In the order of the network")),
    Choice("mean", mark("by mean size"), mark("Those first whose numbers are the largest on average, signs set aside")),
    Choice("peak", mark("by peak"), mark("Those first that hold the largest single number, signs set aside")),
)


def ranked(values: NDArray[np.floating], how: str) -> NDArray[np.intp]:
    """The numbers of K arrays (K, ...) in the order `how`; equally strong ones in the order of their numbers.

    What is no number counts as nothing.

    >>> ranked(np.array([[1.0, 1.0], [-3.0, 0.0], [0.0, 2.0]]), "mean").tolist()
    [1, 0, 2]
    >>> ranked(np.array([[1.0, 1.0], [-3.0, 0.0], [0.0, 2.0]]), "peak").tolist()
    [1, 2, 0]
    """
    if how == "index":
        return np.arange(len(values))
    sizes = np.abs(values.reshape(len(values), -1))
    strengths = sizes.mean(axis=1, dtype=np.float64) if how == "mean" else sizes.max(axis=1)
    return np.argsort(-np.nan_to_num(strengths, nan=0.0), kind="stable")
