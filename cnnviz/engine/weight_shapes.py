"""Which arrays a described layer will hold, known before any is made: a file may ask for far more than there is.

Each kind of layer with weights has its rule here; a test holds it against the layers themselves.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cnnviz.engine.arrays import Shape
from cnnviz.engine.geometry import pair
from cnnviz.engine.layer import positive
from cnnviz.engine.weighted import grouped

Shapes = Mapping[str, Shape]


def weight_shapes(kind: str, arguments: Mapping[str, Any]) -> Shapes:
    """The shapes of all parameters and buffers, by name, of a layer of this `kind` made with these `arguments`.

    ExplainedError, KeyError or TypeError where the arguments are none.

    >>> weight_shapes("Linear", {"in_features": 4, "out_features": 10**12})
    {'weight': (1000000000000, 4), 'bias': (1000000000000,)}
    """
    return RULES[kind](arguments) if kind in RULES else {}


def _convolution(arguments: Mapping[str, Any]) -> Shapes:
    inputs, outputs, groups = _channels("Conv2D", arguments)
    return _with_bias((outputs, inputs // groups, *pair(arguments["kernel_size"], "kernel size")), outputs, arguments)


def _transposed_convolution(arguments: Mapping[str, Any]) -> Shapes:
    inputs, outputs, groups = _channels("ConvTranspose2D", arguments)
    return _with_bias((inputs, outputs // groups, *pair(arguments["kernel_size"], "kernel size")), outputs, arguments)


def _linear(arguments: Mapping[str, Any]) -> Shapes:
    inputs, outputs = (positive(arguments[name], "Linear", name) for name in ("in_features", "out_features"))
    return _with_bias((outputs, inputs), outputs, arguments)


def _batch_norm(arguments: Mapping[str, Any]) -> Shapes:
    channels = positive(arguments["num_features"], "BatchNorm2D", "num_features")
    learnt = ("weight", "bias") if arguments.get("affine", True) else ()
    return dict.fromkeys((*learnt, "running_mean", "running_var"), (channels,))


def _with_bias(weight: Shape, outputs: int, arguments: Mapping[str, Any]) -> Shapes:
    return {"weight": weight, "bias": (outputs,)} if arguments.get("bias", True) else {"weight": weight}


def _channels(kind: str, arguments: Mapping[str, Any]) -> tuple[int, int, int]:
    return grouped(kind, arguments["in_channels"], arguments["out_channels"], arguments.get("groups", 1))


RULES: Mapping[str, Callable[[Mapping[str, Any]], Shapes]] = {
    "Conv2D": _convolution,
    "ConvTranspose2D": _transposed_convolution,
    "Linear": _linear,
    "BatchNorm2D": _batch_norm,
}
