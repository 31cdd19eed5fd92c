"""What is shown of a pass is what the network computed, and ranges are honest."""

import numpy as np
import pytest

from cnnviz.data.preprocessing import PreprocessingOptions
from cnnviz.engine.activations import ReLU
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.traces.shown_layers import ShownLayer, as_maps, network_limit, shown_layers
from cnnviz.ui.inspect.maps.facts import facts
from cnnviz.ui.inspect.maps.legend import written
from cnnviz.ui.inspect.maps.map_contents import map_limits, maps_content, marks
from cnnviz.ui.inspect.picture.switches import as_they_are, switched


@pytest.fixture(scope="module")
def layers() -> tuple:
    picture = np.random.default_rng(0).random((1, 28, 28), np.float32)
    return shown_layers(lenet5(), picture)


def test_units_are_maps_of_one_cell() -> None:
    assert as_maps(np.arange(4.0)).tolist() == [[[0.0]], [[1.0]], [[2.0]], [[3.0]]]


def test_the_facts_of_a_layer_are_those_of_its_summary(layers: tuple) -> None:
    text = facts(layers[4])
    assert text.startswith("16 maps of 10 × 10")
    for fact in ("2\u2009416 parameters", "receptive field 14 × 14", "240\u2009000 multiply-adds"):
        assert fact in text
    assert "120 units" in facts(layers[8])


def test_ranges_are_a_maps_own_or_shared() -> None:
    maps = np.array([[[1.0, -2.0]], [[0.1, np.inf]]])
    assert map_limits(maps, None).tolist() == [2.0, 0.1], "what is not finite does not count"
    assert map_limits(maps, 9.0).tolist() == [9.0, 9.0]


def test_the_networks_range_holds_every_layers_values(layers: tuple) -> None:
    limit = network_limit(layers)
    assert all(np.abs(layer.maps).max() <= limit for layer in layers[1:])


def test_probabilities_run_to_one_and_the_picture_is_grey(layers: tuple) -> None:
    assert maps_content(layers[-1], 3.0, range(10)).limits.tolist() == [1.0] * 10
    assert maps_content(layers[0], 3.0, range(1)).colours == "grey"


def test_maps_that_hold_no_numbers_are_named() -> None:
    network = lenet5()
    network.parameters["conv1.bias"][2] = np.nan
    layers = shown_layers(network, np.zeros((1, 28, 28), np.float32))
    assert marks(layers[1], range(6))[2] == "not finite"


def test_a_legend_writes_its_ends_so_that_they_are_true() -> None:
    assert [written(limit) for limit in (0.15, 4.0, 1.5, 0.003, 200.0)] == ["0.15", "4", "1.5", "0.003", "200"]
    assert written(-0.8) == "−0.8" and written(0.8, signed=True) == "+0.8"


def test_moving_or_cutting_ink_keeps_its_shape() -> None:
    bare = as_they_are(PreprocessingOptions())
    assert switched(bare, "crop", True).resizing == "fit"
    assert switched(bare, "centre", True).resizing == "fit"
    assert switched(bare, "grey", False).resizing == "fill"
    assert switched(bare, "invert", True).invert == "on"


def test_kernels_stand_by_output_map_and_what_is_no_kernel_is_left_out() -> None:
    rng = np.random.default_rng(0)
    up = ConvTranspose2D(4, 6, 2, groups=2, rng=rng)
    network = Network([("up", up), ("norm", BatchNorm2D(6)), ("relu", ReLU())], (4, 3, 3))
    _, first, norm, relu = shown_layers(network, np.zeros((4, 3, 3), np.float32))
    assert first.weights is not None and first.weights.shape == (6, 2, 2, 2)
    np.testing.assert_array_equal(first.weights[4, 1], up.weight[3, 1])
    assert norm.weights is None and relu.weights is None


def test_what_is_known_of_a_layer_s_numbers_is_what_they_are() -> None:
    maps = np.array([[[0.0, 0.0]], [[1.0, -4.0]], [[np.nan, 2.0]], [[np.inf, 3.0]]])
    layer = ShownLayer("a", "Conv2D", maps.shape, maps)
    assert layer.silent().tolist() == [True, False, False, False]
    assert layer.finite().tolist() == [True, True, False, False]
    assert layer.limit == 4.0
    assert ShownLayer("a", "Conv2D", (1, 1, 1), np.zeros((1, 1, 1))).limit == 1.0


@pytest.mark.parametrize("ending", [Softmax, LogSoftmax])
def test_scores_are_called_by_their_classes_also_before_a_softmax(ending: type) -> None:
    layers = [("fc", Linear(4, 2)), ("relu", ReLU()), ("scores", Linear(2, 2)), ("end", ending())]
    network = Network(layers, (4,), class_names=("cat", "dog"))
    labels = {layer.name: tuple(layer.labels) for layer in shown_layers(network, np.ones(4, np.float32))}
    assert labels["scores"] == labels["end"] == ("cat", "dog")
    assert labels["fc"] == labels["relu"] == ()
