"""Activations, the fully connected layer, flattening and dropout at rest, beside PyTorch's."""

from typing import Any

import numpy as np
import pytest

from tests.parity.agreement import compare
from tests.parity.settings import CONTENTS, Draw, Setting, drawn, one_of, whole


def draw_plain(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    """No arguments, on maps or on rows."""
    maps = (whole(rng, 1, 5), whole(rng, 1, 6), whole(rng, 1, 7), whole(rng, 1, 7))
    return {}, one_of(rng, maps, (whole(rng, 1, 5), whole(rng, 1, 20)))


def with_number(name: str, *numbers: Any) -> Draw:
    """The same with one argument, or without it."""

    def draw(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
        _, shape = draw_plain(rng)
        return one_of(rng, {}, *({name: number} for number in numbers)), shape

    return draw


def draw_softplus(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    _, shape = draw_plain(rng)
    arguments = {"beta": one_of(rng, 1.0, 0.5, 3), "threshold": one_of(rng, 20.0, 1.0, 0)}
    return one_of(rng, {}, arguments), shape


def draw_linear(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[int, ...]]:
    inputs, outputs = whole(rng, 1, 30), whole(rng, 1, 30)
    shape = (whole(rng, 1, 5), inputs + (rng.random() < 0.1))
    return {"in_features": inputs, "out_features": outputs, "bias": bool(rng.random() < 0.7)}, shape


# what PyTorch's own loops do not agree on: the slope of ELU at NaN depends on the place in the batch
WITHOUT_NAN = (*CONTENTS[:-1], "infinite")
# where all of tanh is 1, or of softmax 0 and 1, the slope is what rounding leaves, there as here
UNSATURATED = (*(content for content in CONTENTS if content != "large"), "spread")
SETTINGS = (
    drawn("ReLU", draw_plain, 30)
    + drawn("LeakyReLU", with_number("negative_slope", 0.2, -0.5, 1.5, 1), 40)
    + drawn("ELU", with_number("alpha", 0.5, 1.7, 3), 40, WITHOUT_NAN)
    + drawn("Sigmoid", draw_plain, 30)
    + drawn("Tanh", draw_plain, 30, UNSATURATED)
    + drawn("Softplus", draw_softplus, 40)
    + drawn("Softmax", draw_plain, 40, UNSATURATED)
    + drawn("LogSoftmax", draw_plain, 40)
    + drawn("Flatten", draw_plain, 15)
    + drawn("Dropout", with_number("p", 0.0, 0.3, 1.0, -0.1, 1.5), 20)
    + drawn("Linear", draw_linear, 60)
)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_simple_layers_agree(setting: Setting) -> None:
    compare(setting)
