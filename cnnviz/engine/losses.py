"""Losses: one number that says how wrong the outputs are, and its slope by each of them.

Both mean what PyTorch's functions of the same names mean. `reduction` says what becomes of the single losses: their
"mean", their "sum", or "none" of both; the slope is then that of the sum.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, as_numbers
from cnnviz.text import ExplainedError, quoted

Reduction = Literal["mean", "sum", "none"]
Loss = Callable[[Array, Array], tuple[float, Array]]  # outputs (N, K) and labels (N,) to their mean loss and its slope


@dataclass(frozen=True)
class ChosenLoss:
    """A loss by its name, "cross_entropy" or "mean_squared_error", with what belongs to it: plain data, and a `Loss`.

    >>> ChosenLoss("mean_squared_error")(np.array([[1.0, 0.0]]), np.array([1]))[0]
    1.0
    """

    name: str = "cross_entropy"
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        if self.name not in ("cross_entropy", "mean_squared_error"):
            raise LossError(
                "The loss is {given}; it must be one of: cross_entropy, mean_squared_error.", given=quoted(self.name)
            )
        _check_smoothing(self.label_smoothing)

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """Mean loss of `outputs` (N, K) for `labels` (N,), and its slope."""
        if self.name == "mean_squared_error":
            return mean_squared_error(outputs, labels)
        return cross_entropy(outputs, labels, label_smoothing=self.label_smoothing)


class LossError(ExplainedError):
    """Labels, targets or weights that do not belong to the outputs, or a way to sum up that does not exist."""


@overload
def cross_entropy(
    logits: Array,
    labels: Array,
    *,
    class_weights: npt.ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: Literal["mean", "sum"] = "mean",
) -> tuple[float, Array]: ...


@overload
def cross_entropy(
    logits: Array,
    labels: Array,
    *,
    class_weights: npt.ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: Literal["none"],
) -> tuple[Array, Array]: ...


def cross_entropy(
    logits: Array,
    labels: Array,
    *,
    class_weights: npt.ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: Reduction = "mean",
) -> tuple[float | Array, Array]:
    """``-log softmax(logits)[label]`` for each row of `logits` (N, K), and its gradient ``softmax - one_hot``.

    `labels` (N,) are whole numbers below K, and `class_weights` (K,) say how much a picture of each class counts: the
    mean is divided by the sum of the weights of all labels. With `label_smoothing` s the wanted distribution is no
    longer one_hot but ``(1 - s) one_hot + s / K``, each class by its weight (Szegedy et al. 2016, "Rethinking the
    Inception Architecture"). Reduction "none" gives losses (N,). LossError where these do not fit together, ArrayError
    where they are no numbers. The loss is in nats: log K for a network that knows nothing (Bishop 2006, "Pattern
    Recognition and Machine Learning", section 4.3).

    The largest logit is taken off first: exp cannot overflow, and log is never given a zero.

    >>> loss, gradient = cross_entropy(np.zeros((1, 4)), np.array([2]))
    >>> round(loss, 4), gradient.tolist()
    (1.3863, [[0.25, 0.25, -0.75, 0.25]])
    >>> cross_entropy(np.zeros((1, 4)), np.array([2]), label_smoothing=0.4)[1].round(3).tolist()
    [[0.15, 0.15, -0.45, 0.15]]
    """
    _check_reduction(reduction)
    _check_smoothing(label_smoothing)
    logits, labels = _floats(logits), as_numbers(labels, "labels")
    _check_labels(logits, labels)
    count, classes = logits.shape
    weights = None if class_weights is None else _checked_weights(class_weights, classes, logits.dtype)
    rows, own = np.arange(count), 1.0 if weights is None else weights[labels]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        shifted = logits - logits.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        sums = powers.sum(axis=1)
        logarithms, share = np.log(sums), own * (1 - label_smoothing)
        losses = (logarithms - shifted[rows, labels]) * share
        gradient = powers * (share / sums)[:, None]
        gradient[rows, labels] -= share
        if label_smoothing:
            shares = label_smoothing / classes * (np.ones(classes, logits.dtype) if weights is None else weights)
            losses += shares.sum() * logarithms - (shifted * shares).sum(axis=1)
            gradient += powers * (shares.sum() / sums)[:, None]
            gradient -= shares
        return _reduced(losses, gradient, count if weights is None else float(np.sum(own)), reduction)


@overload
def mean_squared_error(
    outputs: Array, targets: Array, *, reduction: Literal["mean", "sum"] = "mean"
) -> tuple[float, Array]: ...


@overload
def mean_squared_error(outputs: Array, targets: Array, *, reduction: Literal["none"]) -> tuple[Array, Array]: ...


def mean_squared_error(outputs: Array, targets: Array, *, reduction: Reduction = "mean") -> tuple[float | Array, Array]:
    """``(output - target)²`` for each number, and its gradient ``2 (output - target)``.

    `outputs` have any shape; `targets` have the same, or are labels (N,) for outputs (N, K): 1 is wanted for the class,
    0 for the others. The mean is over all numbers. Reduction "none" gives losses in the shape of the outputs. LossError
    where the shapes differ, ArrayError where they are no numbers. Goodfellow, Bengio and Courville 2016, "Deep
    Learning", section 6.2.2.

    >>> mean_squared_error(np.array([[1.0, 0.0]]), np.array([1]))[0]
    1.0
    """
    _check_reduction(reduction)
    outputs, targets = _floats(outputs), as_numbers(targets, "targets")
    if targets.ndim == 1 and outputs.ndim == 2:
        _check_labels(outputs, targets)
        targets = targets[:, None] == np.arange(outputs.shape[1])
    if targets.shape != outputs.shape:
        raise LossError(
            "The targets have the shape {given}; they must have that of the outputs, {expected}.",
            given=targets.shape, expected=outputs.shape,
        )  # fmt: skip
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        difference = np.subtract(outputs, targets, dtype=outputs.dtype)
        return _reduced(np.square(difference), 2 * difference, difference.size, reduction)


def _reduced(losses: Array, gradient: Array, divisor: float, reduction: Reduction) -> tuple[float | Array, Array]:
    """Single losses, their sum, or that divided by `divisor`, as asked for; with the slope, which is overwritten."""
    if reduction == "none":
        return losses, gradient
    total = np.sum(losses, dtype=np.float64)
    if reduction == "sum":
        return float(total), gradient
    divisor = divisor or math.nan  # the mean of nothing
    gradient /= divisor
    return float(total / divisor), gradient


def _floats(outputs: object) -> Array:
    """`outputs` as they are, whole numbers as float32."""
    array = as_numbers(outputs, "outputs")
    return array if array.dtype.kind == "f" else array.astype(np.float32)


def _check_reduction(reduction: str) -> None:
    if reduction not in ("mean", "sum", "none"):
        raise LossError("The reduction is “{given}”; it must be one of: mean, sum, none.", given=reduction)


def _check_smoothing(smoothing: object) -> None:
    if not isinstance(smoothing, int | float | np.integer | np.floating) or not 0 <= smoothing <= 1:
        raise LossError("The label smoothing is {given}; it must be a number between 0 and 1.", given=quoted(smoothing))


def _checked_weights(weights: npt.ArrayLike, classes: int, dtype: npt.DTypeLike) -> Array:
    array = as_numbers(weights, "class weights").astype(dtype)
    if array.shape != (classes,) or not np.isfinite(array).all():
        raise LossError(
            "The class weights are {given}; expected are {count} finite numbers, one for each class.",
            given=quoted(array.tolist()), count=classes,
        )  # fmt: skip
    return array


def _check_labels(outputs: Array, labels: Array) -> None:
    if outputs.ndim != 2 or not outputs.shape[1]:
        raise LossError(
            "The outputs have the shape {given}; expected is one row of scores for each picture: (N, K).",
            given=outputs.shape,
        )  # fmt: skip
    count, classes = outputs.shape
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
