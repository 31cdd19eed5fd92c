"""Two passes beside each other: which layers belong together, how alike their numbers are, and where they differ."""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.inspection.likeness import correlation, correlations, mean_agreement
from cnnviz.traces.passes import Pass


@dataclass(frozen=True, eq=False)
class Compared:
    """Maps (K, H, W) of two layers of the same shape, `other` less `one`, and the correlation of each two maps (K,)."""

    one: Array
    other: Array
    agreement: Array

    @property
    def difference(self) -> Array:
        return np.asarray(self.other - self.one)


def counterparts(one: Pass, other: Pass) -> dict[str, str]:
    """For each layer of `one` the layer of `other` that it can be compared with, both by name, in their order.

    It has the same name and the same shape; or, between two such, the same kind and the same shape.
    """
    shapes = {layer.name: layer.maps.shape for layer in other.layers}
    found: dict[str, str] = {}
    start = 0
    for layer in one.layers:
        if shapes.get(layer.name) == layer.maps.shape:
            found[layer.name], start = layer.name, other.index(layer.name) + 1
            continue
        alike = (
            at
            for at in range(start, len(other.layers))
            if (other.layers[at].kind, other.layers[at].maps.shape) == (layer.kind, layer.maps.shape)
            and not _is_named_in(one, other.layers[at].name)
        )
        if (place := next(alike, None)) is not None:
            found[layer.name], start = other.layers[place].name, place + 1
    return found


def compared(one: Pass, other: Pass, layer: str, counterpart: str) -> Compared:
    """The maps of `layer` of the one pass and of its `counterpart` of the other."""
    left, right = one.layer(layer).maps, other.layer(counterpart).maps
    return Compared(left, right, _by_map(left, right))


def likenesses(one: Pass, other: Pass) -> dict[str, float]:
    """How alike each layer of `one` is to its counterpart, by name; NaN without one.

    The mean of what the maps agree, or the correlation of all units of a layer.
    """
    known = counterparts(one, other)
    found = dict.fromkeys((layer.name for layer in one.layers), float("nan"))
    for name, counterpart in known.items():
        left, right = one.layer(name), other.layer(counterpart).maps
        units = left.is_vector
        found[name] = correlation(left.maps, right) if units else mean_agreement(_by_map(left.maps, right))
    return found


def _by_map(one: Array, other: Array) -> Array:
    return correlations(one.reshape(len(one), -1), other.reshape(len(other), -1))


def _is_named_in(shown: Pass, name: str) -> bool:
    return any(layer.name == name for layer in shown.layers)
