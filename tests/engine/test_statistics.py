"""Statistics of networks whose numbers are set by hand."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU, Sigmoid, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.statistics import statistics_of
from cnnviz.engine.workspace import Workspace


def test_sizes_are_root_mean_squares_of_weights_slopes_and_the_last_move() -> None:
    network = Network([("fc", Linear(2, 2))], (2,))
    network.parameters["fc.weight"][...] = [[3, 4], [0, 0]]
    slopes = {"fc.weight": np.array([[1.0, 1.0], [1.0, 1.0]]), "fc.bias": np.array([9.0, 9.0])}
    before = {"fc.weight": np.array([[3.0, 3.0], [0.0, 0.0]]), "fc.bias": np.array([7.0, 0.0])}
    (found,) = statistics_of(network, np.ones((3, 2)), slopes, before)
    assert (found.layer, found.kind, found.function, found.units) == ("fc", "Linear", "", 2)
    assert (found.weight, found.gradient, found.update) == (2.5, 1.0, 0.5)
    assert found.activation == pytest.approx(np.sqrt(49 / 2))


def test_a_map_that_is_zero_on_all_pictures_is_dead_and_one_that_is_not_on_a_single_pixel_is_not() -> None:
    network = Network([("conv", Conv2D(1, 3, 1)), ("relu", ReLU())], (1, 4, 4))
    network.parameters["conv.weight"][:, 0, 0, 0] = [-1, 1, -1]
    network.parameters["conv.bias"][...] = [0, 0, -1]
    pictures = np.zeros((5, 1, 4, 4), np.float32)
    pictures[2, 0, 1, 3] = 1
    (found,) = statistics_of(network, pictures, {}, {})
    assert (found.function, found.units, found.dead) == ("ReLU", 3, (0, 2))
    assert (found.gradient, found.update) == (0, 0)


def test_what_is_so_small_that_its_square_is_zero_is_not_dead() -> None:
    network = Network([("fc", Linear(1, 1)), ("relu", ReLU())], (1,))
    network.parameters["fc.weight"][...] = 1
    (found,) = statistics_of(network, np.full((2, 1), 1e-30, np.float32), {}, {})
    assert found.dead == ()


@pytest.mark.parametrize(
    ("function", "inputs", "share"),
    [
        (Sigmoid(), [-100.0, -4.6, -4.5, 0.0, 4.5, 100.0, 4.6, 1.0], 4 / 8),
        (Tanh(), [-100.0, -2.7, -2.6, 0.0, 2.6, 100.0, 2.7, 1.0], 4 / 8),
        (ReLU(), [-100.0, 100.0], 0.0),
    ],
)
def test_outputs_within_a_hundredth_of_a_bound_are_saturated(
    function: ReLU | Sigmoid | Tanh, inputs: list[float], share: float
) -> None:
    network = Network([("fc", Linear(1, 1)), ("function", function)], (1,))
    network.parameters["fc.weight"][...] = 1
    (found,) = statistics_of(network, np.array(inputs)[:, None], {}, {})
    assert (found.function, found.saturated) == (function.kind, share)


def test_the_function_that_follows_is_found_behind_dropout_but_not_behind_other_layers() -> None:
    layers = [
        ("conv", Conv2D(1, 2, 3)), ("norm", BatchNorm2D(2)), ("drop", Dropout(0.5)), ("tanh", Tanh()),
        ("flatten", Flatten()), ("fc", Linear(8, 3)), ("softmax", Softmax()),
    ]  # fmt: skip
    found = statistics_of(Network(layers, (1, 4, 4)), np.zeros((2, 1, 4, 4)), {}, {})
    assert [(one.layer, one.function) for one in found] == [("conv", ""), ("norm", "Tanh"), ("fc", "")]


def test_branches_are_measured_where_they_leave_the_layer() -> None:
    layers = [("a", Linear(2, 2)), ("relu", ReLU()), ("b", Linear(2, 2)), ("sum", Add(), ("relu", "b"))]
    network = Network(layers, (2,))
    network.parameters["a.weight"][...] = np.eye(2)
    found = statistics_of(network, np.array([[-1.0, 2.0]]), {}, {})
    assert [(one.layer, one.function, one.dead) for one in found] == [("a", "ReLU", (0,)), ("b", "", (0, 1))]


def test_numbers_that_are_none_are_shown_as_they_are() -> None:
    network = Network([("fc", Linear(1, 1))], (1,))
    network.parameters["fc.weight"][...] = np.inf
    (found,) = statistics_of(network, np.ones((1, 1)), {"fc.weight": np.array([[np.nan]])}, {})
    assert found.weight == np.inf and np.isnan(found.gradient) and found.dead == ()


def test_looking_changes_nothing_and_kept_arrays_give_the_same() -> None:
    network, workspace = lenet5(1), Workspace()
    kept = network.copy()
    pictures = np.random.default_rng(0).random((4, 1, 28, 28), np.float32)
    fresh = statistics_of(network, pictures, network.parameters, {})
    assert [one.layer for one in fresh] == ["conv1", "conv2", "fc1", "fc2", "fc3"]
    for _ in range(2):
        assert statistics_of(network, pictures, network.parameters, {}, workspace) == fresh
    for name, array in kept.weights.items():
        np.testing.assert_array_equal(array, network.weights[name])
