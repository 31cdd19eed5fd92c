"""Pooling beside PyTorch's: borders, dilation, ceil mode, what counts in a mean, ties and NaN.

Where a window of max pooling sees nothing but its border (possible with dilation), PyTorch 2.13 writes the gradient to
a place outside of the map, and may end the process; here it gets lost. It also does where all that is seen is minus
infinity, which PyTorch gives to the first cell. No setting below has such a window.
"""

from typing import Any

import numpy as np
import pytest

from tests.parity.agreement import compare
from tests.parity.settings import CONTENTS, Setting, batch_of_maps, drawn, extent, one_of, whole


def draw_window(rng: np.random.Generator) -> dict[str, Any]:
    """Arguments that both poolings have."""
    kernel = extent(rng, 1, one_of(rng, 3, 4, 7))
    arguments: dict[str, Any] = {"kernel_size": kernel}
    if rng.random() < 0.7:
        arguments["stride"] = one_of(rng, extent(rng, 1, 3), extent(rng, 1, 9))
    if rng.random() < 0.7:
        largest = max(kernel) if isinstance(kernel, tuple) else kernel
        four = tuple(whole(rng, 0, 2) for _ in range(4))
        arguments["padding"] = one_of(rng, extent(rng, 0, 1), extent(rng, 0, largest // 2 + 1), four, "valid")
    if len(np.atleast_1d(arguments.get("padding", 0))) < 4:  # PyTorch has no rule for a fourfold border and ceil mode
        arguments["ceil_mode"] = bool(rng.random() < 0.4)
    return arguments


def draw_maximum(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    arguments, (count, channels, height, width) = draw_window(rng), batch_of_maps(rng, whole(rng, 1, 4))
    if rng.random() < 0.4:
        arguments["dilation"] = extent(rng, 1, 3)
        height, width = height + 3, width + 3  # so that no window sees only its border
    return arguments, (count, channels, height, width)


def draw_mean(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    return draw_window(rng) | {"count_include_pad": bool(rng.random() < 0.5)}, batch_of_maps(rng, whole(rng, 1, 4))


def draw_adaptive(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    return {"output_size": extent(rng, 1, 9)}, batch_of_maps(rng, whole(rng, 1, 4))


def draw_global(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    return {}, batch_of_maps(rng, whole(rng, 1, 4))


WITHOUT_NAN = (*(content for content in CONTENTS if content != "special"), "infinite")
SETTINGS = (
    drawn("MaxPool2D", draw_maximum, 200, WITHOUT_NAN)
    + drawn("AvgPool2D", draw_mean, 200)
    + drawn("AdaptiveAvgPool2D", draw_adaptive, 80)
    + drawn("GlobalAvgPool2D", draw_global, 25)
    + drawn("GlobalMaxPool2D", draw_global, 25, WITHOUT_NAN)
)
NANS = drawn("MaxPool2D", draw_maximum, 40, ("special",)) + drawn("GlobalMaxPool2D", draw_global, 10, ("special",))


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_pooling_agrees(setting: Setting) -> None:
    compare(setting)


@pytest.mark.parametrize("setting", NANS, ids=str)
def test_nan_is_the_largest_of_a_window(setting: Setting) -> None:
    """The gradient of such a window goes to its last NaN in PyTorch, and to another cell in cnnviz: no loss is left."""
    compare(setting, parts=("output",))
