"""What the tests of explanations share: networks small enough to be worked out, and the last report of a method."""

from typing import Any

import numpy as np

from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.explain.explanation import Explanation, Target
from cnnviz.explain.methods import METHODS
from cnnviz.settings import checked


def explained(name: str, network: Network, picture: Array, target: Target, **settings: Any) -> Explanation:
    """The finished explanation; `layer` is handed on beside the method's own settings."""
    return every_report(name, network, picture, target, **settings)[-1]


def every_report(name: str, network: Network, picture: Array, target: Target, **settings: Any) -> list[Explanation]:
    method = METHODS[name]
    layer = {"layer": settings.pop("layer")} if "layer" in settings else {}
    return list(method.run(network, picture, target, checked(method.settings, settings) | layer))


def skipping(bias: bool = True, softmax: bool = False) -> Network:
    """A skip, a pooling, three classes; in float64, with biases that are not zero."""
    rng = np.random.default_rng(7)
    network = Network(
        [
            ("conv1", Conv2D(2, 4, 3, padding=1, bias=bias, rng=rng)),
            ("relu1", ReLU()),
            ("conv2", Conv2D(4, 4, 3, padding=1, bias=bias, rng=rng)),
            Node("add", Add(), ("conv2", "relu1")),
            ("relu2", ReLU()),
            ("pool", MaxPool2D(2)),
            ("flat", Flatten()),
            ("fc", Linear(64, 3, bias=bias, rng=rng)),
            *([("softmax", Softmax())] if softmax else []),
        ],
        (2, 8, 8),
    ).copy(np.float64)
    for name, array in network.parameters.items():
        if name.endswith("bias"):
            array += 0.3 * rng.standard_normal(array.shape)
    return network


def linear() -> Network:
    """Two scores that are sums of weighted pixels (1, 4, 6)."""
    return Network([("flat", Flatten()), ("fc", Linear(24, 2, rng=np.random.default_rng(3)))], (1, 4, 6)).copy(
        np.float64
    )


def picture_for(network: Network, seed: int = 0) -> Array:
    return np.random.default_rng(seed).random(network.input_shape)
