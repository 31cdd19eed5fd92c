"""How far the maps of a moved picture are the moved maps of the picture, layer by layer, and what the network answers.

Two ways to the same place: move the picture and let the network look (`got`), or take the maps of the picture as it was
and move them (`expected`). Where they agree, the layer is equivariant to this movement on this picture.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.inspection.likeness import correlation, correlations, mean_agreement
from cnnviz.inspection.movement import Movement, lattice_of, moved_maps
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer

AT_ONCE = 8  # pictures of a sweep


@dataclass(frozen=True, eq=False)
class Agreement:
    """Maps of one layer on both ways, (K, H, W) each; `inside` (H, W) says where both can be compared.

    `agreement` (K,) is the correlation of the two over those cells, 1 where the map follows exactly, NaN where there
    is nothing to compare: a map of one value on either way, or hardly a cell inside. `whole` is their mean, without
    those; of a layer of units the correlation of all of them.
    """

    layer: str
    expected: Array
    got: Array
    inside: Array
    agreement: Array
    whole: float

    @property
    def difference(self) -> Array:
        """Got less expected, 0 where they cannot be compared."""
        return np.asarray(np.where(self.inside, self.got - self.expected, 0))


@dataclass(frozen=True, eq=False)
class Sweep:
    """Probabilities (n, K) of the classes over `values` (n,) of one number of a movement."""

    name: str
    values: Array
    shares: Array


def followed(network: Network, before: Pass, after: Pass, movement: Movement, layer: str) -> Agreement:
    """How the maps of `layer` follow `movement`, from passes of the picture as it was and as it is moved.

    A layer of units has no maps to move: `expected` is what it was, and the agreement that of all its units.
    """
    was, now = before.layer(layer), after.layer(layer)
    if _has_maps(was):
        size = before.picture.shape[1:]
        expected, inside = moved_maps(was.maps, lattice_of(network, layer), movement, (size[0], size[1]))
    else:
        expected, inside = was.maps, np.ones((1, 1), np.bool_)
    agreement = correlations(expected[:, inside], now.maps[:, inside])
    whole = mean_agreement(agreement) if _has_maps(was) else correlation(expected, now.maps)
    return Agreement(layer, expected, now.maps, inside, agreement, whole)


def agreements(network: Network, before: Pass, after: Pass, movement: Movement) -> dict[str, float]:
    """The agreement of every layer as a whole, by name, from the picture to the last layer of the network."""
    names = ["input", *network.shapes.keys() - {"input"}]
    known = [layer.name for layer in before.layers if layer.name in names]
    return {name: followed(network, before, after, movement, name).whole for name in known}


def swept(
    network: Network, moved: Callable[[Movement], Array], movement: Movement, name: str, values: Array
) -> Iterator[Sweep]:
    """Probabilities while one number of `movement` goes over `values`: what there is so far, a few pictures at a time.

    The network must end in classes; `moved` gives the picture (C, H, W) that it is to see.
    """
    shares: list[Array] = []
    for start in range(0, len(values), AT_ONCE):
        part = movement.sweep(name, values[start : start + AT_ONCE])
        shares.extend(network.probabilities(np.stack([moved(one) for one in part])))
        yield Sweep(name, values[: len(shares)], np.stack(shares))


def _has_maps(layer: ShownLayer) -> bool:
    return len(layer.shape) == 3
