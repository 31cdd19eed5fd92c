"""What a graph does to its picture first: it tells in which numbers the picture is wanted."""

from typing import Any

import numpy as np

from cnnviz.data.onnx_inputs import PictureInput
from cnnviz.data.onnx_packages import onnx_package
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation

FROM_BYTES = 16.0  # who takes off more than that, or divides by it, cannot mean numbers from 0 to 1
MOST_CHANNELS = 1_000


def wanted_numbers(model: Any, picture: PictureInput) -> InputNormalisation:
    """Pictures from 0 to 255 where the graph takes bytes, or begins as for bytes (by 1/255, or less 127.5); else plain.

    It is a guess that a person can change, as the file itself does not say.
    """
    bytes_wanted = picture.dtype == "uint8" or _begins_with_large_numbers(model, picture.name)
    return InputNormalisation(scale=255.0 if bytes_wanted else 1.0)


def _begins_with_large_numbers(model: Any, value: str) -> bool:
    """Whether one of the sums and products at the head, one behind the other, has numbers as bytes need them."""
    tensors = {tensor.name: tensor for tensor in model.graph.initializer if np.prod(tensor.dims) <= MOST_CHANNELS}
    for node in model.graph.node:
        if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value":
            tensors[node.output[0]] = node.attribute[0].t
        elif value in node.input:
            others = [tensors[name] for name in node.input if name in tensors]
            if node.op_type not in {"Sub", "Add", "Mul", "Div", "Cast", "Transpose", "Identity"}:
                return False
            if others and _is_large(node.op_type, onnx_package().numpy_helper.to_array(others[0])):
                return True
            value = node.output[0]
    return False


def _is_large(operator: str, numbers: Array) -> bool:
    with np.errstate(all="ignore"):
        sizes = np.abs(1 / numbers.astype(np.float64) if operator == "Mul" else numbers)
        return bool(np.isfinite(sizes).all() and sizes.max(initial=0) > FROM_BYTES)
