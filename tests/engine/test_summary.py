"""Networks in numbers; receptive fields against the input cells that really change an output."""

import numpy as np
import pytest

from cnnviz.engine.activations import Tanh
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D
from cnnviz.engine.shape import Flatten


def test_lenet5_has_the_parameters_and_shapes_of_the_paper() -> None:
    network = lenet5()
    summary = {line.name: line for line in network.summary()}
    assert sum(line.parameters for line in summary.values()) == 61_706
    assert summary["pool1"].output_shape == (6, 14, 14)
    assert summary["conv2"].output_shape == (16, 10, 10)
    assert summary["flatten"].output_shape == (400,)
    assert network.output_shape == (10,)
    work = (117_600, 240_000, 48_000, 10_080, 840)
    assert [line.multiply_adds for line in summary.values() if line.parameters] == list(work)
    assert summary["conv2"].multiply_adds_so_far == 117_600 + 240_000
    assert summary["fc3"].multiply_adds_so_far == sum(work)
    assert summary["fc3"].inputs == ("relu4",)


def test_receptive_fields_grow_up_to_the_picture() -> None:
    fields = {line.name: line.receptive_field for line in lenet5().summary()}
    assert [fields[name] for name in ("conv1", "pool1", "conv2", "pool2", "flatten", "fc1", "fc3")] == [
        (5, 5), (6, 6), (14, 14), (16, 16), (16, 16), (28, 28), (28, 28),
    ]  # fmt: skip


def ones_everywhere(network: Network) -> Network:
    """Weights under which no change can cancel another."""
    for array in network.parameters.values():
        array[...] = 0.1
    return network.copy(np.float64)


def extent(used: Array) -> int:
    """From the first to the last that is used."""
    places = np.flatnonzero(used)
    return int(np.ptp(places)) + 1 if len(places) else 0


def measured_fields(network: Network) -> dict[str, tuple[int, int]]:
    """For each layer the largest part of the picture that moves one of its output cells, by the slopes."""
    x = np.random.default_rng(2).random((1, *network.input_shape))
    found = {}
    for end in range(1, len(network.nodes) + 1):
        front = front_of(network, end)
        tape = front.forward(x)
        shape = front.output_shape
        sizes = [(0, 0)]
        for cell in range(int(np.prod(shape))):
            slope = np.zeros((1, np.prod(shape)))
            slope[0, cell] = 1
            gradient = front.backward(tape, slope.reshape(1, *shape)).input
            assert gradient is not None
            moved = gradient[0].any(axis=0)
            sizes.append((extent(moved.any(axis=1)), extent(moved.any(axis=0))))
        found[network.nodes[end - 1].name] = (max(one[0] for one in sizes), max(one[1] for one in sizes))
    return found


def front_of(network: Network, end: int) -> Network:
    """Only the layers that the one before `end` depends on."""
    wanted = {network.nodes[end - 1].name}
    for node in reversed(network.nodes[:end]):
        if node.name in wanted:
            wanted.update(node.inputs)
    return Network([node for node in network.nodes[:end] if node.name in wanted], network.input_shape)


def conv(kernel: object, stride: object = 1, padding: object = 0, dilation: object = 1, mode: str = "zeros") -> Conv2D:
    return Conv2D(1, 1, kernel, stride, padding, dilation, padding_mode=mode)  # type: ignore[arg-type]


def up(kernel: object, stride: object = 1, padding: object = 0, more: int = 0, dilation: int = 1) -> ConvTranspose2D:
    return ConvTranspose2D(1, 1, kernel, stride, padding, more, dilation=dilation)  # type: ignore[arg-type]


CHAINS = {
    "plain": ([("a", conv(3)), ("b", conv((3, 1))), ("c", conv(2))], (9, 8)),
    "stride": ([("a", conv(3, 2, 1)), ("b", conv(3, (2, 1), 1)), ("c", conv(3, 1, 1))], (15, 14)),
    "dilation": ([("a", conv(3, 1, 2, 2)), ("b", conv(2, 1, 0, 3))], (9, 8)),
    "small picture": ([("a", conv(3, 3, 1)), ("b", conv(1))], (4, 4)),
    "more padding than kernel": ([("a", conv(2, 1, 5)), ("b", conv(3))], (3, 4)),
    "adaptive": ([("a", conv(3, 2)), ("pool", AdaptiveAvgPool2D((3, 2))), ("b", conv(2))], (12, 15)),
    "adaptive, larger": ([("pool", AdaptiveAvgPool2D((5, None))), ("b", conv(2))], (3, 4)),
    "transposed": ([("a", conv(3)), ("up", up(3, 2, 1, 1)), ("b", conv(3))], (8, 7)),
    "transposed, with holes": ([("up", up(2, 3, 0, 0)), ("b", conv(2)), ("c", conv(3, 2))], (5, 4)),
    "transposed twice": ([("up1", up(4, 2, 1)), ("up2", up((3, 5), 2, (1, 2), 1)), ("b", conv(3, 2))], (5, 6)),
    "transposed, dilated": ([("up", up(3, 2, 0, 0, 3))], (6, 6)),
    "replicated border": ([("pool", AvgPool2D((3, 2))), ("a", conv((3, 2), 3, (0, 4, 1, 0), 2, "replicate"))], (8, 10)),
    "reflected border": ([("a", conv(4, (3, 2), (4, 1, 1, 0), (3, 1), "reflect")), ("b", conv(2, 2))], (15, 12)),
    "border larger than the picture": ([("a", conv(3, 4, 7, 3, "replicate")), ("b", conv(1, 2, 3))], (2, 3)),
    "whole maps": ([("a", conv(3, 3)), ("pool", GlobalAvgPool2D()), ("b", conv(1))], (11, 10)),
    "last windows half outside": ([("a", conv(2)), ("pool", AvgPool2D(3, 2, ceil_mode=True))], (7, 9)),
    "rows that no window reaches": (
        [("a", conv(3, 3)), ("pool", AvgPool2D(2)), ("flat", Flatten()), ("fc", Linear(1, 2)), ("tanh", Tanh())],
        (11, 10),
    ),
}
GRAPHS = {
    "skip": ([("a", conv(3, 1, 1)), ("b", conv(3, 1, 1)), Node("add", Add(), ("a", "b")), ("c", conv(3))], (9, 9)),
    "two scales": (
        [
            ("a", conv(3, 2, 1)),
            Node("b", conv(5, 2, 2), ("input",)),
            Node("both", Concat(), ("a", "b")),
            ("c", Conv2D(2, 1, 3)),
        ],
        (11, 10),
    ),
    "branches beside each other": (
        [
            ("left", conv((1, 2), 1, (0, 0, 4, 0))),  # its windows lie four columns to the left
            Node("right", conv((1, 2), 1, (0, 0, 0, 4)), ("input",)),
            Node("add", Add(), ("left", "right")),
        ],
        (3, 12),
    ),
    "different strides, same size": (
        [
            ("half", conv(1, 2)),
            Node("end", conv(6, 1), ("input",)),
            Node("add", Add(), ("half", "end")),
            ("c", conv(2)),
        ],
        (10, 10),
    ),
    "vectors": (
        [
            ("flat", Flatten()),
            ("fc", Linear(36, 4)),
            Node("pool", AvgPool2D(3), ("input",)),
            ("rest", Flatten()),
            Node("both", Concat(), ("fc", "rest")),
        ],
        (6, 6),
    ),
}


@pytest.mark.parametrize("name", [*CHAINS, *GRAPHS])
def test_the_receptive_field_is_what_really_changes_an_output_cell(name: str) -> None:
    layers, size = (CHAINS | GRAPHS)[name]
    network = ones_everywhere(Network(layers, (1, *size)))  # type: ignore[arg-type]
    stated = {line.name: line.receptive_field for line in network.summary()}
    assert stated == measured_fields(network)


def test_circular_borders_are_not_counted() -> None:
    network = Network([("a", Conv2D(1, 1, 3, padding=1, padding_mode="circular"))], (1, 9, 9))
    assert network.summary()[0].receptive_field == (3, 3)


def test_a_vector_is_a_picture_of_one_row() -> None:
    assert Network([("fc", Linear(7, 2))], (7,)).summary()[0].receptive_field == (1, 7)
