"""The confusion matrix and what is read from it, each compared with loops over single pictures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.arrays import Array
from cnnviz.history.confusion import (
    confusion_matrix,
    most_confused,
    pictures_of,
    precision,
    recall,
    row_shares,
    worst_mistakes,
)

Case = tuple[int, list[int], list[int], Array, Array]


def case_of(seed: int) -> Case:
    """Classes, predictions, true classes, sureness and probability of the right class, drawn from `seed`."""
    rng = np.random.default_rng(seed)
    classes, count = int(rng.integers(2, 13)), int(rng.integers(0, 61)) * int(rng.integers(0, 20) > 0)
    predicted, truth = rng.integers(0, classes, (2, count)).tolist()
    return classes, predicted, truth, *rng.choice([0.1, 0.25, 0.5, 0.5, 0.75, 1.0], (2, count))


def cases() -> st.SearchStrategy[Case]:
    """Numbers of a whole case at once: drawn one by one they take longer than what is tested."""
    return st.integers(0, 2**32 - 1).map(case_of)


def counted(classes: int, predicted: list[int], truth: list[int]) -> list[list[int]]:
    matrix = [[0] * classes for _ in range(classes)]
    for taken, own in zip(predicted, truth, strict=True):
        matrix[own][taken] += 1
    return matrix


@given(cases())
def test_the_matrix_counts_every_picture_once(case: Case) -> None:
    classes, predicted, truth, _, _ = case
    matrix = confusion_matrix(np.array(predicted, int), np.array(truth, int), classes)
    assert matrix.tolist() == counted(classes, predicted, truth)
    assert matrix.dtype.kind == "i" and matrix.sum() == len(truth)


@given(cases())
def test_recall_and_precision_are_shares_of_right_pictures(case: Case) -> None:
    classes, predicted, truth, _, _ = case
    matrix = confusion_matrix(np.array(predicted, int), np.array(truth, int), classes)
    found, sharp = recall(matrix), precision(matrix)
    for one in range(classes):
        hits = sum(p == one == t for p, t in zip(predicted, truth, strict=True))
        for value, total in ((found[one], truth.count(one)), (sharp[one], predicted.count(one))):
            assert math.isnan(value) if total == 0 else value == pytest.approx(hits / total)


@given(cases())
def test_shares_of_a_row_add_up_to_one_where_there_are_pictures(case: Case) -> None:
    classes, predicted, truth, _, _ = case
    shares = row_shares(confusion_matrix(np.array(predicted, int), np.array(truth, int), classes))
    expected = [float(one in truth) for one in range(classes)]
    np.testing.assert_allclose(shares.sum(axis=1), expected)


@given(cases())
def test_the_worst_mistakes_are_all_mistakes_the_surest_first(case: Case) -> None:
    _, predicted, truth, sureness, right = case
    wrong = [k for k in range(len(truth)) if predicted[k] != truth[k]]
    expected = sorted(wrong, key=lambda k: (-sureness[k], right[k]))
    assert worst_mistakes(np.array(predicted, int), np.array(truth, int), sureness, right).tolist() == expected


@given(cases())
def test_the_pictures_of_all_cells_are_all_pictures(case: Case) -> None:
    classes, predicted, truth, sureness, _ = case
    seen: list[int] = []
    for cell in np.ndindex(classes, classes):
        found = pictures_of((cell[0], cell[1]), np.array(predicted, int), np.array(truth, int), sureness).tolist()
        assert all((truth[k], predicted[k]) == cell for k in found)
        order = [sureness[k] for k in found]
        assert order == sorted(order, reverse=cell[0] != cell[1])
        seen += found
    assert sorted(seen) == list(range(len(truth)))


@given(cases())
def test_the_most_confused_pairs_are_the_largest_counts_beside_the_diagonal(case: Case) -> None:
    classes, predicted, truth, _, _ = case
    matrix = counted(classes, predicted, truth)
    counts = sorted((matrix[t][p] for t in range(classes) for p in range(classes) if t != p), reverse=True)
    pairs = most_confused(np.array(matrix), 5)
    assert [pair.count for pair in pairs] == [count for count in counts[:5] if count]
    for pair in pairs:
        assert pair.truth != pair.predicted and pair.count == matrix[pair.truth][pair.predicted]
        assert pair.total == truth.count(pair.truth)


def test_of_pictures_that_are_all_right_there_is_no_mistake() -> None:
    classes, ones = np.array([0, 1, 1]), np.ones(3)
    assert worst_mistakes(classes, classes, ones, ones).size == 0
    assert most_confused(confusion_matrix(classes, classes, 2), 4) == ()
