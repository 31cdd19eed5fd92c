"""A network's weights drawn anew, as another start for its training."""

from cnnviz.engine.initializers import Initializer, InitializerError, Random, checked_generator
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.text import quoted


def initialize(network: Network, initializer: Initializer, rng: Random) -> None:
    """Draw all weights of `network` by `initializer`, in place and layer by layer; biases become 0.

    Batch normalisation starts with weights 1, and means 0 and variances 1 to go by. The same state of `rng` gives the
    same weights, bit for bit. InitializerError where `initializer` is no function, or `rng` no generator of NumPy.

    >>> import numpy as np
    >>> from cnnviz.engine.initializers import he_normal
    >>> from cnnviz.engine.lenet import lenet5
    >>> network = lenet5(None)
    >>> initialize(network, he_normal, np.random.default_rng(0))
    >>> bool(abs(network.parameters["fc1.weight"].std() / (2 / 400) ** 0.5 - 1) < 0.01)
    True
    """
    checked_generator(rng)
    if not callable(initializer):
        raise InitializerError(
            "The initialiser is {given}; it must be a function such as initializers.he_uniform.",
            given=quoted(initializer),
        )
    for _, layer in network.layers:
        if layer.fans is not None:
            weight = layer.parameters["weight"]
            weight[...] = initializer(weight.shape, *layer.fans, rng, weight.dtype)
        elif isinstance(layer, BatchNorm2D):
            layer.buffers["running_mean"].fill(0)
            layer.buffers["running_var"].fill(1)
            if layer.parameters:
                layer.parameters["weight"].fill(1)
        if "bias" in layer.parameters:
            layer.parameters["bias"].fill(0)
