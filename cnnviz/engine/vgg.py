"""Stacks of 3×3 convolutions: VGG16, and the small one that CNN Explainer shows."""

from collections.abc import Sequence

from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import Layers, checked, features
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.initializers import Seed
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten

TINY_CLASSES = (
    "lifeboat", "ladybug", "pizza", "bell pepper", "school bus", "koala", "espresso", "red panda", "orange",
    "sport car",
)  # fmt: skip
NUMBERED_CLASSES = tuple(map(str, range(1000)))  # of ImageNet, which has no short names
VGG16_KERNELS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


def tiny_vgg(rng: Seed = 0, class_names: Sequence[str] = TINY_CLASSES, input_shape: Shape = (3, 64, 64)) -> Network:
    """Tiny VGG of CNN Explainer: twice two convolutions with ten kernels, then pooling; 19,920 parameters for 64×64.

    Wang et al. 2020, "CNN Explainer" (arXiv:2004.15004), whose names the layers have; no padding. `rng` is a generator,
    a seed, or None for weights of zero. NetworkError for pictures that are too small.

    >>> sum(layer.parameters for layer in tiny_vgg().summary())
    19920
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    layers: Layers = []
    channels = input_shape[0]
    for block in (1, 2):
        for number in (1, 2):
            layers += [
                (f"conv_{block}_{number}", Conv2D(channels, 10, 3, rng=rng)),
                (f"relu_{block}_{number}", ReLU()),
            ]
            channels = 10
        layers += [(f"max_pool_{block}", MaxPool2D(2))]
    layers += [("flatten", Flatten())]
    units = features("Tiny VGG", layers, input_shape)
    return Network([*layers, ("output", Linear(units, len(class_names), rng=rng))], input_shape, class_names)


def vgg16(rng: Seed = 0, class_names: Sequence[str] = NUMBERED_CLASSES, input_shape: Shape = (3, 224, 224)) -> Network:
    """VGG16, "configuration D": thirteen convolutions and three dense layers; 138,357,544 parameters, 553 MB of them.

    Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image Recognition"
    (arXiv:1409.1556), with its dropout of one half; one picture of 224×224 takes 15.5 thousand million multiply-adds.
    The layers have the names of the authors' own files. The arguments are those of `tiny_vgg`.

    >>> sum(layer.parameters for layer in vgg16(None).summary())
    138357544
    """
    rng, class_names, input_shape = checked(rng, class_names, input_shape)
    layers: Layers = []
    channels = input_shape[0]
    for block, widths in enumerate(VGG16_KERNELS, 1):
        for number, kernels in enumerate(widths, 1):
            layers += [
                (f"conv{block}_{number}", Conv2D(channels, kernels, 3, padding=1, rng=rng)),
                (f"relu{block}_{number}", ReLU()),
            ]
            channels = kernels
        layers += [(f"pool{block}", MaxPool2D(2))]
    layers += [("flatten", Flatten())]
    units = features("VGG16", layers, input_shape)
    for number, inputs in ((6, units), (7, 4096)):
        layers += [
            (f"fc{number}", Linear(inputs, 4096, rng=rng)),
            (f"relu{number}", ReLU()),
            (f"drop{number}", Dropout(0.5)),
        ]
    return Network([*layers, ("fc8", Linear(4096, len(class_names), rng=rng))], input_shape, class_names)
