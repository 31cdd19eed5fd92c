"""Convolution beside PyTorch's: every border mode, groups, dilation, and what neither can do."""

from typing import Any

import numpy as np
import pytest

from tests.parity.agreement import compare
from tests.parity.settings import Setting, batch_of_maps, drawn, extent, one_of, whole

KERNELS = (1, 7)


def draw(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Any convolution: nothing looks whether it can be."""
    groups = one_of(rng, 1, 1, 1, 2, 3)
    per_group = one_of(rng, (1, 1), (1, 2), (whole(rng, 1, 4), whole(rng, 1, 4)))  # (1, ...) is depthwise
    inputs, outputs = groups * per_group[0], groups * per_group[1]
    if rng.random() < 0.02:
        groups = one_of(rng, 0, 4, 5)
    arguments = {
        "in_channels": inputs,
        "out_channels": outputs,
        "kernel_size": extent(rng, 1, one_of(rng, 3, 5, 7)),
        "stride": one_of(rng, 1, extent(rng, 1, 4), extent(rng, 1, 9)),
        "padding": draw_padding(rng),
        "dilation": one_of(rng, 1, extent(rng, 1, 3)),
        "groups": groups,
        "bias": bool(rng.random() < 0.7),
        "padding_mode": one_of(rng, "zeros", "reflect", "replicate", "circular"),
    }
    if rng.random() < 0.01:
        arguments["padding_mode"] = "mirror"
    return arguments, batch_of_maps(rng, inputs)


def draw_padding(rng: np.random.Generator) -> Any:
    """As one number, two, four, or a word."""
    four = tuple(whole(rng, 0, 4) for _ in range(4))
    return one_of(rng, extent(rng, 0, 3), extent(rng, 0, 6), four, one_of(rng, "same", "valid", "full", "half"))


SETTINGS = drawn("Conv2D", draw, 350)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_convolution_agrees(setting: Setting) -> None:
    compare(setting)
