"""A small network with a layer of every kind that looks different, what it makes of a picture, and the card."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.graph import Node
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.traces.passes import NetworkModel, Pass
from cnnviz.ui.inspect.follow.follow_card import FollowCard


def small_network(seed: int = 0) -> Network:
    """Colour in, three classes out, with a skip."""
    rng = np.random.default_rng(seed)
    nodes: list[Node | tuple[str, Layer | Merge]] = [
        ("conv1", Conv2D(3, 4, 3, padding=1, rng=rng)),
        ("norm", BatchNorm2D(4)),
        ("relu", ReLU()),
        ("conv2", Conv2D(4, 4, 3, padding=1, rng=rng)),
        Node("add", Add(), ("conv2", "relu")),
        ("pool1", MaxPool2D(3, 2, padding=1)),
        ("pool2", AvgPool2D(2)),
        ("flatten", Flatten()),
        ("fc1", Linear(16, 20, rng=rng)),
        ("fc2", Linear(20, 3, rng=rng)),
    ]
    network = Network(nodes, (3, 8, 8), ("cat", "dog", "eel"))
    for node in network.nodes:
        if "bias" in node.layer.parameters:
            node.layer.parameters["bias"][:] = rng.normal(size=len(node.layer.parameters["bias"]))
    return network


@pytest.fixture(scope="session")
def network() -> Network:
    return small_network()


@pytest.fixture(scope="session")
def shown(network: Network) -> Pass:
    picture = np.random.default_rng(1).random((3, 8, 8), np.float32)
    return NetworkModel(network).run(picture)


@pytest.fixture
def card(qtbot: QtBot, shown: Pass) -> FollowCard:
    """As the page has it: what is asked for is shown."""
    card = FollowCard()
    qtbot.addWidget(card)
    card.resize(300, 640)
    card.show()
    card.show_pass(shown)
    card.follow_wanted.connect(card.show_cell)
    return card
