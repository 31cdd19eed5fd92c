"""What layers keep of what they take: that no number is negative, and where in a map each number was."""

from collections.abc import Mapping, Sequence

from cnnviz.engine.arrays import Shape
from cnnviz.engine.graph import INPUT, Node

NEVER_NEGATIVE = frozenset(("ReLU", "Sigmoid", "Softplus", "Softmax"))
KEEPS_SIGNS = frozenset(
    ("MaxPool2D", "AvgPool2D", "AdaptiveAvgPool2D", "GlobalAvgPool2D", "GlobalMaxPool2D",
     "Dropout", "Flatten", "Add", "Concat", "LeakyReLU", "ELU")
)  # fmt: skip
KEEPS_PLACES = frozenset(("Dropout", "ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "Softplus"))


def signed_outputs(nodes: Sequence[Node], picture_is_signed: bool) -> Mapping[str, bool]:
    """Of every output, by name, whether its numbers can be negative: a ReLU's cannot, nor can a maximum of such."""
    signed = {INPUT: picture_is_signed}
    for name, layer, inputs in nodes:
        signed[name] = keeps_negative(layer.kind, any(signed[source] for source in inputs))
    return signed


def keeps_negative(kind: str, is_signed: bool) -> bool:
    """Whether a layer of this kind can give negative numbers, for numbers that can be negative (`is_signed`) or not.

    >>> keeps_negative("ReLU", True), keeps_negative("MaxPool2D", False), keeps_negative("Conv2D", False)
    (False, False, True)
    """
    return is_signed if kind in KEEPS_SIGNS else kind not in NEVER_NEGATIVE


def flattened_shapes(nodes: Sequence[Node], input_shapes: Mapping[str, tuple[int, ...]]) -> Mapping[str, Shape]:
    """The shapes (C, H, W) of the maps that vectors, by name, were; only where there was more than a number a map."""
    shapes: dict[str, Shape] = {}
    for name, layer, inputs in nodes:
        taken = input_shapes[name]
        if layer.kind == "Flatten" and len(taken) == 3 and taken[1:] != (1, 1):
            shapes[name] = taken
        elif layer.kind in KEEPS_PLACES and inputs[0] in shapes:
            shapes[name] = shapes[inputs[0]]
    return shapes
