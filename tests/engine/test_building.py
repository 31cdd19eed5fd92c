"""What all networks known by name say of arguments that they cannot take."""

from typing import Any

import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.text import ExplainedError

ALL = pytest.mark.parametrize("name", NETWORKS)


@ALL
@pytest.mark.parametrize("seed", ["0", -1, 1.5])
def test_a_seed_that_is_none_is_told(name: str, seed: Any) -> None:
    with pytest.raises(ExplainedError, match=r"^The randomness is .*; it must be a generator of NumPy.* or more\.$"):
        NETWORKS[name].build(seed)


@ALL
@pytest.mark.parametrize(
    ("names", "message"),
    [
        (10, r"^The class names are 10; they must be"),
        ([], r"^There are no class names"),
        ("ab", r"are “ab”; they must"),
    ],
)
def test_class_names_that_are_none_are_told(name: str, names: Any, message: str) -> None:
    with pytest.raises(ExplainedError, match=message):
        NETWORKS[name].build(None, names)


@ALL
@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (28, r"^The shape is 28; it must be whole numbers"),
        ((1, 28.0, 28.0), r"^The shape is \(1, 28\.0, 28\.0\); it must be whole numbers"),
        ((28, 28), r"^The pictures have the shape \(28, 28\); it must be \(channels, height, width\)"),
        ((), r"^The pictures have the shape \(\)"),
    ],
)
def test_a_picture_shape_that_is_none_is_told(name: str, shape: Any, message: str) -> None:
    with pytest.raises(ExplainedError, match=message):
        NETWORKS[name].build(None, input_shape=shape)
