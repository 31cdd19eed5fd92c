"""The chain rule between two layers, beside the whole way back and beside small nudges."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU, Tanh
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.graph import Node
from cnnviz.engine.layer import Layer
from cnnviz.engine.layer_gradient import gradient_at
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.workspace import Workspace


@pytest.fixture
def branching() -> Network:
    """A skip from the picture, one around two layers, and a branch that is joined last."""
    rng = np.random.default_rng(1)
    return Network(
        [
            ("one", Conv2D(2, 2, 3, padding=1, rng=rng)),
            ("bent", Tanh()),
            ("two", Conv2D(2, 2, 3, padding=1, rng=rng)),
            Node("sum", Add(), ("two", "bent", "input")),
            Node("side", Conv2D(2, 3, 1, rng=rng), ("bent",)),
            Node("join", Concat(), ("sum", "side")),
            ("flat", Flatten()),
            ("scores", Linear(125, 4, rng=rng)),
        ],
        (2, 5, 5),
    ).copy(np.float64)  # fmt: skip


@pytest.fixture
def pictures() -> Array:
    return np.random.default_rng(2).standard_normal((3, 2, 5, 5))


def test_by_the_picture_it_is_what_the_network_s_own_way_back_gives(branching: Network, pictures: Array) -> None:
    tape = branching.forward(pictures)
    slope = np.random.default_rng(3).standard_normal((3, 4))
    np.testing.assert_allclose(gradient_at(tape, slope, "input"), branching.backward(tape, slope).input, rtol=1e-12)


@pytest.mark.parametrize("output", ["two", "sum", "side", "join"])
def test_of_a_layer_it_says_how_that_moves_with_the_picture(branching: Network, pictures: Array, output: str) -> None:
    tape = branching.forward(pictures)
    slope = np.random.default_rng(3).standard_normal(tape[output].output.shape)
    gradient = gradient_at(tape, slope, "input", output)
    direction = np.random.default_rng(4).standard_normal(pictures.shape)
    ends = [np.sum(branching.forward(pictures + step * direction)[output].output * slope) for step in (-1e-6, 1e-6)]
    assert (ends[1] - ends[0]) / 2e-6 == pytest.approx(float(np.sum(gradient * direction)), rel=1e-6)


def test_between_two_layers_other_ways_from_the_picture_are_left_out(branching: Network, pictures: Array) -> None:
    tape = branching.forward(pictures)
    slope = np.random.default_rng(3).standard_normal(tape["sum"].output.shape)
    two, _ = branching.layers[2][1], None
    assert isinstance(two, Layer)
    way = slope + gradient_at(tape, slope, "bent", "two")  # straight on, and through the convolution
    np.testing.assert_allclose(gradient_at(tape, slope, "bent", "sum"), way, rtol=1e-12)


def test_where_no_way_leads_it_is_zero(branching: Network, pictures: Array) -> None:
    tape = branching.forward(pictures)
    assert not gradient_at(tape, np.ones((3, 3, 5, 5)), "two", "side").any()
    assert gradient_at(tape, np.ones((3, 3, 5, 5)), "two", "side").shape == (3, 2, 5, 5)


def test_of_a_layer_by_itself_it_is_the_slope(branching: Network, pictures: Array) -> None:
    slope = np.ones((3, 2, 5, 5))
    assert gradient_at(branching.forward(pictures), slope, "two", "two") is slope


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2D(4, 6, 3, 2, 1, groups=2, rng=np.random.default_rng(0)), (4, 7, 6)),
        (Conv2D(2, 3, 3, padding=1, padding_mode="circular", rng=np.random.default_rng(0)), (2, 5, 5)),
        (ConvTranspose2D(4, 6, 3, 2, 1, 1, groups=2, rng=np.random.default_rng(0)), (4, 4, 5)),
        (Linear(7, 3, rng=np.random.default_rng(0)), (7,)),
        (BatchNorm2D(3), (3, 4, 4)),
        (ReLU(), (3, 4, 4)),
    ],
    ids=lambda value: value.kind if isinstance(value, Layer) else "",
)
def test_the_gradient_by_the_input_alone_is_that_of_the_whole_way_back(layer: Layer, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(5)
    y, saved = layer.forward(rng.standard_normal((*shape, 2)).astype(np.float32), Workspace())
    dy = rng.standard_normal(y.shape).astype(np.float32)
    expected, _ = layer.backward(dy, saved, Workspace())
    np.testing.assert_array_equal(layer.input_gradient(dy, saved, Workspace()), expected)
