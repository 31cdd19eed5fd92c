"""A network in numbers: shapes, parameters, work, and how far each layer sees."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.engine.arrays import Shape
from cnnviz.engine.geometry import Pair
from cnnviz.engine.layer import Layer


@dataclass(frozen=True)
class LayerSummary:
    """One layer of a network. Shapes are without the batch; `multiply_adds` are for one picture.

    `receptive_field` is the height and width of the part of the picture that one output cell depends on.
    """

    name: str
    kind: str
    input_shape: Shape
    output_shape: Shape
    parameters: int
    multiply_adds: int
    receptive_field: Pair


def summarize(layers: Sequence[tuple[str, Layer]], input_shape: Shape) -> tuple[LayerSummary, ...]:
    """One line per layer.

    A receptive field grows by (span - 1) times the product of all strides before (Araujo et al. 2019, "Computing
    Receptive Fields of Convolutional Neural Networks"), up to the picture itself.
    """
    lines = []
    shape = input_shape
    picture: Pair = (input_shape[-2], input_shape[-1]) if len(input_shape) >= 2 else (1, input_shape[-1])
    field, jump = (1, 1), (1, 1)
    for name, layer in layers:
        output = layer.output_shape(shape)
        reach = layer.reach
        if reach is None:
            field = picture
        else:
            field = (
                min(field[0] + (reach.span[0] - 1) * jump[0], picture[0]),
                min(field[1] + (reach.span[1] - 1) * jump[1], picture[1]),
            )
            jump = (jump[0] * reach.stride[0], jump[1] * reach.stride[1])
        count = sum(array.size for array in layer.parameters.values())
        lines.append(LayerSummary(name, layer.kind, shape, output, count, layer.multiply_adds(shape), field))
        shape = output
    return tuple(lines)
