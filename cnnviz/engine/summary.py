"""A network in numbers, before any data: shapes, parameters, work, and how far each layer sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnnviz.engine.arrays import Shape
from cnnviz.engine.geometry import Pair
from cnnviz.engine.graph import INPUT, Node
from cnnviz.engine.layer import Merge
from cnnviz.engine.receptive_field import field_after, field_of_input


@dataclass(frozen=True)
class LayerSummary:
    """One layer of a network. Shapes are without the batch; `multiply_adds` are for one picture.

    `receptive_field` is the height and width of the largest part of the picture that one output cell depends on.
    `input_shape` is that of the first of its `inputs`.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    input_shape: Shape
    output_shape: Shape
    parameters: int
    multiply_adds: int
    multiply_adds_so_far: int  # of this layer and all before it
    receptive_field: Pair


def summarize(nodes: Sequence[Node], shapes: Mapping[str, Shape]) -> tuple[LayerSummary, ...]:
    """One line per layer, from the `shapes` of all outputs by name ("input" is the picture)."""
    lines: list[LayerSummary] = []
    fields = {INPUT: field_of_input(shapes[INPUT])}
    total = 0
    for name, layer, inputs in nodes:
        given = [shapes[source] for source in inputs]
        field = fields[name] = field_after(layer, [fields[source] for source in inputs], given, shapes[name])
        work = 0 if isinstance(layer, Merge) else layer.multiply_adds(given[0])
        total += work
        widest = (field[0].widest, field[1].widest)
        lines.append(LayerSummary(name, layer.kind, inputs, given[0], shapes[name], layer.size, work, total, widest))
    return tuple(lines)
