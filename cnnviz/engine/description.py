"""An architecture as plain data, checked on its way in: model files come from anywhere."""

import inspect
from collections.abc import Mapping
from typing import Any

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.text import ExplainedError

VERSION = 1
LAYERS: Mapping[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (Conv2D, MaxPool2D, AvgPool2D, Linear, Flatten, Dropout, BatchNorm2D, ReLU, LeakyReLU, ELU, Sigmoid,
                  Tanh, Softplus, Softmax, LogSoftmax)
}  # fmt: skip


class NetworkError(ExplainedError):
    """A network that cannot be built so, or cannot take what it is given."""


def checked_description(description: object) -> dict[str, Any]:
    """`description` with every part of the type it must have; NetworkError names the first that has not."""
    if not isinstance(description, dict):
        raise NetworkError("The description of the network is not a table of names and values.")
    version = description.get("version")
    if version != VERSION:
        raise NetworkError(
            "The network is described in version {given}; this program reads version {known}.",
            given=version, known=VERSION,
        )  # fmt: skip
    checked = {"info": {}, "class_names": [], **description}
    shape, names, info, layers = (checked.get(key) for key in ("input_shape", "class_names", "info", "layers"))
    _demand("input_shape", isinstance(shape, list) and all(type(side) is int and side > 0 for side in shape))
    _demand("class_names", isinstance(names, list) and all(isinstance(name, str) for name in names))
    _demand("info", isinstance(info, dict) and all(isinstance(text, str) for pair in info.items() for text in pair))
    _demand("layers", isinstance(layers, list) and all(isinstance(layer, dict) for layer in layers))
    return checked


def _demand(part: str, holds: bool) -> None:
    if not holds:
        raise NetworkError("The description of the network has no usable “{part}”.", part=part)


def layer_from_description(description: dict[str, Any], rng: Random | None) -> tuple[str, Layer]:
    """Name and layer; NetworkError names an unknown kind or argument."""
    arguments = dict(description)
    name, kind = arguments.pop("name", None), arguments.pop("kind", None)
    if not isinstance(name, str) or not isinstance(kind, str) or kind not in LAYERS:
        raise NetworkError(
            "The layer “{name}” is of the unknown kind “{kind}”; known are: {known}.",
            name=name, kind=kind, known=", ".join(LAYERS),
        )  # fmt: skip
    known = set(inspect.signature(LAYERS[kind]).parameters)
    unknown = arguments.keys() - (known - {"rng", "dtype"})
    if unknown:
        raise NetworkError(
            "The layer “{name}” ({kind}) has the unknown setting “{unknown}”.",
            name=name, kind=kind, unknown=min(unknown),
        )  # fmt: skip
    if "rng" in known:
        arguments["rng"] = rng
    try:
        return name, LAYERS[kind](**arguments)
    except ExplainedError:
        raise
    except (TypeError, ValueError, OverflowError, MemoryError) as error:  # too little is said, or far too much asked
        raise NetworkError(
            "The layer “{name}” ({kind}) cannot be made of what its description says: {reason}",
            name=name, kind=kind, reason=error,
        ) from error  # fmt: skip
