"""Signs and places are known from the layers alone, so that colours do not change from picture to picture."""

import numpy as np
import pytest

from cnnviz.engine.activations import LeakyReLU, ReLU
from cnnviz.engine.architectures import NETWORKS, lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import GlobalAvgPool2D
from cnnviz.engine.graph import Node, linked
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.traces.carried import signed_outputs
from cnnviz.traces.shown_layers import ShownLayer, shown_layers

RNG = np.random.default_rng(0)


def of(network: Network, picture: np.ndarray | None = None) -> dict[str, ShownLayer]:
    shown = shown_layers(network, RNG.random(network.input_shape, np.float32) if picture is None else picture)
    return {layer.name: layer for layer in shown}


def test_what_comes_out_of_relu_and_softmax_cannot_be_negative() -> None:
    layers = of(lenet5())
    positive = [name for name, layer in layers.items() if not layer.is_signed]
    assert positive == ["input", "relu1", "pool1", "relu2", "pool2", "flatten", "relu3", "relu4", "softmax"]


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_no_layer_that_is_called_positive_holds_a_negative_number(name: str) -> None:
    for layer in of(NETWORKS[name].build(1)).values():
        assert layer.is_signed or layer.maps.min() >= 0, layer.name


def test_a_sum_is_positive_only_if_all_that_it_adds_is() -> None:
    nodes = [
        Node("relu", ReLU(), ("input",)), Node("leaky", LeakyReLU(), ("input",)),
        Node("both", Add(), ("relu", "leaky")), Node("conv", Conv2D(1, 1, 3, padding=1)),
        Node("one", ReLU()), Node("two", Add(), ("one", "relu")),
    ]  # fmt: skip
    signed = signed_outputs(linked(nodes), picture_is_signed=True)
    assert signed == {"input": True, "relu": False, "leaky": True, "both": True, "conv": True,
                      "one": False, "two": False}  # fmt: skip


def test_a_picture_with_negative_numbers_stays_signed_through_pooling() -> None:
    network = Network([("pool", MaxPool2D(2)), ("conv", Conv2D(1, 2, 1))], (1, 4, 4))
    assert of(network, np.full((1, 4, 4), -1, np.float32))["pool"].is_signed
    assert not of(network, np.full((1, 4, 4), 1, np.float32))["pool"].is_signed


def test_where_nobody_knows_the_numbers_themselves_tell() -> None:
    assert ShownLayer("a", "Relu", (1, 1, 2), np.array([[[-0.5, 1]]])).is_signed
    assert not ShownLayer("a", "Relu", (1, 1, 2), np.array([[[0, np.nan]]])).is_signed


def test_a_linear_layer_knows_the_maps_that_its_inputs_were() -> None:
    layers = of(lenet5())
    assert layers["fc1"].unrolled == (16, 5, 5) and layers["fc2"].unrolled == ()
    behind = [("flat", Flatten()), ("relu", ReLU()), ("drop", Dropout()), ("fc", Linear(12, 2))]
    assert of(Network(behind, (3, 2, 2)))["fc"].unrolled == (3, 2, 2)
    pooled = [("mean", GlobalAvgPool2D()), ("flat", Flatten()), ("fc", Linear(3, 2))]
    assert of(Network(pooled, (3, 2, 2)))["fc"].unrolled == (), "a number a map has no places"
