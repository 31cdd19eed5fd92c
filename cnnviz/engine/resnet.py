"""Residual networks: every block adds to what it was given, so that the way back is never blocked."""

from collections.abc import Sequence

from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import Layers, checked, features
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.global_pooling import GlobalAvgPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.initializers import Random, Seed
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.shape import Flatten

CIFAR_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
WIDTHS = (16, 32, 64)


def resnet8(rng: Seed = 0, class_names: Sequence[str] = CIFAR_CLASSES, input_shape: Shape = (3, 32, 32)) -> Network:
    """The smallest of its family, one block for each width: quick enough to watch; 78,042 parameters for colour.

    The arguments are those of `resnet20`.

    >>> sum(layer.parameters for layer in resnet8().summary())
    78042
    """
    return _resnet("ResNet-8", 1, *checked(rng, class_names, input_shape))


def resnet20(rng: Seed = 0, class_names: Sequence[str] = CIFAR_CLASSES, input_shape: Shape = (3, 32, 32)) -> Network:
    """ResNet-20 for small pictures: nine blocks of two 3×3 convolutions; 272,474 parameters for colour.

    He, Zhang, Ren and Sun 2015, "Deep Residual Learning for Image Recognition" (arXiv:1512.03385), section 4.2, where
    its size is given as 0.27 million. Where the width doubles the skip is a 1×1 convolution (their option B); skips
    without weights (option A) would make 269,722. `rng` is a generator, a seed, or None for weights of zero.

    >>> sum(layer.parameters for layer in resnet20().summary())
    272474
    """
    return _resnet("ResNet-20", 3, *checked(rng, class_names, input_shape))


def _resnet(name: str, blocks: int, rng: Random | None, class_names: Sequence[str], input_shape: Shape) -> Network:
    layers: Layers = [
        ("conv", Conv2D(input_shape[0], WIDTHS[0], 3, padding=1, bias=False, rng=rng)),
        ("norm", BatchNorm2D(WIDTHS[0])),
        ("relu", ReLU()),
    ]
    source, channels = "relu", WIDTHS[0]
    for group, width in enumerate(WIDTHS, 1):
        for number in range(1, blocks + 1):
            block = f"block{group}_{number}"
            layers += _block(block, source, channels, width, rng)
            source, channels = f"{block}_relu2", width
    layers += [("average", GlobalAvgPool2D()), ("flatten", Flatten())]
    units = features(name, layers, input_shape)
    return Network([*layers, ("fc", Linear(units, len(class_names), rng=rng))], input_shape, class_names)


def _block(name: str, source: str, inputs: int, outputs: int, rng: Random | None) -> Layers:
    """Two convolutions and what they add to: the block's own input, or a 1×1 convolution of it where sizes change."""
    stride = 1 if inputs == outputs else 2
    layers: Layers = [
        Node(f"{name}_conv1", Conv2D(inputs, outputs, 3, stride, padding=1, bias=False, rng=rng), (source,)),
        (f"{name}_norm1", BatchNorm2D(outputs)),
        (f"{name}_relu1", ReLU()),
        (f"{name}_conv2", Conv2D(outputs, outputs, 3, padding=1, bias=False, rng=rng)),
        (f"{name}_norm2", BatchNorm2D(outputs)),
    ]
    skip = source
    if inputs != outputs:
        skip = f"{name}_skip_norm"
        layers += [
            Node(f"{name}_skip", Conv2D(inputs, outputs, 1, stride, bias=False, rng=rng), (source,)),
            (skip, BatchNorm2D(outputs)),
        ]
    return [*layers, Node(f"{name}_add", Add(), (f"{name}_norm2", skip)), (f"{name}_relu2", ReLU())]
