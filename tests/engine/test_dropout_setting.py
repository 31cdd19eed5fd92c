"""Where the setting “Dropout” acts in a network."""

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.dropout_setting import dropouts, set_dropout, with_dropout
from cnnviz.engine.global_pooling import GlobalAvgPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.settings import SettingError


def test_lenet_gets_it_before_its_second_and_third_dense_layer_and_keeps_its_weights() -> None:
    network = lenet5(3)
    dropped = with_dropout(network, 0.25)
    names = [name for name, _ in dropped.layers]
    assert names[-6:] == ["relu3", "dropout1", "fc2", "relu4", "dropout2", "fc3"]
    assert {layer.p for layer in dropouts(dropped).values()} == {0.25}
    assert dropped.weights.keys() == network.weights.keys()
    picture = np.ones((1, 1, 28, 28), np.float32)
    np.testing.assert_array_equal(dropped.logits(picture), network.logits(picture))
    assert (dropped.forward(picture, training=np.random.default_rng(0)).output != network.logits(picture)).any()


def test_a_single_dense_layer_gets_it_too() -> None:
    names = [name for name, _ in with_dropout(NETWORKS["32-64-128-average"].build(None), 0.5).layers]
    assert names[-2] == "dropout1"


def test_a_network_with_dropout_layers_gets_no_more_of_them() -> None:
    network = Network([("a", Linear(4, 4)), ("dropout1", Dropout(0.1)), ("b", Linear(4, 4)), ("c", Linear(4, 2))], (4,))
    assert with_dropout(network, 0.7) is network
    assert dropouts(network)["dropout1"].p == 0.7
    assert with_dropout(network, 0) is network and dropouts(network)["dropout1"].p == 0.7
    set_dropout(network, 0)
    assert dropouts(network)["dropout1"].p == 0


def test_a_name_that_is_taken_is_left_alone() -> None:
    network = Network([("dropout1", Linear(4, 4)), ("b", Linear(4, 2))], (4,))
    assert [name for name, _ in with_dropout(network, 0.5).layers] == ["dropout1", "dropout2", "b"]


def test_branches_stay_what_they_are() -> None:
    layers = [
        Node("a", Linear(4, 4)), Node("b", Linear(4, 4)), Node("sum", Add(), ("a", "b")), Node("c", Linear(4, 2)),
    ]  # fmt: skip
    dropped = with_dropout(Network(layers, (4,)), 0.5)
    assert {node.name: node.inputs for node in dropped.nodes} == {
        "a": ("input",), "dropout1": ("a",), "b": ("dropout1",), "sum": ("a", "b"), "dropout2": ("sum",),
        "c": ("dropout2",),
    }  # fmt: skip


def test_a_network_without_a_place_for_it_says_so() -> None:
    network = Network([("conv", Conv2D(1, 2, 3)), ("pool", GlobalAvgPool2D())], (1, 8, 8))
    assert with_dropout(network, 0) is network
    with pytest.raises(SettingError, match=r"^Dropout is 0\.5, but this network has no dense layer to put it before"):
        with_dropout(network, 0.5)
