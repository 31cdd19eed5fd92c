"""Losses beside PyTorch's: reductions, class weights, label smoothing, and labels that cannot be.

Three things PyTorch allows and we refuse: the label -100, which it leaves out, targets of another shape than the
outputs, which it stretches with a warning, and label smoothing below zero, which it overlooks. All hide mistakes.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnviz.engine.arrays import Array
from cnnviz.engine.losses import cross_entropy, mean_squared_error
from cnnviz.text import ExplainedError
from tests.parity.agreement import TOLERANCES, assert_all_close, outcome
from tests.parity.settings import Setting, drawn, one_of, whole


def draw_cross_entropy(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    count, classes = whole(rng, 1, 6), whole(rng, 1, 8)
    labels = [whole(rng, 0, classes - 1) for _ in range(count)]
    if rng.random() < 0.05:
        labels[-1] = one_of(rng, -1, classes)
    arguments: dict[str, Any] = {"labels": labels, "reduction": one_of(rng, "mean", "mean", "sum", "none")}
    if rng.random() < 0.5:
        length = classes + (rng.random() < 0.05)
        arguments["class_weights"] = [one_of(rng, 0.0, 1.0, round(rng.uniform(0, 3), 2)) for _ in range(length)]
    if rng.random() < 0.5:
        arguments["label_smoothing"] = one_of(rng, 0.1, 0.1, 0.5, round(0.9 * rng.random(), 2))
    if rng.random() < 0.03:
        arguments |= one_of(rng, {"label_smoothing": 1.1}, {"reduction": "average"})
    return arguments, (count, classes)


def draw_squares(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    shape = one_of(rng, (whole(rng, 1, 6), whole(rng, 1, 8)), (whole(rng, 1, 4), 2, whole(rng, 1, 5), whole(rng, 1, 5)))
    return {"reduction": one_of(rng, "mean", "sum", "none")}, shape


# scores that are all alike, or one far above the others, can leave nothing but rounding of the slope
SCORES = ("normal", "normal", "spread", "ties", "special", "infinite")
SETTINGS = drawn("cross_entropy", draw_cross_entropy, 150, SCORES)
SQUARES = drawn("mean_squared_error", draw_squares, 50)


@pytest.mark.parametrize("dtype", TOLERANCES, ids=str)
@pytest.mark.parametrize("setting", SETTINGS + SQUARES, ids=str)
def test_losses_agree(setting: Setting, dtype: np.dtype[Any]) -> None:
    theirs = outcome(lambda: their_loss(setting, dtype), Exception)
    ours = outcome(lambda: our_loss(setting, dtype), ExplainedError)
    if isinstance(theirs, Exception) or isinstance(ours, Exception):
        assert isinstance(theirs, Exception) and isinstance(ours, Exception), f"{ours!r}\n{theirs!r}"
        return
    assert_all_close(ours, theirs)


def our_loss(setting: Setting, dtype: np.dtype[Any]) -> Mapping[str, Array]:
    arguments, x = dict(setting.arguments), setting.numbers(dtype)
    if setting.kind == "mean_squared_error":
        loss, gradient = mean_squared_error(x, setting.upstream(setting.shape, dtype), **arguments)
    else:
        loss, gradient = cross_entropy(x, np.array(arguments.pop("labels")), **arguments)
    return {"loss": np.asarray(loss, dtype), "gradient": gradient}


def their_loss(setting: Setting, dtype: np.dtype[Any]) -> Mapping[str, Array]:
    arguments, x = dict(setting.arguments), torch.from_numpy(setting.numbers(dtype)).requires_grad_()
    if setting.kind == "mean_squared_error":
        loss = functional.mse_loss(x, torch.from_numpy(setting.upstream(setting.shape, dtype)), **arguments)
    else:
        weights = arguments.pop("class_weights", None)
        given = None if weights is None else torch.tensor(weights, dtype=x.dtype)
        loss = functional.cross_entropy(x, torch.tensor(arguments.pop("labels")), weight=given, **arguments)
    loss.sum().backward()
    return {"loss": loss.detach().numpy(), "gradient": x.grad.numpy()}
