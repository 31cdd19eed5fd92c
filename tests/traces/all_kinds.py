"""A network with every kind of layer in it."""

import numpy as np

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax


def network_of_all_kinds(seed: int = 0) -> Network:
    """Skips, branches, ceil mode, groups, a softmax over channels; float64, with random weights."""
    nodes = [
        Node("conv", Conv2D(2, 4, 3, 1, 1, padding_mode="reflect")),
        Node("norm", BatchNorm2D(4)),
        Node("relu", ReLU()),
        Node("up", ConvTranspose2D(4, 4, 3, 2, 1, groups=2)),
        Node("leaky", LeakyReLU(0.2)),
        Node("max", MaxPool2D(3, 2, 1, ceil_mode=True)),
        Node("grouped", Conv2D(4, 4, 3, padding=1, dilation=1, groups=2)),
        Node("add", Add(), ("grouped", "max", "max")),
        Node("elu", ELU()),
        Node("mean", AvgPool2D(2, 2, 1, ceil_mode=True, count_include_pad=False)),
        Node("shares", Softmax()),
        Node("sigmoid", Sigmoid(), ("mean",)),
        Node("concat", Concat(), ("shares", "sigmoid")),
        Node("pieces", AdaptiveAvgPool2D((3, 2))),
        Node("tanh", Tanh()),
        Node("global_mean", GlobalAvgPool2D(), ("concat",)),
        Node("global_max", GlobalMaxPool2D(), ("concat",)),
        Node("globals", Concat(), ("global_mean", "global_max")),
        Node("flat_globals", Flatten()),
        Node("flat", Flatten(), ("tanh",)),
        Node("drop", Dropout(0.5)),
        Node("units", Linear(48, 5)),
        Node("softplus", Softplus()),
        Node("all", Concat(), ("softplus", "flat_globals")),
        Node("head", Linear(21, 4)),
        Node("log_shares", LogSoftmax()),
    ]
    return random_weights(Network(nodes, (2, 7, 8)).copy(np.float64), seed)


def random_weights(network: Network, seed: int = 0) -> Network:
    """`network`, every weight and bias of it drawn; spreads stay above zero."""
    rng = np.random.default_rng(seed)
    for name, array in network.weights.items():
        array[...] = rng.random(array.shape) + 0.5 if name.endswith("running_var") else rng.normal(size=array.shape)
    return network
