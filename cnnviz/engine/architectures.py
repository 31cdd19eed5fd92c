"""Networks that the program knows by name."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.initializers import Random
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.text import mark

DIGITS = tuple("0123456789")

Builder = Callable[[Random | None, Sequence[str]], Network]


def lenet5(rng: Random | None = None, class_names: Sequence[str] = DIGITS) -> Network:
    """LeNet-5 as it is taught today: 28×28 with padding 2, ReLU, max pooling; 61,706 parameters for ten classes.

    LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition"; the original had
    tanh, trainable average pooling and 32×32 pictures. Without `rng` the weights are those of seed 0.

    >>> sum(layer.parameters for layer in lenet5().summary())
    61706
    """
    rng = np.random.default_rng(0) if rng is None else rng
    return Network(
        [
            ("conv1", Conv2D(1, 6, 5, padding=2, rng=rng)),
            ("relu1", ReLU()),
            ("pool1", MaxPool2D(2)),
            ("conv2", Conv2D(6, 16, 5, rng=rng)),
            ("relu2", ReLU()),
            ("pool2", MaxPool2D(2)),
            ("flatten", Flatten()),
            ("fc1", Linear(400, 120, rng=rng)),
            ("relu3", ReLU()),
            ("fc2", Linear(120, 84, rng=rng)),
            ("relu4", ReLU()),
            ("fc3", Linear(84, len(class_names), rng=rng)),
        ],
        (1, 28, 28),
        class_names,
    )


NETWORKS: Mapping[str, tuple[str, Builder]] = {"lenet5": (mark("LeNet-5"), lenet5)}
