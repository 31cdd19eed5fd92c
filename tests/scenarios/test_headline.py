"""One line that says what a scenario is."""

import numpy as np
import pytest

from cnnviz.scenarios.headline import headline
from cnnviz.scenarios.scenario import AVERAGE, INPUT, MAXIMUM, TRANSPOSED, WEIGHT, Scenario
from cnnviz.scenarios.source import matrix_source

SOURCE = matrix_source("numbers", [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])


def scenario(**settings: object) -> Scenario:
    given = {"kernel": np.ones((1, 1, 3, 3), np.float32), "bias": np.zeros(1, np.float32), **settings}
    return Scenario(SOURCE, SOURCE.image(1, 3), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Convolution · kernel 3 × 3"),
        ({"preset": "sobel-x", "stride": (2, 2), "padding": (1, 1, 1, 1)},
         "Convolution · Sobel x · stride 2 · padding 1"),
        ({"stride": (2, 1), "padding": (1, 1, 0, 0), "dilation": (2, 2), "turned": True},
         "Convolution · kernel 3 × 3 · turned by 180° · stride 2 × 1 · padding 1 × 0 · dilation 2"),
        ({"padding": (0, 1, 2, 3), "border": "reflect", "activation": "relu"},
         "Convolution · kernel 3 × 3 · padding 0, 1, 2, 3 (reflected) · ReLU"),
        ({"direction": WEIGHT, "activation": "relu"}, "Convolution: gradient of the weights · kernel 3 × 3"),
        ({"operation": TRANSPOSED, "direction": INPUT}, "Transposed convolution: gradient of the input · kernel 3 × 3"),
        ({"operation": MAXIMUM, "pool_size": (3, 2), "pool_stride": (1, 1)}, "Max pooling · window 3 × 2"),
        ({"operation": AVERAGE}, "Average pooling · window 2 × 2 · stride 2"),
        ({"operation": "activation", "activation": "tanh", "direction": INPUT}, "tanh: gradient of the input"),
        ({"chain": True, "activation": "relu"},
         "Convolution → ReLU → max pooling · kernel 3 × 3 · window 2 × 2 · stride 2"),
    ],
)  # fmt: skip
def test_what_is_not_the_usual_is_said(settings: dict[str, object], words: str) -> None:
    assert headline(scenario(**settings)) == words


def test_filters_and_groups_are_counted() -> None:
    kernel = np.ones((4, 1, 5, 5), np.float32)
    line = headline(scenario(kernel=kernel, bias=np.zeros(4, np.float32), preset="box", groups=2))
    assert line == "Convolution · Box blur 5 × 5 · 4 filters · 2 groups"


def test_the_name_of_one_filter_is_not_that_of_several_others() -> None:
    several = scenario(preset="sobel-x").with_filters(3)
    assert headline(several) == "Convolution · kernel 3 × 3 · 3 filters"
