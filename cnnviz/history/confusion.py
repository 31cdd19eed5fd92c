"""What a network takes for what: pictures counted by their class and by the class that they are taken for."""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array


@dataclass(frozen=True)
class ConfusedPair:
    """`count` of the `total` pictures of class `truth` are taken for class `predicted`."""

    truth: int
    predicted: int
    count: int
    total: int


def confusion_matrix(predicted: Array, truth: Array, classes: int) -> Array:
    """How many pictures of each class (down) are taken for each class (across): whole numbers (K, K).

    `predicted` and `truth` are classes (N,), whole numbers from 0 on below `classes` (K). Kohavi and Provost 1998,
    "Glossary of Terms", Machine Learning 30.

    >>> confusion_matrix(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]), 2).tolist()
    [[2, 1], [0, 1]]
    """
    pairs = np.asarray(truth, np.int64) * classes + np.asarray(predicted, np.int64)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def recall(matrix: Array) -> Array:
    """Which share (K,) of the pictures of each class is taken for what it is; NaN for a class without pictures.

    >>> recall(np.array([[3, 1], [0, 4]])).tolist()
    [0.75, 1.0]
    """
    return _shares(np.diagonal(matrix), matrix.sum(axis=1))


def precision(matrix: Array) -> Array:
    """Which share (K,) of the pictures taken for each class is of it; NaN for a class that nothing is taken for.

    >>> precision(np.array([[3, 1], [0, 4]])).tolist()
    [1.0, 0.8]
    """
    return _shares(np.diagonal(matrix), matrix.sum(axis=0))


def row_shares(matrix: Array) -> Array:
    """Each count as a share of its row, the pictures of one class: (K, K), 0 in a row without pictures."""
    return np.nan_to_num(_shares(matrix, matrix.sum(axis=1, keepdims=True)))


def most_confused(matrix: Array, most: int) -> tuple[ConfusedPair, ...]:
    """Up to `most` pairs of classes that are mistaken most often, the largest count first.

    >>> most_confused(np.array([[5, 2], [0, 3]]), 3)
    (ConfusedPair(truth=0, predicted=1, count=2, total=7),)
    """
    wrong = matrix * (1 - np.eye(len(matrix), dtype=matrix.dtype))
    totals = matrix.sum(axis=1)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    pairs = (divmod(int(place), len(matrix)) for place in order)
    return tuple(
        ConfusedPair(row, column, int(wrong[row, column]), int(totals[row]))
        for row, column in pairs
        if wrong[row, column]
    )


def worst_mistakes(predicted: Array, truth: Array, sureness: Array, right: Array) -> Array:
    """The numbers of the pictures that are taken for something else, the surest first.

    `sureness` (N,) is the probability given to the `predicted` class, `right` (N,) that given to the true one, `truth`:
    where two are as sure, the one with the larger loss (the smaller `right`) comes first.

    >>> worst_mistakes(np.array([1, 1, 0]), np.array([0, 1, 1]), np.array([0.6, 0.9, 0.8]), np.array([0.4, 0.9, 0.2]))
    array([2, 0])
    """
    wrong = np.flatnonzero(np.asarray(predicted) != np.asarray(truth))
    return wrong[np.lexsort((right[wrong], -sureness[wrong]))]


def pictures_of(cell: tuple[int, int], predicted: Array, truth: Array, sureness: Array) -> Array:
    """The numbers of the pictures of one cell (true class, predicted class).

    Mistakes come the surest first, right ones the most doubtful first: there is most to be learnt from these.

    >>> pictures_of((1, 1), np.array([1, 0, 1]), np.array([1, 1, 1]), np.array([0.9, 0.8, 0.6]))
    array([2, 0])
    """
    true_class, other = cell
    found = np.flatnonzero((np.asarray(truth) == true_class) & (np.asarray(predicted) == other))
    sign = 1 if true_class == other else -1
    return found[np.argsort(sign * sureness[found], kind="stable")]


def _shares(parts: Array, totals: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(parts / totals)
