"""How the layers of a network hang together: a row, or a graph in which outputs are taken up again further on."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from cnnviz.engine.arrays import Shape
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.description import NetworkError
from cnnviz.engine.layer import Layer, Merge
from cnnviz.text import quoted

INPUT = "input"  # what a network's own input is called
MOST_NUMBERS = 2**28  # in one output, for one picture: 1 GiB
LONGEST_SIDE = 2**16
LONGEST_NAME = 100


class Node(NamedTuple):
    """A layer in its place: its name, and the names of what it takes (none: what the layer before it gives)."""

    name: str
    layer: Layer | Merge
    inputs: tuple[str, ...] = ()


def linked(layers: Sequence[Node | tuple[str, Layer | Merge]]) -> tuple[Node, ...]:
    """The nodes with all their inputs named, in an order in which they can be computed; NetworkError where not.

    Layers come after those that they take from, so nothing can go round in a circle; every output but the last is
    taken by another layer.
    """
    nodes: list[Node] = []
    known, before = {INPUT}, INPUT
    for name, layer, inputs in map(_as_node, layers):
        check_name(name, known)
        nodes.append(Node(name, layer, _known_inputs(name, layer, inputs or (before,), known)))
        known.add(name)
        before = name
    if not nodes:
        raise NetworkError("The network has no layers; it needs at least one.")
    used = {source for node in nodes for source in node.inputs}
    for node in nodes[:-1]:
        if node.name not in used:
            raise NetworkError(
                "No layer takes what “{name}” gives; only the last layer's output may leave the network.",
                name=node.name,
            )  # fmt: skip
    return tuple(nodes)


def output_shapes(nodes: Sequence[Node], input_shape: Shape) -> dict[str, Shape]:
    """The shape of every output by name, `input_shape` as that of "input"; the layer's own error where it cannot be.

    NetworkError where an output would be too large to be held.
    """
    shapes = {INPUT: input_shape}
    _check_size(INPUT, input_shape)
    for node in nodes:
        shapes[node.name] = output_shape(node, [shapes[source] for source in node.inputs])
    return shapes


def output_shape(node: Node, taken: Sequence[Shape]) -> Shape:
    """The shape of what one node gives, from those of its inputs; errors as of `output_shapes`.

    >>> from cnnviz.engine.convolution import Conv2D
    >>> output_shape(Node("conv", Conv2D(1, 6, 5)), [(1, 28, 28)])
    (6, 24, 24)
    """
    layer = node.layer
    shape = layer.output_shape(taken) if isinstance(layer, Merge) else layer.output_shape(taken[0])
    _check_size(node.name, shape)
    if isinstance(layer, ConvTranspose2D):
        _check_size(node.name, (shape[0], *layer.window.padded_size((shape[1], shape[2]))))
    elif layer.reach is not None and len(taken[0]) == 3:
        _check_size(node.name, (taken[0][0], *layer.reach.padded_size((taken[0][1], taken[0][2]))))
    return shape


def check_name(name: str, known: Collection[str]) -> None:
    """NetworkError where no layer can be called `name` beside those that are `known`."""
    if len(name) > LONGEST_NAME:
        raise NetworkError("The layer name “{name}…” has more than {most} letters.", name=name[:40], most=LONGEST_NAME)
    if name == INPUT:
        raise NetworkError("No layer can be called “{name}”: so the network's own input is called.", name=name)
    if not name or not name.isprintable() or any(letter in name for letter in "./\\") or name in known:
        raise NetworkError(
            "The layer name “{name}” cannot be used; names must differ, and hold no dot and no slash.", name=name
        )


def learning_names(nodes: Iterable[Node]) -> frozenset[str]:
    """The outputs that depend on parameters: only their slopes does training need."""
    learning: set[str] = set()
    for node in nodes:
        if node.layer.parameters or not learning.isdisjoint(node.inputs):
            learning.add(node.name)
    return frozenset(learning)


def inputs_to_tell(nodes: Sequence[Node]) -> Mapping[str, tuple[str, ...]]:
    """The inputs, by name, of those layers that do not simply take what the one before gives."""
    before = (INPUT, *(node.name for node in nodes))
    return {node.name: node.inputs for node, source in zip(nodes, before, strict=False) if node.inputs != (source,)}


def _as_node(given: object) -> Node:
    """`given` as a node; NetworkError where it is no name with a layer."""
    parts = given if isinstance(given, tuple | list) else ()
    if len(parts) not in (2, 3) or not isinstance(parts[0], str) or not isinstance(parts[1], Layer | Merge):
        raise NetworkError(
            "{given} stands where a layer should; give a pair (name, layer) such as (“relu1”, ReLU()), or a Node.",
            given=quoted(given),
        )
    inputs = parts[2] if len(parts) == 3 else ()
    if not isinstance(inputs, tuple | list) or not all(isinstance(name, str) for name in inputs):
        raise NetworkError(
            "The layer “{name}” takes {given}; its inputs must be a tuple of names, such as (“input”,).",
            name=parts[0], given=quoted(inputs),
        )  # fmt: skip
    return Node(parts[0], parts[1], tuple(inputs))


def _known_inputs(name: str, layer: Layer | Merge, inputs: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    for source in inputs:
        if source not in known:
            raise NetworkError(
                "The layer “{name}” takes “{source}”, which no layer before it is called.", name=name, source=source
            )
    if len(inputs) > 1 and not isinstance(layer, Merge):
        raise NetworkError(
            "The layer “{name}” ({layer}) takes one input, but is given {count}; Add or Concat bring several together.",
            name=name, layer=layer, count=len(inputs),
        )  # fmt: skip
    return inputs


def _check_size(name: str, shape: Shape) -> None:
    if math.prod(shape) > MOST_NUMBERS or (len(shape) == 3 and max(shape[1:]) > LONGEST_SIDE):
        raise NetworkError(
            "“{name}” would be {shape} for each picture; at most {most} numbers can be held, and maps of {side} cells "
            "on a side.",
            name=name, shape=" × ".join(map(str, shape)), most=f"{MOST_NUMBERS:,}", side=f"{LONGEST_SIDE:,}",
        )  # fmt: skip
