"""The network that read the cheques of the nineties, as it is taught today and closer to how it was."""

from collections.abc import Sequence

from cnnviz.engine.activations import ReLU, Tanh
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import DIGITS, Layers, checked, features
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.initializers import Random, Seed, glorot_uniform
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten

PAPERS_SIDE = 32  # pixels; the paper laid digits of 28 into pictures of 32


def lenet5(rng: Seed = 0, class_names: Sequence[str] = DIGITS, input_shape: Shape = (1, 28, 28)) -> Network:
    """LeNet-5 as it is taught today: ReLU, max pooling, and padding 2 for 28×28; 61,706 parameters for ten classes.

    LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition". `rng` is a
    generator, a seed, or None for weights of zero. NetworkError for pictures that are too small.

    >>> sum(layer.parameters for layer in lenet5().summary())
    61706
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    return _lenet(rng, class_names, input_shape, ReLU, MaxPool2D)


def lenet5_1998(rng: Seed = 0, class_names: Sequence[str] = DIGITS, input_shape: Shape = (1, 28, 28)) -> Network:
    """LeNet-5 with the tanh and the average pooling of 1998; 61,706 parameters for ten classes.

    What differs from the paper, which counts 60,000: its pooling learnt a factor and a bias for each map, its second
    convolution joined only 60 of the 96 pairs of maps, its tanh was 1.7159 tanh(2x/3), its last layer compared with
    drawn templates (radial basis functions) instead of giving scores, and 28×28 are padded in the network instead of
    before it. Weights by Glorot, which suits tanh. The arguments are those of `lenet5`.

    >>> sum(layer.parameters for layer in lenet5_1998().summary())
    61706
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    network = _lenet(None, class_names, input_shape, Tanh, AvgPool2D)
    if rng is not None:
        for _, layer in network.layers:
            if isinstance(layer, Conv2D | Linear):
                layer.weight[...] = glorot_uniform(layer.weight.shape, *layer.fans, rng, layer.weight.dtype)
    return network


def _lenet(
    rng: Random | None,
    class_names: Sequence[str],
    input_shape: Shape,
    activation: type[Layer],
    pooling: type[AvgPool2D] | type[MaxPool2D],
) -> Network:
    padding = 2 if max(input_shape[1:], default=0) < PAPERS_SIDE else 0
    front: Layers = [
        ("conv1", Conv2D(input_shape[0], 6, 5, padding=padding, rng=rng)),
        ("{0}1", activation()),
        ("pool1", pooling(2)),
        ("conv2", Conv2D(6, 16, 5, rng=rng)),
        ("{0}2", activation()),
        ("pool2", pooling(2)),
        ("flatten", Flatten()),
    ]
    back: Layers = [
        ("fc1", Linear(features("LeNet-5", front, input_shape), 120, rng=rng)),
        ("{0}3", activation()),
        ("fc2", Linear(120, 84, rng=rng)),
        ("{0}4", activation()),
        ("fc3", Linear(84, len(class_names), rng=rng)),
    ]
    word = activation.__name__.lower()
    named = [(name.format(word), layer) for name, layer, *_ in (*front, *back)]
    return Network(named, input_shape, class_names)
