"""Losses: one number that says how wrong the outputs are, and its slope by each of them."""

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.text import ExplainedError


class LossError(ExplainedError):
    """Labels that do not belong to the outputs."""


def cross_entropy(logits: Array, labels: Array) -> tuple[float, Array]:
    """Mean of ``-log softmax(logits)[label]`` and its gradient ``(softmax - one_hot) / N``.

    `logits` (N, K) before softmax, `labels` (N,) whole numbers below K. The largest logit is taken off first: exp
    cannot overflow, and log is never given a zero.

    >>> loss, gradient = cross_entropy(np.zeros((1, 4)), np.array([2]))
    >>> round(loss, 4), gradient.tolist()
    (1.3863, [[0.25, 0.25, -0.75, 0.25]])
    """
    count, classes = logits.shape
    _check_labels(labels, count, classes)
    with np.errstate(over="ignore", invalid="ignore"):
        shifted = logits - logits.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        sums = powers.sum(axis=1, keepdims=True)
        rows = np.arange(count)
        loss = np.mean(np.log(sums[:, 0]) - shifted[rows, labels], dtype=np.float64)
        gradient = powers / sums
        gradient[rows, labels] -= 1
        gradient /= count
    return float(loss), gradient


def mean_squared_error(outputs: Array, targets: Array) -> tuple[float, Array]:
    """Mean of ``(output - target)²`` over all numbers, and its gradient ``2 (output - target) / (N K)``.

    `outputs` (N, K); `targets` either the same shape, or labels (N,): 1 is wanted for the class, 0 for the others.

    >>> mean_squared_error(np.array([[1.0, 0.0]]), np.array([1]))[0]
    1.0
    """
    if targets.ndim == 1 and outputs.ndim == 2:
        _check_labels(targets, *outputs.shape)
        targets = np.eye(outputs.shape[1], dtype=outputs.dtype)[targets]
    if targets.shape != outputs.shape:
        raise LossError(
            "The targets have the shape {given}; they must have that of the outputs, {expected}.",
            given=targets.shape, expected=outputs.shape,
        )  # fmt: skip
    with np.errstate(over="ignore", invalid="ignore"):
        difference = outputs - targets
        loss = np.mean(np.square(difference), dtype=np.float64)
        return float(loss), difference * np.asarray(2 / difference.size, outputs.dtype)


def _check_labels(labels: Array, count: int, classes: int) -> None:
    if labels.shape != (count,) or labels.dtype.kind not in "iu":
        raise LossError(
            "The labels have the shape {given} and type {dtype}; expected are {count} whole numbers.",
            given=labels.shape, dtype=labels.dtype, count=count,
        )  # fmt: skip
    if count and not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        raise LossError(
            "The labels lie between {low} and {high}; with {classes} classes they must lie between 0 and {last}.",
            low=int(labels.min()), high=int(labels.max()), classes=classes, last=classes - 1,
        )  # fmt: skip
