"""What the networks known by name have in common: how they fit a picture's size, and what they refuse."""

import math
from collections.abc import Sequence

from cnnviz.engine.arrays import Shape, as_shape
from cnnviz.engine.description import NetworkError, as_names
from cnnviz.engine.graph import Node, linked, output_shapes
from cnnviz.engine.initializers import Random, Seed, generator
from cnnviz.engine.layer import Layer, Merge
from cnnviz.text import ExplainedError

DIGITS = tuple("0123456789")
LARGEST_TRIED = 512

Layers = list[Node | tuple[str, Layer | Merge]]


def checked(rng: Seed, class_names: object, input_shape: object) -> tuple[Random | None, tuple[str, ...], Shape]:
    """What a builder is given: its randomness, its class names, of which there must be one, and (C, H, W).

    An ExplainedError says what is wrong with them.
    """
    names, shape = as_names(class_names), as_shape(input_shape)
    if not names:
        raise NetworkError("There are no class names; the network needs one for each class.")
    if len(shape) != 3:
        raise NetworkError(
            "The pictures have the shape {given}; it must be (channels, height, width), such as (1, 28, 28).",
            given=shape,
        )  # fmt: skip
    return generator(rng), names, shape


def features(network: str, layers: Sequence[Node | tuple[str, Layer | Merge]], input_shape: Shape) -> int:
    """How many numbers these `layers` make of one picture; NetworkError says which pictures `network` can take.

    >>> from cnnviz.engine.pooling import MaxPool2D
    >>> features("Two halvings", [("pool1", MaxPool2D(2)), ("pool2", MaxPool2D(2))], (3, 9, 9))
    12
    """
    nodes = linked(layers)
    try:
        return math.prod(output_shapes(nodes, input_shape)[nodes[-1].name])
    except ExplainedError as error:
        least = _least_side(nodes, input_shape)
        if least is None or len(input_shape) != 3:
            raise
        raise NetworkError(
            "{network} makes the picture smaller layer by layer: it takes pictures of {least} × {least} or more, and "
            "these have {height} × {width}.",
            network=network, least=least, height=input_shape[1], width=input_shape[2],
        ) from error  # fmt: skip


def _least_side(nodes: Sequence[Node], input_shape: Shape) -> int | None:
    """The side of the smallest square picture that goes through; None where even a large one does not."""
    for side in range(1, LARGEST_TRIED + 1):
        try:
            output_shapes(nodes, (input_shape[0], side, side))
        except ExplainedError:
            continue
        return side
    return None
