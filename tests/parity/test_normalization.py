"""Batch normalisation beside PyTorch's: while it learns, and afterwards with what it has seen."""

from typing import Any

import numpy as np
import pytest

from tests.parity.agreement import compare
from tests.parity.settings import Setting, batch_of_maps, drawn, one_of, whole


def draw(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    channels = whole(rng, 1, 5)
    arguments = {
        "num_features": channels,
        "eps": one_of(rng, 1e-5, 1e-3, 0.1),
        "momentum": one_of(rng, 0.1, 0.01, 0.5, 1.0, 0.0),
        "affine": bool(rng.random() < 0.7),
    }
    count, maps, height, width = batch_of_maps(rng, channels, 8)
    if 1 < count * height * width < 8:  # two numbers are one deviation from their mean: rounding is all that is learnt
        width += 8
    return arguments, (count, maps, height, width)


SETTINGS = drawn("BatchNorm2D", draw, 100, ("normal", "normal", "large", "ties"))


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_batch_normalization_agrees_while_it_learns(setting: Setting) -> None:
    compare(setting, training=True)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_batch_normalization_agrees_when_it_is_used(setting: Setting) -> None:
    compare(setting)
