"""Gradient clipping beside PyTorch's, which also takes limits below zero (and turns slopes round): we refuse those."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import utils

from cnnviz.engine.clipping import clip_by_norm, clip_by_value
from tests.parity.agreement import TOLERANCES, assert_all_close, assert_close
from tests.parity.settings import Setting, drawn, one_of, whole


def draw(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    limit = one_of(rng, 0.0, 1e-3, 1.0, 5.0, 100.0, round(rng.uniform(0, 3), 3))
    return {"limit": limit}, (whole(rng, 1, 5), whole(rng, 1, 6), whole(rng, 1, 50))


SETTINGS = drawn("norm", draw, 50) + drawn("value", draw, 30)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_clipping_agrees(setting: Setting) -> None:
    limit = setting.arguments["limit"]
    for dtype in TOLERANCES:
        ours = {str(number): array for number, array in enumerate(setting.numbers(dtype))}
        theirs = [torch.zeros(array.shape, requires_grad=True) for array in ours.values()]
        for number, tensor in enumerate(theirs):
            tensor.data = torch.from_numpy(ours[str(number)].copy())
            tensor.grad = torch.from_numpy(ours[str(number)].copy())
        if setting.kind == "norm":
            before, wanted = clip_by_norm(ours, limit), utils.clip_grad_norm_(theirs, limit)
            assert_close(np.asarray(before, dtype), wanted.numpy(), "length before")
        else:
            clip_by_value(ours, limit)
            utils.clip_grad_value_(theirs, limit)
        assert_all_close(ours, {str(number): tensor.grad.numpy() for number, tensor in enumerate(theirs)})
