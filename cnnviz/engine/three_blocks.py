"""Three convolutions with 32, 64 and 128 kernels: the first network of many courses, and what can be varied in it."""

from collections.abc import Sequence

from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import DIGITS, Layers, checked, features
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.global_pooling import GlobalAvgPool2D
from cnnviz.engine.initializers import Random, Seed
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten

KERNELS = (32, 64, 128)


def three_blocks(rng: Seed = 0, class_names: Sequence[str] = DIGITS, input_shape: Shape = (1, 28, 28)) -> Network:
    """32, 64, 128 kernels of 3×3, each followed by max pooling, then two dense layers; 110,474 parameters for 28×28.

    No padding: 28 → 26 → 13 → 11 → 5 → 3 → 1, so that 128 numbers are left for a dense layer of 128. `rng` is a
    generator, a seed, or None for weights of zero. NetworkError for pictures that are too small.

    >>> sum(layer.parameters for layer in three_blocks().summary())
    110474
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    front: Layers = []
    for number, (inputs, outputs) in enumerate(_steps(input_shape), 1):
        front += [
            (f"conv{number}", Conv2D(inputs, outputs, 3, rng=rng)),
            (f"relu{number}", ReLU()),
            (f"pool{number}", MaxPool2D(2)),
        ]
    return _with_dense_end(front, rng, class_names, input_shape)


def three_strides(rng: Seed = 0, class_names: Sequence[str] = DIGITS, input_shape: Shape = (1, 28, 28)) -> Network:
    """The same with stride 2 in the convolutions instead of pooling; 159,626 parameters for 28×28.

    28 → 13 → 6 → 2 leaves 512 numbers for the dense layer of 128 (Springenberg et al. 2015, "Striving for Simplicity:
    The All Convolutional Net", arXiv:1412.6806). The arguments are those of `three_blocks`.

    >>> sum(layer.parameters for layer in three_strides().summary())
    159626
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    front: Layers = []
    for number, (inputs, outputs) in enumerate(_steps(input_shape), 1):
        front += [(f"conv{number}", Conv2D(inputs, outputs, 3, 2, rng=rng)), (f"relu{number}", ReLU())]
    return _with_dense_end(front, rng, class_names, input_shape)


def three_averages(rng: Seed = 0, class_names: Sequence[str] = DIGITS, input_shape: Shape = (1, 28, 28)) -> Network:
    """The three convolutions with padding 1, and the mean of each of the 128 maps instead of a dense layer; 93,962.

    320 + 18,496 + 73,856 in the convolutions and 1,290 for ten classes, whatever the size of the picture (Lin, Chen and
    Yan 2014, "Network In Network", arXiv:1312.4400). The arguments are those of `three_blocks`.

    >>> sum(layer.parameters for layer in three_averages().summary())
    93962
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    layers: Layers = []
    for number, (inputs, outputs) in enumerate(_steps(input_shape), 1):
        layers += [(f"conv{number}", Conv2D(inputs, outputs, 3, padding=1, rng=rng)), (f"relu{number}", ReLU())]
        layers += [(f"pool{number}", MaxPool2D(2))] if number < len(KERNELS) else []
    layers += [("average", GlobalAvgPool2D()), ("flatten", Flatten())]
    units = features("The network with global average pooling", layers, input_shape)
    return Network([*layers, ("fc", Linear(units, len(class_names), rng=rng))], input_shape, class_names)


def _steps(input_shape: Shape) -> list[tuple[int, int]]:
    """Channels before and after each convolution."""
    return list(zip((input_shape[0], *KERNELS), KERNELS, strict=False))


def _with_dense_end(front: Layers, rng: Random | None, class_names: Sequence[str], input_shape: Shape) -> Network:
    front = [*front, ("flatten", Flatten())]
    units = features("The network of three convolutions", front, input_shape)
    back: Layers = [
        ("fc1", Linear(units, 128, rng=rng)),
        ("relu4", ReLU()),
        ("fc2", Linear(128, len(class_names), rng=rng)),
    ]
    return Network([*front, *back], input_shape, class_names)
