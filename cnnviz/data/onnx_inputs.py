"""Which input of a graph takes the picture, and what is known of its size."""

from dataclasses import dataclass
from typing import Any

from cnnviz.data.onnx_packages import OnnxError

FLOATS = {1: "float32", 10: "float16", 11: "float64"}
WHOLE = {2: "uint8"}
LARGEST_SIDE = 2**16
COLOURS = (1, 3)


@dataclass(frozen=True)
class PictureInput:
    """`sides` are (C, H, W), or (F,), None where the file leaves one open; `batch` is how many it takes at a time.

    With `channels_last` the model wants them as (H, W, C). `dtype` is NumPy's name for the kind of numbers.
    """

    name: str
    sides: tuple[int | None, ...]
    batch: int = 1
    channels_last: bool = False
    dtype: str = "float32"


def picture_input(model: Any) -> PictureInput:
    """The one input of the graph that is no weight; OnnxError where there are none or several, or it is no picture."""
    held = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in held]
    if len(inputs) != 1:
        raise OnnxError(
            "it takes {count} inputs ({names}), not one picture.",
            count=len(inputs), names=", ".join(value.name[:30] for value in inputs[:4]),
        )  # fmt: skip
    value = inputs[0]
    kind = (FLOATS | WHOLE).get(value.type.tensor_type.elem_type)
    dimensions = [_side(side) for side in value.type.tensor_type.shape.dim]
    if kind is None or len(dimensions) not in (2, 4):
        raise OnnxError(
            "its input “{name}” has {count} dimensions, or no numbers such as float32; a batch of pictures has four: "
            "batch, channels, height, width.",
            name=value.name[:60], count=len(dimensions),
        )  # fmt: skip
    batch, *sides = dimensions
    last = len(sides) == 3 and sides[2] in COLOURS and sides[0] not in COLOURS and _turns_channels(model.graph)
    return PictureInput(value.name, tuple([sides[2], *sides[:2]] if last else sides), batch or 1, last, kind)


def _turns_channels(graph: Any) -> bool:
    """Whether channels are brought from the last place to the first anywhere: windows need them there."""
    return any(
        list(attribute.ints) == [0, 3, 1, 2]
        for node in graph.node
        if node.op_type == "Transpose"
        for attribute in node.attribute
    )


def _side(dimension: Any) -> int | None:
    """One size; None where it has a name, or nothing at all."""
    if not dimension.HasField("dim_value") or dimension.dim_value in (0, -1):
        return None
    if not 0 < dimension.dim_value <= LARGEST_SIDE:
        raise OnnxError("its input would have {side} cells on one side; at most {most} can be.",
                        side=f"{dimension.dim_value:,}", most=f"{LARGEST_SIDE:,}")  # fmt: skip
    return int(dimension.dim_value)
