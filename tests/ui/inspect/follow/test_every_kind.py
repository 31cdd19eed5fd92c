"""No layer, and no number, that the card cannot draw."""

import numpy as np
import pytest

from cnnviz.engine.activations import ELU, LeakyReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Concat
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.follow.follow_card import FollowCard
from cnnviz.ui.inspect.follow.picturing import picture_of
from cnnviz.ui.inspect.follow.terms_text import terms_text
from cnnviz.ui.theme import LIGHT

PICTURES = {
    "colours": np.random.default_rng(0).random((3, 9, 9), np.float32),
    "nothing": np.zeros((3, 9, 9), np.float32),
    "no numbers": np.full((3, 9, 9), np.nan, np.float32),
    "without end": np.full((3, 9, 9), np.inf, np.float32),
    "huge": np.full((3, 9, 9), 1e12, np.float32),
}


@pytest.fixture(scope="module")
def odd_network() -> Network:
    rng = np.random.default_rng(0)
    return Network(
        [
            ("grouped", Conv2D(3, 6, 3, padding=2, dilation=2, groups=3, rng=rng)),
            ("elu", ELU()),
            ("wide", ConvTranspose2D(6, 4, 2, stride=3, rng=rng)),
            ("leaky", LeakyReLU()),
            Node("both", Concat(), ("wide", "leaky")),
            ("tanh", Tanh()),
            ("adaptive", AdaptiveAvgPool2D(3)),
            ("sigmoid", Sigmoid()),
            ("softplus", Softplus()),
            ("largest", GlobalMaxPool2D()),
            ("flatten", Flatten()),
            ("dropout", Dropout(0.5)),
            ("scores", Linear(8, 4, rng=rng)),
            ("log", LogSoftmax()),
        ],
        (3, 9, 9),
    )


@pytest.mark.parametrize("name", PICTURES)
def test_every_layer_is_drawn_whatever_its_numbers_are(card: FollowCard, odd_network: Network, name: str) -> None:
    shown: Pass = NetworkModel(odd_network).run(PICTURES[name])
    card.show_pass(shown)
    for layer in shown.layers:
        channels, rows, columns = layer.maps.shape
        for cell in (Cell(layer.name, 0, 0, 0), Cell(layer.name, channels - 1, rows // 2, columns // 2)):
            card.show_cell(cell)
            followed = card.followed()
            assert followed is not None and followed.cell == cell
            assert not card.grab().isNull()
            assert card.outcome.lines()
            assert terms_text(shown, picture_of(shown, followed, LIGHT, False), 4)
