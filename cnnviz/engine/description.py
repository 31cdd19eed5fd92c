"""An architecture as plain data, to be read and edited by people and programs, and checked on its way in.

It is what model files carry as JSON. A layer's settings are the arguments that make it, under the same names; those
left out have their defaults. "inputs" stands only where a layer takes something else than what the one before it gives
("input" is the picture). A block with a skip, followed by a head for three classes:

>>> from cnnviz.engine.network import Network
>>> network = Network.from_description({
...     "version": 2,
...     "input_shape": [1, 8, 8],
...     "class_names": ["cat", "dog", "cow"],
...     "layers": [
...         {"name": "conv1", "kind": "Conv2D", "in_channels": 1, "out_channels": 4, "kernel_size": 3, "padding": 1},
...         {"name": "conv2", "kind": "Conv2D", "in_channels": 4, "out_channels": 4, "kernel_size": 3, "padding": 1},
...         {"name": "skip", "kind": "Add", "inputs": ["conv1", "conv2"]},
...         {"name": "flatten", "kind": "Flatten"},
...         {"name": "head", "kind": "Linear", "in_features": 256, "out_features": 3}
...     ]
... })
>>> [(line.name, line.output_shape, line.parameters) for line in network.summary()][2:]
[('skip', (4, 8, 8), 0), ('flatten', (256,), 0), ('head', (3,), 771)]

Model files come from anywhere: types, names, settings and sizes are checked before an array is made.
"""

import inspect
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.engine.weight_shapes import Shapes, weight_shapes
from cnnviz.engine.weighted import MOST_WEIGHTS
from cnnviz.text import ExplainedError, quoted, tr

VERSION = 2
READABLE = (1, 2)  # in version 1 every layer takes what the one before it gives
MOST_LAYERS = 2_000
LONGEST_TEXT = 10_000
PARTS = ("version", "input_shape", "class_names", "info", "layers")
LAYERS: Mapping[str, type[Layer | Merge]] = {
    layer.__name__: layer
    for layer in (
        Conv2D,
        ConvTranspose2D,
        MaxPool2D,
        AvgPool2D,
        GlobalAvgPool2D,
        GlobalMaxPool2D,
        AdaptiveAvgPool2D,
        Linear,
        Flatten,
        Dropout,
        BatchNorm2D,
        ReLU,
        LeakyReLU,
        ELU,
        Sigmoid,
        Tanh,
        Softplus,
        Softmax,
        LogSoftmax,
        Add,
        Concat,
    )
}


class NetworkError(ExplainedError):
    """A network that cannot be built so, or cannot take what it is given."""


class DescribedLayer(NamedTuple):
    """A layer as its description has it, the parts that all layers share taken out."""

    name: str
    kind: str
    arguments: dict[str, Any]
    inputs: tuple[str, ...]

    @property
    def weights(self) -> Shapes:
        """Shapes of the arrays that it will hold; NetworkError where its arguments do not say."""
        with _told_with_name(self):
            return weight_shapes(self.kind, self.arguments)


class Description(NamedTuple):
    """A whole description, checked in all that can be checked without making a layer."""

    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    info: dict[str, str]
    layers: tuple[DescribedLayer, ...]

    @property
    def weights(self) -> dict[str, tuple[int, ...]]:
        """Shapes of all weights by name ("conv1.weight"); NetworkError where a layer's arguments do not say."""
        return {f"{layer.name}.{name}": shape for layer in self.layers for name, shape in layer.weights.items()}


def read_description(description: object) -> Description:
    """`description` with every part of the type it must have; NetworkError names the first that has not.

    Nothing is made yet: what it asks for may be too large, and the layers may not fit together.
    """
    if not isinstance(description, dict):
        raise NetworkError("The description of the network is not a table of names and values.")
    version = description.get("version")
    if version not in READABLE or type(version) is not int:
        raise NetworkError(
            "The network is described in version {given}; this program reads versions {known}.",
            given=quoted(version), known=", ".join(map(str, READABLE)),
        )  # fmt: skip
    for part in description:
        if part not in PARTS:
            raise NetworkError("The description of the network has the unknown part “{part}”.", part=_short(part))
    checked = {"info": {}, "class_names": [], **description}
    shape, names, info, layers = (checked.get(part) for part in PARTS[1:])
    _demand("input_shape", isinstance(shape, list) and all(type(side) is int and side > 0 for side in shape) and shape)
    _demand("class_names", isinstance(names, list) and all(map(_is_text, names)))
    _demand("info", isinstance(info, dict) and all(_is_text(text) for pair in info.items() for text in pair))
    _demand("layers", isinstance(layers, list) and all(isinstance(layer, dict) for layer in layers))
    if len(checked["layers"]) > MOST_LAYERS:
        raise NetworkError(
            "The network has {count} layers; at most {most} can be read.",
            count=f"{len(checked['layers']):,}", most=f"{MOST_LAYERS:,}",
        )  # fmt: skip
    described = tuple(_read_layer(layer, version) for layer in checked["layers"])
    return Description(tuple(checked["input_shape"]), tuple(checked["class_names"]), dict(checked["info"]), described)


def layers_from_description(
    description: Description, rng: Random | None
) -> Iterator[tuple[str, Layer | Merge, tuple[str, ...]]]:
    """Name, layer and inputs, one after the other; NetworkError before the first where the weights are too many."""
    count = sum(math.prod(shape) for shape in description.weights.values())
    if count > MOST_WEIGHTS:
        raise NetworkError(
            "The network asks for {count} weights; at most {most} can be held.",
            count=f"{count:,}", most=f"{MOST_WEIGHTS:,}",
        )  # fmt: skip
    for layer in description.layers:
        yield layer.name, _made(layer, rng), layer.inputs


def as_names(given: object) -> tuple[str, ...]:
    """Class names as a tuple; NetworkError where they are something else."""
    if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
        raise NetworkError(
            "The class names are {given}; they must be a list of texts, one for each class.", given=quoted(given)
        )
    return tuple(given)


def as_facts(given: object) -> dict[str, str]:
    """What `Network.info` holds, as a table of its own; NetworkError where it is something else."""
    if not isinstance(given, Mapping) or not all(isinstance(text, str) for pair in given.items() for text in pair):
        raise NetworkError(
            "The info is {given}; it must be texts by name, such as {example}.",
            given=quoted(given), example="{“trained on”: “MNIST”}",
        )  # fmt: skip
    return dict(given)


def check_shapes(given: Shapes, expected: Shapes) -> None:
    """NetworkError where weights are missing, too many, or of the wrong shape; it names the first."""
    for name in (name for name in expected if name not in given):
        raise NetworkError("The weights “{name}” are missing.", name=name)
    for name in (name for name in given if name not in expected):
        raise NetworkError("There are weights “{name}”, but the network has no place for them.", name=name)
    for name, shape in expected.items():
        if given[name] != shape:
            raise NetworkError(
                "The weights “{name}” have the shape {given}; the network expects {expected}.",
                name=name, given=given[name], expected=shape,
            )  # fmt: skip


def _read_layer(description: dict[str, Any], version: int) -> DescribedLayer:
    arguments = dict(description)
    name, kind, inputs = arguments.pop("name", None), arguments.pop("kind", None), ()
    if not isinstance(kind, str) or kind not in LAYERS or not _is_text(name):
        raise NetworkError(
            "The layer “{name}” is of the unknown kind “{kind}”; known are: {known}.",
            name=_short(name), kind=_short(kind), known=", ".join(LAYERS),
        )  # fmt: skip
    if version > 1:
        given = arguments.pop("inputs", [])
        if not isinstance(given, list) or not all(map(_is_text, given)):
            raise NetworkError(
                "The layer “{name}” has no usable “inputs”: they are a list of layer names.", name=_short(name)
            )
        inputs = tuple(given)
    unknown = arguments.keys() - (_settings(kind).keys() - {"rng", "dtype"})
    if unknown:
        raise NetworkError(
            "The layer “{name}” ({kind}) has the unknown setting “{unknown}”.",
            name=_short(name), kind=kind, unknown=_short(min(unknown)),
        )  # fmt: skip
    for setting, value in arguments.items():
        if isinstance(_settings(kind)[setting].default, bool) and not isinstance(value, bool):
            raise NetworkError(
                "The layer “{name}” ({kind}) has {given} as “{setting}”; it can be true or false, without quotes.",
                name=_short(name), kind=kind, given=quoted(value), setting=setting,
            )  # fmt: skip
    return DescribedLayer(name, kind, arguments, inputs)


def _made(layer: DescribedLayer, rng: Random | None) -> Layer | Merge:
    random = {"rng": rng} if "rng" in _settings(layer.kind) else {}
    with _told_with_name(layer):
        return LAYERS[layer.kind](**layer.arguments, **random)


def _settings(kind: str) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(LAYERS[kind]).parameters


@contextmanager
def _told_with_name(layer: DescribedLayer) -> Iterator[None]:
    """Whatever goes wrong inside is a NetworkError that names the layer: too little is said, or far too much asked."""
    try:
        yield
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
        reason = tr("“{argument}” is missing", argument=error.args[0]) if isinstance(error, KeyError) else error
        raise NetworkError(
            "The layer “{name}” ({kind}) cannot be made of what its description says: {reason}",
            name=_short(layer.name), kind=layer.kind, reason=_short(reason, 400),
        ) from error  # fmt: skip


def _demand(part: str, holds: object) -> None:
    if not holds:
        raise NetworkError("The description of the network has no usable “{part}”.", part=part)


def _is_text(value: object) -> bool:
    """Whether `value` is text, not a whole book, that files can hold (half a surrogate pair, as JSON allows, not)."""
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_TEXT
        and not any("\ud800" <= letter <= "\udfff" for letter in value)
    )


def _short(value: object, most: int = 60) -> str:
    """What a stranger has written, for a message that a person is to read."""
    text = str(value)
    return text if len(text) <= most else f"{text[:most]}…"
