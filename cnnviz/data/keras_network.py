"""A whole model of Keras as a network of the engine: its layers one by one, where they stand, and its picture."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cnnviz.data.keras_convolutions import zero_padding
from cnnviz.data.keras_input import KINDS, KerasInput
from cnnviz.data.keras_layers import layers_of
from cnnviz.data.keras_place import NO_PADDING, KerasError, Place, name_of
from cnnviz.data.keras_topology import INPUT_LAYER, KerasLayer
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.graph import Node
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network

TRAINING_ONLY = {
    "GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout2D", "ActivityRegularization", "RandomFlip",
    "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness",
}  # fmt: skip
NOT_LEARNT = {"count"}  # how many pictures a Normalization has seen


class KerasBuilder:
    """Takes layer after layer, and gives the network in the end."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._weights = dict(weights)
        self._places: dict[str, Place] = {}
        self._nodes: list[Node] = []
        self._input = KerasInput.plain()
        self._shape: Shape = ()

    def take(self, layer: KerasLayer) -> None:
        """Go on with `layer`; KerasError where it has no counterpart, or its weights do not fit."""
        if layer.kind == INPUT_LAYER:
            self._shape = _input_shape(layer.config)
            self._places[layer.name] = Place(self._shape)
            return
        places = [self._places[name] for name in layer.inputs]
        own = self._own(layer.name)
        if layer.kind in ("Add", "Concatenate"):
            self._places[layer.name] = self._merged(layer, places)
            return
        if len(places) != 1:
            raise KerasError("the layer “{name}” takes {count} inputs; of its kind one is expected.",
                             name=name_of(layer.config), count=len(places))  # fmt: skip
        place = self._places[layer.name] = replace(places[0])
        if layer.kind in KINDS:
            self._take_input(layer, own, place)
        elif layer.kind == "ZeroPadding2D":
            zero_padding(layer.config, place)
        elif layer.kind not in TRAINING_ONLY:
            for name, made in layers_of(layer.kind, layer.config, own, place):
                self._add(name, made, place)

    def network(self, class_names: Sequence[str]) -> Network:
        """The network of all layers taken; KerasError where there are weights that none has taken."""
        if self._weights:
            raise KerasError("there are weights “{name}” that no layer takes.", name=min(self._weights)[:60])
        if any(place.padding != NO_PADDING for place in [*self._places.values()][-1:]):
            raise KerasError("it ends in zeros that are put around maps, and nothing takes them.")
        return Network(self._nodes, self._shape, class_names, info=self._input.facts())

    def _own(self, layer: str) -> dict[str, Array]:
        """The weights of one layer, by the last part of their names, taken out of all."""
        names = [name for name in self._weights if f"/{name}".rpartition("/")[0].endswith(f"/{layer}")]
        found = {name.rpartition("/")[2]: self._weights.pop(name) for name in names}
        return {part: array for part, array in found.items() if part not in NOT_LEARNT}

    def _add(self, name: str, layer: Layer, place: Place) -> None:
        name = self._legal(name)
        self._nodes.append(Node(name, layer, (place.source,)))
        place.take(name, layer)

    def _legal(self, name: str) -> str:
        """A name that the engine takes: Keras' may be paths."""
        plain = name.translate(str.maketrans("./\\", "___"))[:90] or "layer"
        taken = {node.name for node in self._nodes} | {"input"}
        return plain if plain not in taken else next(
            free for free in (f"{plain}_{number}" for number in range(2, len(taken) + 3)) if free not in taken
        )  # fmt: skip

    def _take_input(self, layer: KerasLayer, own: Mapping[str, Array], place: Place) -> None:
        if place.source != "input":
            raise KerasError("the layer “{name}” scales maps; that is taken over only before the first convolution.",
                             name=name_of(layer.config))  # fmt: skip
        self._input.take(layer.kind, layer.config, own, place.shape[0])

    def _merged(self, layer: KerasLayer, places: Sequence[Place]) -> Place:
        if any(place.padding != NO_PADDING for place in places):
            raise KerasError("zeros are put around the maps before the layer “{name}”; they are taken over only before "
                             "a convolution or a pooling.", name=name_of(layer.config))  # fmt: skip
        axis = layer.config.get("axis", -1)
        joins = layer.kind == "Concatenate"
        if joins and (axis not in (-1, 3, [3], [-1]) or any(place.maps is not None for place in places)):
            raise KerasError("the layer “{name}” joins something else than channels of maps.",
                             name=name_of(layer.config))  # fmt: skip
        merge: Merge = Concat() if joins else Add()
        shape = merge.output_shape([place.shape for place in places])
        name = self._legal(layer.name)
        self._nodes.append(Node(name, merge, tuple(place.source for place in places)))
        return Place(shape, places[0].maps, name, merge.kind)


def network_of(layers: Sequence[KerasLayer], weights: Mapping[str, Array], class_names: Sequence[str]) -> Network:
    """The network of these layers with `weights` by Keras' names ("conv/kernel").

    What is done to the picture before the first layer that learns is among the facts of the network. KerasError names
    the layer that cannot be taken over, or the weights that do not fit.
    """
    builder = KerasBuilder(weights)
    for layer in layers:
        builder.take(layer)
    return builder.network(class_names)


def _input_shape(config: Mapping[str, Any]) -> Shape:
    """(C, H, W)."""
    shape = config.get("batch_input_shape") or config.get("batch_shape")
    if not isinstance(shape, list) or len(shape) != 4 or not all(type(side) is int and side > 0 for side in shape[1:]):
        raise KerasError(
            "it takes no pictures of one size: its input has the shape {given}. Give its Input a size, or write it as "
            "ONNX, in Keras with model.export(…, format=\"onnx\"): then the size is asked for.",
            given=str(shape)[:60],
        )  # fmt: skip
    return (shape[3], shape[1], shape[2])
