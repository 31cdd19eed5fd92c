"""What the random settings are worth: there are enough of them, most can be computed, and some cannot."""

from collections import Counter

import pytest

from cnnviz.engine.description import LAYERS
from cnnviz.text import ExplainedError
from tests.parity import (
    test_convolution,
    test_convolution_transpose,
    test_losses,
    test_normalization,
    test_optimizers,
    test_pooling,
    test_simple_layers,
)
from tests.parity.settings import Setting

MODULES = (test_convolution, test_convolution_transpose, test_normalization, test_pooling, test_simple_layers)
SETTINGS = [setting for module in MODULES for setting in module.SETTINGS]
OTHERS = [*test_losses.SETTINGS, *test_losses.SQUARES, *test_optimizers.SETTINGS]


def is_possible(setting: Setting) -> bool:
    try:
        layer = LAYERS[setting.kind](**setting.arguments)
        layer.output_shape(setting.shape[1:])
    except ExplainedError:
        return False
    return True


def test_there_are_more_than_a_thousand_and_none_twice() -> None:
    names = [str(setting) for setting in SETTINGS + OTHERS]
    assert len(names) == len(set(names)) > 1000


@pytest.mark.parametrize("kind", sorted({setting.kind for setting in SETTINGS}))
def test_most_settings_of_a_layer_can_be_and_some_cannot(kind: str) -> None:
    counts = Counter(is_possible(setting) for setting in SETTINGS if setting.kind == kind)
    assert counts[True] >= 0.5 * counts.total()
    if kind in {"Conv2D", "ConvTranspose2D", "MaxPool2D", "AvgPool2D"}:
        assert counts[False] >= 20
