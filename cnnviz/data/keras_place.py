"""What all layers of Keras need to be turned into the engine's: where in the network they stand, and their weights."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Sides
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.shape import Flatten
from cnnviz.text import ExplainedError

Config = Mapping[str, Any]
Made = Iterator[tuple[str, Layer]]
NO_PADDING: Sides = (0, 0, 0, 0)


class KerasError(ExplainedError):
    """A model of Keras with something that the engine has no counterpart for. Begins in the middle of a sentence."""


@dataclass
class Place:
    """Behind which layer of the network we are (`source`, of a `kind`) and the shape of what it gives.

    `maps` is the shape of the maps that a vector was made of by laying them flat. `padding` are the zeros (above,
    below, left, right) that Keras has put around the maps in a layer of their own: the next layer takes them over.
    """

    shape: Shape
    maps: Shape | None = None
    source: str = "input"
    kind: str = ""
    padding: Sides = NO_PADDING

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the maps with the zeros around them."""
        top, bottom, left, right = self.padding
        return self.shape[1] + top + bottom, self.shape[2] + left + right

    def take(self, name: str, layer: Layer) -> None:
        """Go on behind `layer`, which is called `name`."""
        if isinstance(layer, Flatten):
            self.maps = self.shape
        elif isinstance(layer, Linear):
            self.maps = None
        self.shape = layer.output_shape(self.shape)
        self.source, self.kind, self.padding = name, layer.kind, NO_PADDING


Maker = Callable[[Config, dict[str, Array], Place], Made]


def name_of(config: Config) -> str:
    """A layer's name as it is shown in messages."""
    return str(config.get("name"))[:60]


def check_order(config: Config) -> None:
    """KerasError where a layer has its channels first."""
    if config.get("data_format", "channels_last") not in ("channels_last", None):
        raise KerasError("the layer “{name}” has its channels first; readable is channels_last.", name=name_of(config))


def fitting(config: Config, weights: Mapping[str, Array], name: str, expected: Sequence[int | None]) -> Array:
    """The weights `name` of a layer; KerasError where they are missing or of another shape (None: any length)."""
    array = weights.get(name)
    if array is None:
        raise KerasError("the weights “{layer}/{name}” are missing.", layer=name_of(config), name=name)
    fits = array.ndim == len(expected) and all(e in (None, s) for e, s in zip(expected, array.shape, strict=True))
    if not fits:
        raise KerasError(
            "the weights “{layer}/{name}” have the shape {given}; the layer expects {expected}.",
            layer=name_of(config), name=name, given=array.shape,
            expected=" × ".join("any" if length is None else str(length) for length in expected),
        )  # fmt: skip
    return array


def channels_first(kernel: Array, maps: Shape) -> Array:
    """A dense kernel (in, out) over maps laid flat as (h, w, c), for the order (c, h, w); `maps` is (C, H, W)."""
    channels, height, width = maps
    return kernel.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
