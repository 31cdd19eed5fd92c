"""Which array of a file goes into which layer: by name where the names agree, else by shape and order."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cnnviz.data.keras_place import channels_first
from cnnviz.data.tensor import StoredTensor
from cnnviz.data.weight_groups import WeightGroup
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.text import ExplainedError, tr

Shapes = Mapping[str, Shape]


class MatchError(ExplainedError):
    """Weights that are not those of the network. Begins with what stands in the way."""


class Pair(NamedTuple):
    """A layer of the network, and what of the file goes into it."""

    layer: str
    group: WeightGroup


class Matching(NamedTuple):
    """All layers with weights; `by_name` where the names agreed, else shapes and order decided."""

    pairs: tuple[Pair, ...]
    by_name: bool


def match(groups: Sequence[WeightGroup], network: Network) -> Matching:
    """What goes where; MatchError names the first tensor that does not fit, its shape, and what was expected."""
    slots = {name: _shapes_of(layer.parameters | layer.buffers) for name, layer in network.layers}
    slots = {name: shapes for name, shapes in slots.items() if shapes}
    for group in groups:
        for tensor in group.parts.values():
            _check_numbers(tensor)
    by_name = {group.name: group for group in groups}
    if by_name.keys() == slots.keys():
        for name, shapes in slots.items():
            if _shapes(by_name[name], network, name) != shapes:
                raise _difference(by_name[name], name, shapes, network)
        return Matching(tuple(Pair(name, by_name[name]) for name in slots), True)
    return Matching(_by_shape(list(groups), slots, network), False)


def fill(network: Network, matching: Matching) -> None:
    """Write the arrays of the file into the layers of `network`; MatchError where one holds no finite numbers."""
    layers = dict(network.layers)
    for name, group in matching.pairs:
        layer = layers[name]
        for part, own in (layer.parameters | layer.buffers).items():
            tensor = group.parts[part]
            own[...] = _converted(tensor, group, network, name, part)
            if not np.isfinite(own).all():
                raise MatchError("“{name}” holds numbers that are not finite.", name=tensor.name[:80])


def _by_shape(groups: list[WeightGroup], slots: Mapping[str, Shapes], network: Network) -> tuple[Pair, ...]:
    """Each layer takes the first group that has its shapes and is still free."""
    pairs, left, lacking = [], groups, []
    for name, shapes in slots.items():
        fitting = next((group for group in left if _shapes(group, network, name) == shapes), None)
        if fitting is None:
            lacking.append(name)
        else:
            pairs.append(Pair(name, fitting))
            left = [group for group in left if group is not fitting]
    if lacking:
        wanted = slots[lacking[0]]
        alike = [one for one in left if _sides(_shapes(one, network, lacking[0])) == _sides(wanted)]
        if not left:
            raise MatchError(
                "the file has nothing left for the layer “{layer}”, which expects {expected}.",
                layer=lacking[0], expected=_told(wanted),
            )  # fmt: skip
        raise _difference((alike or left)[0], lacking[0], wanted, network)
    if left:
        tensor = next(iter(left[0].parts.values()))
        raise MatchError(
            "the file holds “{name}” {shape}, but all {count} layers of the network have their weights already.",
            name=tensor.name[:80], shape=_size(tensor.shape), count=len(slots),
        )  # fmt: skip
    return tuple(pairs)


def _difference(group: WeightGroup, layer: str, expected: Shapes, network: Network) -> MatchError:
    """What is wrong with giving `group` to `layer`: a part of another shape, one too few, one too many."""
    given = _shapes(group, network, layer)
    for part, shape in expected.items():
        if part not in given:
            return MatchError(
                "the file has no {part} for “{group}”; the layer “{layer}” expects one of {expected}.",
                part=part, group=group.name[:80], layer=layer, expected=_size(shape),
            )  # fmt: skip
        if given[part] != shape:
            return MatchError(
                "“{name}” has the shape {given}; the layer “{layer}” expects {expected}{order}.",
                name=group.parts[part].name[:80], given=_size(group.parts[part].shape), layer=layer,
                expected=_size(_as_keras(shape) if group.keras else shape),
                order=tr(" (in the order of Keras)") if group.keras and len(shape) > 1 else "",
            )  # fmt: skip
    extra = next(part for part in given if part not in expected)
    return MatchError(
        "the file has “{name}” {shape}, for which the layer “{layer}” has no place.",
        name=group.parts[extra].name[:80], shape=_size(group.parts[extra].shape), layer=layer,
    )  # fmt: skip


def _shapes(group: WeightGroup, network: Network, layer: str) -> dict[str, Shape]:
    """The shapes of a group as the engine would have them in that layer."""
    shapes = {part: tensor.shape for part, tensor in group.parts.items()}
    if group.keras and len(shapes.get("weight", ())) in (2, 4):
        shapes["weight"] = _from_keras(shapes["weight"], _is_depthwise(group, network, layer))
    return shapes


def _from_keras(shape: Shape, depthwise: bool) -> Shape:
    if depthwise:
        height, width, channels, times = shape
        return (channels * times, 1, height, width)
    return (shape[3], shape[2], *shape[:2]) if len(shape) == 4 else shape[::-1]


def _as_keras(shape: Shape) -> Shape:
    return (*shape[2:], shape[1], shape[0]) if len(shape) == 4 else shape[::-1]


def _is_depthwise(group: WeightGroup, network: Network, layer: str) -> bool:
    """Keras lays the kernels of depthwise convolutions differently: (h, w, in, multiplier)."""
    own = dict(network.layers)[layer]
    weight = group.parts["weight"]
    return (
        isinstance(own, Conv2D)
        and own.groups == own.in_channels > 1
        and len(weight.shape) == 4
        and weight.shape[2] == own.in_channels
    )


def _converted(tensor: StoredTensor, group: WeightGroup, network: Network, layer: str, part: str) -> Array:
    array = tensor.read()
    if not group.keras or part != "weight" or array.ndim == 1:
        return array
    if _is_depthwise(group, network, layer):
        height, width, channels, times = array.shape
        return array.transpose(2, 3, 0, 1).reshape(channels * times, 1, height, width)
    if array.ndim == 4:
        return array.transpose(3, 2, 0, 1)
    maps = flattened_maps(network, layer)
    return (array if maps is None else channels_first(array, maps)).T


def flattened_maps(network: Network, layer: str) -> Shape | None:
    """The shape (C, H, W) of the maps that a dense layer meets laid flat; None where it meets a vector of units."""
    nodes = {node.name: node for node in network.nodes}
    node = nodes[layer]
    while (source := node.inputs[0]) in nodes:
        node = nodes[source]
        if isinstance(node.layer, Flatten):
            return network.shapes[node.inputs[0]] if len(network.shapes[node.inputs[0]]) == 3 else None
        if isinstance(node.layer, Linear) or len(node.inputs) > 1:
            return None
    return None


def _shapes_of(arrays: Mapping[str, Array]) -> dict[str, Shape]:
    return {name: array.shape for name, array in arrays.items()}


def _check_numbers(tensor: StoredTensor) -> None:
    if not tensor.numbers:
        raise MatchError(
            "“{name}” is kept as {kind}; readable are numbers with 16, 32 or 64 bits and a point (float16, float32, "
            "float64). Convert it before it is saved.",
            name=tensor.name[:80], kind=tensor.dtype[:30],
        )  # fmt: skip


def _sides(shapes: Shapes) -> int:
    """Of how many dimensions the weight is: what tells a convolution from a dense layer."""
    return len(shapes.get("weight", ()))


def _told(shapes: Shapes) -> str:
    return ", ".join(f"{part} {_size(shape)}" for part, shape in shapes.items())


def _size(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "1"
