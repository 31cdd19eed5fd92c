"""Layers find their counterparts, and what lies between them is plain subtraction."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.network import Network
from cnnviz.inspection.comparison import compared, counterparts, likenesses
from cnnviz.traces.passes import NetworkModel, Pass

RNG = np.random.default_rng(2)
PICTURE = RNG.random((1, 12, 12), np.float32)


def passed(*names: str, filters: int = 4, seed: int = 0) -> Pass:
    """A pass through two convolutions, each with a ReLU, under these names."""
    rng = np.random.default_rng(seed)
    first, second, third, fourth = names
    return NetworkModel(
        Network(
            [(first, Conv2D(1, 4, 3, rng=rng)), (second, ReLU()), (third, Conv2D(4, filters, 3, rng=rng)),
             (fourth, ReLU())],
            (1, 12, 12),
        )
    ).run(PICTURE)  # fmt: skip


def test_layers_of_the_same_name_and_shape_belong_together() -> None:
    one, other = passed("a", "b", "c", "d"), passed("a", "b", "c", "d", seed=1)
    assert counterparts(one, other) == {name: name for name in ("input", "a", "b", "c", "d")}


def test_layers_of_other_names_are_found_by_kind_and_shape_in_their_order() -> None:
    one, other = passed("a", "b", "c", "d"), passed("conv1", "b", "conv2", "relu2")
    assert counterparts(one, other) == {"input": "input", "a": "conv1", "b": "b", "c": "conv2", "d": "relu2"}


def test_a_layer_of_another_shape_has_no_counterpart() -> None:
    one, other = passed("a", "b", "c", "d"), passed("a", "b", "c", "d", filters=5)
    assert counterparts(one, other) == {"input": "input", "a": "a", "b": "b"}
    assert np.isnan(likenesses(one, other)["c"])


def test_the_difference_is_what_must_be_added_to_the_one_to_get_the_other() -> None:
    one, other = passed("a", "b", "c", "d"), passed("a", "b", "c", "d", seed=1)
    result = compared(one, other, "c", "c")
    assert np.allclose(one.layer("c").maps + result.difference, other.layer("c").maps, atol=1e-6)
    expected = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(result.one, result.other, strict=True)]
    assert result.agreement == pytest.approx(expected, abs=1e-6)


def test_a_pass_is_like_itself_in_every_layer() -> None:
    shown = NetworkModel(lenet5(0)).run(RNG.random((1, 28, 28), np.float32))
    assert all(value == pytest.approx(1) for value in likenesses(shown, shown).values())
