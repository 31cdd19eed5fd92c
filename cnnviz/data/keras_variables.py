"""Which array is which in a file of weights of Keras 3: it numbers the layers of a class, and the arrays of a layer."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cnnviz.data.keras_place import Config, KerasError
from cnnviz.data.keras_topology import KerasLayer
from cnnviz.data.tensor import StoredTensor

VARIABLES = re.compile(r"^(?:layers|_layer_checkpoint_dependencies)/(?P<layer>[^/]+)/vars/(?P<number>\d+)$")
PARTS: Mapping[str, Sequence[str]] = {
    "Conv2D": ("kernel", "bias"),
    "Conv2DTranspose": ("kernel", "bias"),
    "DepthwiseConv2D": ("kernel", "bias"),
    "SeparableConv2D": ("depthwise_kernel", "pointwise_kernel", "bias"),
    "Dense": ("kernel", "bias"),
    "BatchNormalization": ("gamma", "beta", "moving_mean", "moving_variance"),
    "Normalization": ("mean", "variance", "count"),
}
SWITCHES = {"bias": "use_bias", "gamma": "scale", "beta": "center"}


def by_number(layers: Sequence[KerasLayer], tensors: Iterable[StoredTensor]) -> dict[str, StoredTensor]:
    """The arrays "layers/conv2d_1/vars/0" of a model with these layers, as "its name/kernel".

    What is of no layer (the optimiser's state, seeds of randomness) is left out. KerasError where a layer has more
    arrays than its kind.
    """
    places = dict(zip(places_of(layer.kind for layer in layers), layers, strict=True))
    named: dict[str, StoredTensor] = {}
    for tensor in tensors:
        found = VARIABLES.match(tensor.name)
        if found is None:
            if tensor.name.startswith("layers/") and "seed_generator" not in tensor.name:
                raise KerasError("it has weights “{name}” inside a layer of layers, which is not read.",
                                 name=tensor.name[:80])  # fmt: skip
            continue
        layer = places.get(found["layer"])
        parts = [] if layer is None else parts_of(layer.kind, layer.config)
        number = int(found["number"][:6])
        if layer is None or number >= len(parts):
            raise KerasError("there are weights “{name}” that no layer takes.", name=tensor.name[:80])
        named[f"{layer.name}/{parts[number]}"] = tensor
    return named


def places_of(kinds: Iterable[str]) -> list[str]:
    """What Keras calls the layers of these classes in its files, one after the other.

    >>> places_of(["Conv2D", "MaxPooling2D", "Conv2D", "LeakyReLU"])
    ['conv2d', 'max_pooling2d', 'conv2d_1', 'leaky_re_lu']
    """
    seen: Counter[str] = Counter()
    places = []
    for kind in kinds:
        word = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
        word = re.sub("([a-z])([A-Z])", r"\1_\2", word).lower()
        places.append(f"{word}_{seen[word]}" if seen[word] else word)
        seen[word] += 1
    return places


def parts_of(kind: str, config: Config) -> list[str]:
    """The arrays of a layer in the order in which it makes them."""
    return [part for part in PARTS.get(kind, ()) if config.get(SWITCHES.get(part, ""), True)]
