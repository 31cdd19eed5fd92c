"""The way back writes over slopes that nobody else will read, and over nothing else."""

from collections.abc import Sequence

import numpy as np
import pytest

from cnnviz.engine.activations import LeakyReLU, ReLU
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.graph import Node
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.workspace import Workspace


class CarefulReLU(ReLU):
    """The same, and what it is given stays."""

    backward_over = Layer.backward_over


def networks(kind: type[ReLU]) -> dict[str, Sequence[Node | tuple[str, Layer | Merge]]]:
    """Layers for pictures (2, 5, 5), with the ReLU in the places where its slope is, or is not, nobody else's."""
    conv = Conv2D(2, 2, 3, padding=1, rng=np.random.default_rng(3), dtype=np.float64)
    return {
        "last": [("conv", conv), ("relu", kind())],
        "before views of the caller's slope": [("relu", kind()), ("drop", Dropout(0.5)), ("flatten", Flatten())],
        "before a pooling that leaves cells out": [("conv", conv), ("relu", kind()), ("pool", MaxPool2D(2))],
        "before a pooling with a border": [("conv", conv), ("relu", kind()), ("pool", AvgPool2D(2, padding=1))],
        "before a sum that both branches get": [
            ("conv", conv), ("bent", LeakyReLU()), Node("relu", kind(), ("conv",)),
            Node("add", Add(), ("relu", "bent")),
        ],
        "before a sum with the input": [("conv", conv), ("relu", kind()), Node("add", Add(), ("relu", "input"))],
        "before a sum within a row": [
            ("conv", conv), ("relu", kind()), Node("add", Add(), ("relu", "input")), ("pool", MaxPool2D(2)),
        ],
        "before a view of a sum's slope": [
            Node("row", Flatten(), ("input",)), Node("relu", kind(), ("input",)), ("flatten", Flatten()),
            Node("add", Add(), ("row", "flatten")),
        ],
        "before a sum of the same twice": [("relu", kind()), Node("add", Add(), ("relu", "relu"))],
        "before pieces of one slope": [
            ("relu", kind()), Node("both", Concat(), ("relu", "input")), ("pool", MaxPool2D(2)),
        ],
        "beside a skip": [
            ("conv", conv), ("relu", kind()), ("more", Conv2D(2, 2, 1, dtype=np.float64)),
            Node("add", Add(), ("more", "relu")), ("last", kind()), ("pool", MaxPool2D(2)),
        ],
    }  # fmt: skip


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("name", networks(ReLU))
def test_slopes_that_are_written_over_are_read_by_nobody_else(name: str, batch: int, rng: np.random.Generator) -> None:
    fast, careful = (Network(networks(kind)[name], (2, 5, 5)) for kind in (ReLU, CarefulReLU))
    workspace = Workspace()
    for _ in range(3):
        x = rng.standard_normal((batch, 2, 5, 5))
        tape = fast.forward(x, workspace)
        slope = rng.standard_normal(tape.output.shape)
        given = slope.copy()
        expected = careful.backward(careful.forward(x), slope)
        for _ in range(2):  # the tape stays as it is as well
            found = fast.backward(tape, slope)
            np.testing.assert_array_equal(found.input, expected.input)
            for parameter, gradient in found.parameters.items():
                np.testing.assert_array_equal(gradient, expected.parameters[parameter])
        np.testing.assert_array_equal(slope, given)


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "vgg16"])
def test_the_way_back_can_be_gone_again(name: str, rng: np.random.Generator) -> None:
    network = NETWORKS[name].build(0)
    tape = network.forward(rng.random((2, *network.input_shape), np.float32), training=np.random.default_rng(0))
    slope = rng.standard_normal(tape.output.shape).astype(np.float32)
    first = {part: gradient.copy() for part, gradient in network.backward(tape, slope).parameters.items()}
    for part, gradient in network.backward(tape, slope).parameters.items():
        np.testing.assert_array_equal(gradient, first[part])
