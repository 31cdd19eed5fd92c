"""A network and its tape."""

import json
from typing import Any

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.arrays import ArrayError
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.description import NetworkError
from cnnviz.engine.graph import Node
from cnnviz.engine.initializers import InitializerError
from cnnviz.engine.layer import LayerError
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.tape import TapeError
from cnnviz.engine.workspace import Workspace


@pytest.fixture
def pictures(rng: np.random.Generator) -> np.ndarray:
    return rng.random((5, 1, 28, 28), dtype=np.float32)


def test_the_tape_has_every_layer_with_what_it_was_given_and_gave(pictures: np.ndarray) -> None:
    tape = lenet5().forward(pictures)
    assert len(tape) == 12
    assert [entry.name for entry in tape] == [name for name, _ in lenet5().layers]
    np.testing.assert_array_equal(tape["conv1"].input, pictures)
    for before, after in zip(tape.entries, tape.entries[1:], strict=False):
        np.testing.assert_array_equal(before.output, after.input)
        np.testing.assert_allclose(after.layer(after.input), after.output, rtol=1e-5, atol=1e-6)
    assert tape.output.shape == (5, 10)
    assert tape["pool1"].output.shape == (5, 6, 14, 14)
    with pytest.raises(KeyError, match="conv9"):
        tape["conv9"]


def test_a_tape_of_its_own_stays_as_it_is(pictures: np.ndarray) -> None:
    network = lenet5()
    tape = network.forward(pictures)
    before = [entry.output.copy() for entry in tape]
    network.forward(pictures + 1)
    pictures += 1
    for entry, output in zip(tape, before, strict=True):
        np.testing.assert_array_equal(entry.output, output)


def test_a_kept_workspace_is_used_again_and_gives_the_same_numbers(pictures: np.ndarray) -> None:
    network, workspace = lenet5(), Workspace()
    first = network.forward(pictures, workspace)
    output = first["pool2"].output.copy()
    network.forward(pictures[:2], workspace)
    again = network.forward(pictures, workspace)
    np.testing.assert_array_equal(again["pool2"].output, output)
    third = network.forward(pictures, workspace)
    assert third["conv1"].y is again["conv1"].y


def test_two_workspaces_never_disturb_each_other(pictures: np.ndarray) -> None:
    network = lenet5()
    mine, other = Workspace(), Workspace()
    tape = network.forward(pictures, mine)
    network.backward(network.forward(pictures * 3, other), np.ones((5, 10), np.float32))
    expected = network.forward(pictures)
    np.testing.assert_array_equal(tape["relu2"].output, expected["relu2"].output)
    slope = cross_entropy(tape.output, np.arange(5))[1]
    ours, theirs = network.backward(tape, slope), network.backward(expected, slope)
    for name in ours.parameters:
        np.testing.assert_array_equal(ours.parameters[name], theirs.parameters[name])


def test_what_the_tape_shows_cannot_be_written_to(pictures: np.ndarray) -> None:
    tape = lenet5().forward(pictures)
    with pytest.raises(ValueError, match="read-only"):
        tape["conv1"].output[...] = 0


def test_backward_goes_through_the_whole_network(rng: np.random.Generator) -> None:
    network = lenet5(rng).copy(np.float64)
    x, labels = rng.standard_normal((3, 1, 28, 28)), np.array([3, 1, 4])
    tape = network.forward(x)
    gradients = network.backward(tape, cross_entropy(tape.output, labels)[1])
    assert gradients.parameters.keys() == network.parameters.keys()
    direction, step = rng.standard_normal(x.shape), 1e-6
    ahead, behind = (cross_entropy(network.logits(x + s * direction), labels)[0] for s in (step, -step))
    assert gradients.input is not None
    assert float(np.sum(gradients.input * direction)) == pytest.approx((ahead - behind) / (2 * step), rel=1e-6)
    without = network.backward(network.forward(x), cross_entropy(tape.output, labels)[1], by_input=False)
    assert without.input is None
    np.testing.assert_allclose(without.parameters["conv1.weight"], gradients.parameters["conv1.weight"])


def test_probabilities_do_not_depend_on_the_batches(pictures: np.ndarray) -> None:
    network = lenet5()
    whole = network.probabilities(pictures)
    np.testing.assert_allclose(whole, network.probabilities(pictures, batch_size=2), rtol=1e-5)
    np.testing.assert_allclose(whole.sum(axis=1), 1, rtol=1e-5)
    assert network.probabilities(pictures[:0]).shape == (0, 10)
    assert network.copy(np.float64).probabilities(pictures[:0]).dtype == np.float64
    with pytest.raises(NetworkError, match=r"given the shape \(0, 7\)"):
        network.probabilities(np.zeros((0, 7)))


def test_a_softmax_at_the_end_is_not_applied_twice(pictures: np.ndarray) -> None:
    network = lenet5()
    closed = Network([*network.layers, ("softmax", Softmax())], (1, 28, 28))
    np.testing.assert_allclose(closed.probabilities(pictures), network.probabilities(pictures), rtol=1e-6)
    np.testing.assert_allclose(closed.forward(pictures).output, network.probabilities(pictures), rtol=1e-5)


def test_a_copy_learns_alone(pictures: np.ndarray) -> None:
    network = lenet5()
    other = network.copy()
    other.parameters["conv1.weight"][...] = 0
    other.info["trained on"] = "nothing"
    assert network.parameters["conv1.weight"].any()
    assert not network.info
    assert network.copy(np.float64).forward(pictures).output.dtype == np.float64


def test_the_description_makes_the_same_network_again(pictures: np.ndarray) -> None:
    network = Network(
        [
            ("conv", Conv2D(1, 4, (3, 5), (2, 1), (1, 1, 2, 2), groups=1, bias=False, rng=np.random.default_rng(1))),
            ("relu", ReLU()),
            ("pool", AvgPool2D(3, 2, 1)),
            ("flatten", Flatten()),
            ("fc", Linear(392, 3, rng=np.random.default_rng(2))),
        ],
        (1, 28, 28),
        ("a", "b", "c"),
        info={"trained on": "nothing"},
    )
    again = Network.from_description(json.loads(json.dumps(network.describe())))
    again.load(network.parameters)
    assert again.describe() == network.describe()
    assert [repr(layer) for _, layer in again.layers] == [repr(layer) for _, layer in network.layers]
    np.testing.assert_array_equal(again.forward(pictures).output, network.forward(pictures).output)


def test_layers_that_do_not_fit_together_say_so() -> None:
    with pytest.raises(LayerError, match=r"Linear\(9 → 2\) takes 9 numbers in a row, but gets the shape \(1, 3, 3\)"):
        Network([("fc", Linear(9, 2))], (1, 3, 3))


def test_pictures_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(NetworkError, match=r"takes pictures \(N, 1, 28, 28\); .* the shape \(1, 28, 28\)"):
        lenet5().forward(np.zeros((1, 28, 28)))


def test_loading_says_which_weights_do_not_fit_and_takes_none() -> None:
    network = lenet5()
    before = {name: array.copy() for name, array in network.parameters.items()}
    good = {name: array + 1 for name, array in before.items()}
    for change, message in (
        ({"fc1.weight": np.zeros((120, 256))}, r"“fc1.weight” have the shape \(120, 256\).*expects \(120, 400\)"),
        ({"fc9.weight": np.zeros(1)}, "“fc9.weight”, but the network has no place"),
    ):
        with pytest.raises(NetworkError, match=message):
            network.load(good | change)
    del good["conv2.bias"]
    with pytest.raises(NetworkError, match=r"“conv2\.bias” are missing"):
        network.load(good)
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(array, before[name])


def test_endless_numbers_pass_without_a_warning(pictures: np.ndarray) -> None:
    network = lenet5()
    network.parameters["conv1.weight"][...] = 1e38
    tape = network.forward(pictures)
    network.backward(tape, np.ones((5, 10), np.float32))
    network.probabilities(pictures)


@pytest.mark.parametrize("given", [5, ReLU(), "abc", ("relu",), (3, ReLU()), ("relu", "ReLU"), ("relu", ReLU)])
def test_what_is_no_layer_with_a_name_is_told_so(given: Any) -> None:
    with pytest.raises(NetworkError, match=r"stands where a layer should; give a pair \(name, layer\)"):
        Network([given], (4,))


def test_inputs_are_a_tuple_of_names() -> None:
    with pytest.raises(NetworkError, match=r"“add” takes “input”; its inputs must be a tuple of names"):
        Network([Node("add", ReLU(), "input")], (4,))  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [4, "4", (4.0,), ("4",), (0,), (1, -5, 28)])
def test_the_input_shape_is_whole_numbers_from_one_on(shape: Any) -> None:
    with pytest.raises(ArrayError, match=r"^The shape is .*; it must be whole numbers, each 1 or more"):
        Network([("relu", ReLU())], shape)


def test_class_names_and_info_are_texts() -> None:
    for names in ("abc", 3, [1, 2, 3]):
        with pytest.raises(NetworkError, match=r"^The class names are .*; they must be a list of texts"):
            Network([("fc", Linear(4, 3))], (4,), names)  # type: ignore[arg-type]
    for info in ("abc", {"accuracy": 0.99}):
        with pytest.raises(NetworkError, match=r"^The info is .*; it must be texts by name, such as \{“trained on”"):
            Network([("fc", Linear(4, 3))], (4,), info=info)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["x", None, np.zeros((1, 1, 28, 28), complex), np.zeros((1, 1, 28, 28), object)])
def test_pictures_are_numbers(given: Any) -> None:
    for use in (Network.forward, Network.logits, Network.probabilities):
        with pytest.raises(ArrayError, match=r"^What is given as picture is .*; it must be an array of numbers"):
            use(lenet5(None), given)


def test_a_generator_given_as_workspace_and_a_flag_given_as_generator_are_told(pictures: np.ndarray) -> None:
    network = lenet5(None)
    with pytest.raises(NetworkError, match=r"^The workspace is Generator.*; it must be a Workspace, or None"):
        network.forward(pictures, np.random.default_rng(0))  # type: ignore[arg-type]
    with pytest.raises(InitializerError, match=r"^The randomness is True; it must be a generator of NumPy"):
        network.forward(pictures, training=True)


def test_the_way_back_needs_a_gradient_of_the_outputs_shape_and_the_networks_own_tape(pictures: np.ndarray) -> None:
    network = lenet5(None)
    tape = network.forward(pictures)
    good = np.zeros((len(pictures), 10))
    network.backward(tape, good.tolist())  # type: ignore[arg-type]
    for wrong in (good[:, :9], good[:-1], 1.0):
        with pytest.raises(
            NetworkError, match=r"^The output gradient has the shape .*; it must have that of the output"
        ):
            network.backward(tape, wrong)  # type: ignore[arg-type]
    for other in (lenet5(None).forward(pictures), pictures):
        with pytest.raises(NetworkError, match=r"^The tape is not of this network; take what its own forward gave"):
            network.backward(other, good)  # type: ignore[arg-type]


def test_weights_that_are_no_numbers_are_refused_and_none_is_taken() -> None:
    network = lenet5(1)
    before = network.copy().weights
    with pytest.raises(NetworkError, match=r"^The weights are “abc”; they must be arrays by name"):
        network.load("abc")  # type: ignore[arg-type]
    with pytest.raises(ArrayError, match=r"^What is given as weights fc3\.bias is "):
        network.load({**lenet5(2).weights, "fc3.bias": np.full(10, "a")})
    for name, array in network.weights.items():
        np.testing.assert_array_equal(array, before[name])
    network.load({name: array.tolist() for name, array in lenet5(2).weights.items()})  # type: ignore[misc]
    np.testing.assert_array_equal(network.parameters["fc1.weight"], lenet5(2).parameters["fc1.weight"])


def test_sizes_and_types_that_cannot_be_are_named(pictures: np.ndarray) -> None:
    with pytest.raises(LayerError, match=r"^Network: batch_size is 0; it must be a whole number, 1 or more"):
        lenet5(None).probabilities(pictures, 0)
    with pytest.raises(ArrayError, match=r"^The dtype is “float16”; it must be float32 or float64"):
        lenet5(None).copy("float16")


def test_a_described_network_takes_a_seed() -> None:
    description = lenet5(None).describe()
    one, other = (Network.from_description(description, seed) for seed in (3, np.random.default_rng(3)))
    np.testing.assert_array_equal(one.parameters["fc1.weight"], other.parameters["fc1.weight"])
    with pytest.raises(InitializerError, match=r"^The randomness is “seed”"):
        Network.from_description(description, "seed")  # type: ignore[arg-type]


def test_a_layer_that_the_tape_has_not_is_told_with_those_that_it_has() -> None:
    tape = Network([("relu", ReLU()), ("flatten", Flatten())], (1, 2, 2)).forward(np.ones((1, 1, 2, 2)))
    with pytest.raises(TapeError, match=r"^The tape has no layer “conv1”; it has: relu, flatten\.$"):
        tape["conv1"]
