"""Transposed convolution beside PyTorch's: stride, border, output padding, dilation, groups."""

from typing import Any

import numpy as np
import pytest

from tests.parity.agreement import compare
from tests.parity.settings import CONTENTS, Setting, batch_of_maps, drawn, extent, one_of, whole


def draw(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Any transposed convolution: nothing looks whether it can be."""
    groups = one_of(rng, 1, 1, 1, 2, 3)
    per_group = one_of(rng, (1, 1), (1, 2), (whole(rng, 1, 4), whole(rng, 1, 4)))
    inputs, outputs = groups * per_group[0], groups * per_group[1]
    arguments = {
        "in_channels": inputs,
        "out_channels": outputs,
        "kernel_size": extent(rng, 1, one_of(rng, 3, 5, 7)),
        "stride": one_of(rng, extent(rng, 1, 3), extent(rng, 1, 9)),
        "padding": one_of(rng, 0, extent(rng, 0, 1), extent(rng, 0, 4), tuple(whole(rng, 0, 3) for _ in range(4))),
        "output_padding": one_of(rng, 0, 0, extent(rng, 0, 1), extent(rng, 0, 3)),
        "groups": 4 if rng.random() < 0.02 else groups,
        "bias": bool(rng.random() < 0.7),
        "dilation": one_of(rng, 1, extent(rng, 1, 3)),
    }
    return arguments, batch_of_maps(rng, inputs, 9)


# a weight of a place that the border takes away is 0 times infinity or left out: in PyTorch float32 and float64 differ
WITHOUT_SPECIAL = tuple(content for content in CONTENTS if content != "special")
SETTINGS = drawn("ConvTranspose2D", draw, 200, WITHOUT_SPECIAL)
SPECIAL = drawn("ConvTranspose2D", draw, 40, ("special",))


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_transposed_convolution_agrees(setting: Setting) -> None:
    compare(setting)


@pytest.mark.parametrize("setting", SPECIAL, ids=str)
def test_infinity_and_nan_spread_alike(setting: Setting) -> None:
    compare(setting, parts=("output", "input gradient"))
