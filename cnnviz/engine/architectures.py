"""The networks that the program knows by name: one table for the command line and the Train page."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from cnnviz.engine.arrays import Shape
from cnnviz.engine.initializers import Seed
from cnnviz.engine.lenet import lenet5, lenet5_1998
from cnnviz.engine.network import Network
from cnnviz.engine.resnet import resnet8, resnet20
from cnnviz.engine.three_blocks import three_averages, three_blocks, three_strides
from cnnviz.engine.vgg import tiny_vgg, vgg16
from cnnviz.text import mark


class Builder(Protocol):
    """Makes a network of its kind with weights from `rng`: a generator, a seed, or None for weights of zero.

    Class names and the shape of a picture (C, H, W) are those that it was published with, unless others are given.
    NetworkError for pictures that it cannot take.
    """

    def __call__(self, rng: Seed = 0, class_names: Sequence[str] = ..., input_shape: Shape = ...) -> Network: ...


class KnownNetwork(NamedTuple):
    """A network by name; `label` and `help` are marked sentences."""

    label: str
    help: str
    build: Builder


NETWORKS: Mapping[str, KnownNetwork] = {
    "lenet5": KnownNetwork(
        mark("LeNet-5"), mark("The classic for digits: two convolutions, two poolings, three dense layers."),
        lenet5,
    ),
    "lenet5-1998": KnownNetwork(
        mark("LeNet-5 of 1998"), mark("LeNet-5 closer to its paper: tanh and average pooling."),
        lenet5_1998,
    ),
    "32-64-128": KnownNetwork(
        mark("32-64-128"), mark("Three convolutions with 32, 64 and 128 kernels, each with max pooling."),
        three_blocks,
    ),
    "32-64-128-strides": KnownNetwork(
        mark("32-64-128, strides"), mark("The three convolutions with stride 2 instead of pooling."),
        three_strides,
    ),
    "32-64-128-average": KnownNetwork(
        mark("32-64-128, averages"), mark("The three convolutions with global average pooling as their end."),
        three_averages,
    ),
    "tiny-vgg": KnownNetwork(
        mark("Tiny VGG"), mark("Four convolutions with ten kernels each: the network of CNN Explainer."),
        tiny_vgg,
    ),
    "vgg16": KnownNetwork(
        mark("VGG16"), mark("Thirteen convolutions for photographs of 224×224: large, and slow to train."),
        vgg16,
    ),
    "resnet8": KnownNetwork(
        mark("ResNet-8"), mark("A small network with skips and batch normalisation: three blocks."),
        resnet8,
    ),
    "resnet20": KnownNetwork(
        mark("ResNet-20"), mark("Nine blocks with skips and batch normalisation, made for pictures of 32×32."),
        resnet20,
    ),
}  # fmt: skip
