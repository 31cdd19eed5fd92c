"""Networks with skips and branches: forward, the way back, and what may not be built."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU, Tanh
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.description import NetworkError
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.workspace import Workspace

EPSILON = 1e-6


@pytest.fixture
def branching(rng: np.random.Generator) -> Network:
    """Every way in which an output can be taken more than once: by two, by three, twice by one, through a view."""
    return Network(
        [
            ("conv1", Conv2D(2, 3, 3, padding=1, rng=rng)),
            Node("skip1", Add(), ("conv1", "conv1")),
            Node("conv2", Conv2D(3, 3, 3, padding=1, rng=rng), ("skip1",)),
            Node("drop", Dropout(0.5), ("skip1",)),  # in use it hands its input on as it is
            Node("skip2", Add(), ("conv2", "drop", "conv1")),
            Node("side", Conv2D(2, 4, 1, rng=rng), ("input",)),
            Node("both", Concat(), ("skip2", "side", "input")),
            ("pool", MaxPool2D(2)),
            ("flatten", Flatten()),
            ("tanh", Tanh()),
            Node("twice", Add(), ("flatten", "tanh")),
            ("fc", Linear(81, 4, rng=rng)),
        ],
        (2, 6, 6),
    ).copy(np.float64)


def twin(network: Network, x: Array) -> Array:
    """`branching` by hand."""
    layers = dict(network.layers)
    run = lambda name, value: layers[name](value)  # noqa: E731
    conv1 = run("conv1", x)
    skip1 = conv1 + conv1
    skip2 = run("conv2", skip1) + skip1 + conv1
    both = np.concatenate([skip2, run("side", x), x], axis=1)
    flat = run("flatten", run("pool", both))
    return np.asarray(run("fc", flat + np.tanh(flat)))


def test_a_graph_computes_what_its_layers_do_by_hand(branching: Network, rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 2, 6, 6))
    np.testing.assert_allclose(branching.forward(x).output, twin(branching, x), rtol=1e-12)
    assert branching.output_shape == (4,)
    assert branching.shapes["both"] == (9, 6, 6)


def test_the_tape_knows_all_inputs(branching: Network, rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 2, 6, 6))
    entry = branching.forward(x)["both"]
    assert entry.sources == ("skip2", "side", "input")
    assert [one.shape for one in entry.inputs] == [(3, 3, 6, 6), (3, 4, 6, 6), (3, 2, 6, 6)]
    np.testing.assert_array_equal(entry.inputs[2], x)
    assert entry.input.shape == (3, 3, 6, 6)
    with pytest.raises(ValueError, match="read-only"):
        entry.inputs[1][...] = 0


def test_slopes_of_an_output_that_is_taken_twice_are_summed(branching: Network, rng: np.random.Generator) -> None:
    x, upstream = rng.standard_normal((3, 2, 6, 6)), rng.standard_normal((3, 4))
    workspace = Workspace()
    for _ in range(2):  # the second time in buffers that are full already
        gradients = branching.backward(branching.forward(x, workspace), upstream)

    def loss(x: Array) -> float:
        return float(np.sum(twin(branching, x) * upstream))

    assert gradients.input is not None
    direction = rng.standard_normal(x.shape)
    measured = (loss(x + EPSILON * direction) - loss(x - EPSILON * direction)) / (2 * EPSILON)
    assert float(np.sum(gradients.input * direction)) == pytest.approx(measured, rel=1e-6)
    for name, array in branching.parameters.items():
        direction, start = rng.standard_normal(array.shape), array.copy()
        array += EPSILON * direction
        ahead = loss(x)
        array[...] = start - EPSILON * direction
        measured = (ahead - loss(x)) / (2 * EPSILON)
        array[...] = start
        assert float(np.sum(gradients.parameters[name] * direction)) == pytest.approx(measured, rel=1e-6), name


def test_the_way_back_leaves_the_tape_as_it_is(branching: Network, rng: np.random.Generator) -> None:
    tape = branching.forward(rng.standard_normal((3, 2, 6, 6)))
    before = [entry.output.copy() for entry in tape]
    first = branching.backward(tape, np.ones((3, 4))).parameters["conv1.weight"].copy()
    for entry, output in zip(tape, before, strict=True):
        np.testing.assert_array_equal(entry.output, output)
    np.testing.assert_array_equal(branching.backward(tape, np.ones((3, 4))).parameters["conv1.weight"], first)


def test_without_the_slope_by_the_picture_the_others_are_the_same(
    branching: Network, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = branching.forward(rng.standard_normal((3, 2, 6, 6)))
    whole = {name: array.copy() for name, array in branching.backward(tape, np.ones((3, 4))).parameters.items()}
    spared = []
    backward: Callable[..., object] = Conv2D.backward

    def counted(layer: Conv2D, *arguments: object) -> object:
        spared.append(layer)
        return backward(layer, *arguments)

    monkeypatch.setattr(Conv2D, "backward", counted)
    gradients = branching.backward(tape, np.ones((3, 4)), by_input=False)
    assert gradients.input is None
    assert spared == [dict(branching.layers)["conv2"]]
    for name, array in whole.items():
        np.testing.assert_allclose(gradients.parameters[name], array, rtol=1e-12)


def test_layers_before_the_first_weights_need_no_slopes(rng: np.random.Generator) -> None:
    network = Network([("flatten", Flatten()), ("relu", ReLU()), ("fc", Linear(9, 2, rng=rng))], (1, 3, 3))
    tape = network.forward(rng.standard_normal((4, 1, 3, 3)).astype(np.float32))
    gradients = network.backward(tape, np.ones((4, 2), np.float32), by_input=False)
    assert gradients.parameters.keys() == {"fc.weight", "fc.bias"}
    np.testing.assert_allclose(gradients.parameters["fc.weight"][0], tape["relu"].output.sum(axis=0), rtol=1e-6)


def test_a_row_needs_no_buffers_for_sums(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([("conv", Conv2D(1, 2, 3, rng=rng)), ("relu", ReLU())], (1, 5, 5))
    tape = network.forward(rng.standard_normal((2, 1, 5, 5)))
    asked: list[str] = []
    part = Workspace.part
    monkeypatch.setattr(Workspace, "part", lambda self, name: asked.append(name) or part(self, name))  # type: ignore[func-returns-value]
    network.backward(tape, np.ones((2, 2, 3, 3)))
    assert asked == ["relu", "conv"]


def test_what_is_not_learnt_is_kept_copied_and_loaded(rng: np.random.Generator) -> None:
    def network() -> Network:
        return Network([("conv", Conv2D(1, 2, 3, rng=rng)), ("norm", BatchNorm2D(2))], (1, 5, 5))

    one = network()
    one.forward(rng.standard_normal((4, 1, 5, 5)), training=rng)
    assert one.buffers.keys() == {"norm.running_mean", "norm.running_var"}
    assert one.weights.keys() == one.parameters.keys() | one.buffers.keys()
    other, fresh = one.copy(np.float64), network()
    fresh.load(one.weights)
    for name, array in one.weights.items():
        np.testing.assert_array_equal(other.weights[name], array)
        np.testing.assert_array_equal(fresh.weights[name], array)
        assert other.weights[name].dtype == np.float64
    one.forward(rng.standard_normal((4, 1, 5, 5)), training=rng)
    assert not np.array_equal(one.weights["norm.running_mean"], other.weights["norm.running_mean"])
    with pytest.raises(NetworkError, match=r"“norm\.running_"):
        fresh.load(one.parameters)


def test_a_graph_needs_layers_that_can_be_reached() -> None:
    with pytest.raises(NetworkError, match="“b” takes “c”, which no layer before it is called"):
        Network([("a", ReLU()), Node("b", Add(), ("a", "c")), ("c", ReLU())], (1, 2, 2))
    with pytest.raises(NetworkError, match="No layer takes what “a” gives"):
        Network([("a", ReLU()), Node("b", ReLU(), ("input",))], (1, 2, 2))
    with pytest.raises(NetworkError, match="No layer can be called “input”"):
        Network([("input", ReLU())], (1, 2, 2))


def test_an_output_too_large_to_be_held_is_refused_before_it_is_made() -> None:
    with pytest.raises(NetworkError, match="“conv” would be 1000000 × 100 × 100 for each picture"):
        Network([("conv", Conv2D(1, 10**6, 1))], (1, 100, 100))
