"""Optimisers beside PyTorch's: the weights stay together step by step, while the learning rate changes."""

from typing import Any

import numpy as np
import pytest
import torch

from cnnviz.engine.arrays import Array
from cnnviz.engine.optimizers import SGD, Adam, AdamW, Optimizer
from cnnviz.text import ExplainedError
from tests.parity.agreement import TOLERANCES, assert_all_close, outcome
from tests.parity.settings import Setting, drawn, one_of, whole

OURS: dict[str, type[Optimizer]] = {"SGD": SGD, "Adam": Adam, "AdamW": AdamW}
NAMES = {"learning_rate": "lr"}  # PyTorch's short name; everything else is called the same
SHAPES = {"conv.weight": (3, 2, 3, 3), "conv.bias": (3,), "fc.weight": (300, 300), "fc.bias": (5,)}


def draw_descent(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    arguments: dict[str, Any] = {"learning_rate": one_of(rng, 0.1, 0.01, 1.0, 0.0)}
    if rng.random() < 0.7:
        arguments["momentum"] = one_of(rng, 0.0, 0.5, 0.9, 0.99)
    if rng.random() < 0.5:
        arguments["nesterov"] = bool(rng.random() < 0.7)
    return arguments | draw_decay(rng), (whole(rng, 1, 12),)


def draw_adam(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    arguments: dict[str, Any] = {"learning_rate": one_of(rng, 1e-3, 0.01, 0.3)}
    if rng.random() < 0.5:
        arguments["betas"] = (one_of(rng, 0.0, 0.5, 0.9, 0.99), one_of(rng, 0.9, 0.99, 0.999))
    if rng.random() < 0.5:
        arguments["eps"] = one_of(rng, 1e-8, 1e-6, 1e-3, 0.1)
    if rng.random() < 0.06:
        arguments["betas"] = one_of(rng, (1.0, 0.9), (0.9, 1.0), (-0.1, 0.9))
    return arguments | draw_decay(rng), (whole(rng, 1, 12),)


def draw_decay(rng: np.random.Generator) -> dict[str, Any]:
    """Weight decay, and now and then a number below zero."""
    decay = {"weight_decay": one_of(rng, 0.0, 1e-4, 0.01, 0.5)} if rng.random() < 0.5 else {}
    wrong = one_of(rng, {"learning_rate": -0.1}, {"weight_decay": -0.1}) if rng.random() < 0.04 else {}
    return decay | wrong


SETTINGS = (
    drawn("SGD", draw_descent, 70, ("normal",))
    + drawn("Adam", draw_adam, 60, ("normal", "small"))
    + drawn("AdamW", draw_adam, 60, ("normal", "small"))
)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_weights_stay_together_step_by_step(setting: Setting) -> None:
    for dtype in TOLERANCES:
        ours = outcome(lambda: OURS[setting.kind](**setting.arguments), ExplainedError)
        arguments = {NAMES.get(name, name): value for name, value in setting.arguments.items()}
        weights = {name: torch.from_numpy(array) for name, array in numbers(setting, 0, dtype).items()}
        theirs = outcome(lambda a=arguments, w=weights: getattr(torch.optim, setting.kind)(w.values(), **a), Exception)
        if isinstance(theirs, Exception) or isinstance(ours, Exception):
            assert isinstance(theirs, Exception) and isinstance(ours, Exception), f"{ours!r}\n{theirs!r}"
            continue
        parameters = numbers(setting, 0, dtype)
        for step in range(1, setting.shape[0] + 1):
            gradients = numbers(setting, step, dtype)
            rate = setting.arguments["learning_rate"] * 0.8**step
            ours.learning_rate = theirs.param_groups[0]["lr"] = rate
            ours.step(parameters, {name: array.copy() for name, array in gradients.items()})
            for name, tensor in weights.items():
                tensor.grad = torch.from_numpy(gradients[name])
            theirs.step()
            assert_all_close(parameters, {name: tensor.numpy() for name, tensor in weights.items()})


def numbers(setting: Setting, step: int, dtype: np.dtype[Any]) -> dict[str, Array]:
    """Weights (step 0) or their slopes, some of which are zero, of many sizes."""
    rng = np.random.default_rng((setting.seed, step))
    scale = 1e-6 if setting.content == "small" and step else 1.0
    return {name: (rng.standard_normal(shape) * (rng.random(shape) < 0.9) * scale).astype(dtype)
            for name, shape in SHAPES.items()}  # fmt: skip
