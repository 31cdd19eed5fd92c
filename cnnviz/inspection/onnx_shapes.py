"""How large every value of a graph will be, told before anything is computed: from the picture's size alone.

What is worked out from sizes (the border of a Pad, the sides of a Reshape) is computed here, as the numbers are few: so
the sizes behind it are known too.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from cnnviz.data.onnx_constants import constant_of, folded
from cnnviz.data.onnx_files import OnnxFile
from cnnviz.data.onnx_inputs import FLOATS
from cnnviz.data.onnx_operator import operator_of
from cnnviz.data.onnx_packages import OnnxError, onnx_package
from cnnviz.engine.arrays import Array
from cnnviz.inspection.onnx_branches import put_in_place

SMALL = 1_000  # numbers of a tensor that may be a size, which the shapes depend on
MOST_ROUNDS = 100


class Value(NamedTuple):
    """The shape of a value with its batch, and whether its numbers are float16, float32 or float64."""

    shape: tuple[int, ...]
    is_float: bool


class Told(NamedTuple):
    """All `values` whose size follows from that of the picture, and the branches that follow from it (`taken`)."""

    values: dict[str, Value]
    taken: list[dict[str, bool]]


def sizes_told(file: OnnxFile) -> Told:
    """How large everything gets. OnnxError where the shapes do not fit.

    Large weights are not looked at: a copy of the graph without them is enough. `taken` is for `put_in_place`, one
    round after the other.
    """
    sketch = _sketch(file)
    rounds: list[dict[str, bool]] = []
    for _ in range(MOST_ROUNDS):
        told = _told(sketch)
        folded_some, known = _fold(sketch.graph, told)
        taken = {node.output[0]: bool(known[node.input[0]].all()) for node in sketch.graph.node
                 if node.op_type == "If" and node.input[0] in known}  # fmt: skip
        if taken:
            put_in_place(sketch.graph, taken)
            rounds.append(taken)
        if not taken and not folded_some:
            break
    return Told(told, rounds)


def batch_shape(file: OnnxFile) -> tuple[int, ...]:
    """The shape of what goes into the graph; OnnxError where a size is still open."""
    sides = tuple(side for side in file.input_shape if side is not None)
    if not file.is_settled:
        raise OnnxError("The model takes pictures of any size; say how large they are to be.")
    return (file.picture.batch, *((*sides[1:], sides[0]) if file.picture.channels_last else sides))


def _sketch(file: OnnxFile) -> Any:
    """The graph without its large weights, for pictures of one size."""
    onnx = onnx_package()
    sketch = onnx.ModelProto(ir_version=file.model.ir_version, opset_import=file.model.opset_import)
    graph = sketch.graph
    graph.name = "sketch"
    graph.node.extend(file.model.graph.node)
    graph.output.extend(onnx.ValueInfoProto(name=value.name) for value in file.model.graph.output)
    for tensor in file.model.graph.initializer:
        graph.input.append(onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims))
        if math.prod(tensor.dims) <= SMALL:
            graph.initializer.append(tensor)
    kind = next(value.type.tensor_type.elem_type for value in file.model.graph.input if value.name == file.picture.name)
    graph.input.append(onnx.helper.make_tensor_value_info(file.picture.name, kind, batch_shape(file)))
    return sketch


def _told(sketch: Any) -> dict[str, Value]:
    """What the package `onnx` finds out, which raises errors of many kinds where the graph is not sound."""
    try:
        graph = onnx_package().shape_inference.infer_shapes(sketch, data_prop=True).graph
    except Exception as error:
        raise OnnxError("The sizes of its layers do not fit together: {reason}", reason=str(error)[:300]) from error
    return {
        value.name: Value(
            tuple(side.dim_value for side in value.type.tensor_type.shape.dim),
            value.type.tensor_type.elem_type in FLOATS,
        )
        for value in (*graph.value_info, *graph.output, *graph.input)
        if value.type.tensor_type.HasField("shape")
        and all(side.HasField("dim_value") for side in value.type.tensor_type.shape.dim)
    }


def _fold(graph: Any, told: Mapping[str, Value]) -> tuple[bool, dict[str, Array]]:
    """Replace all nodes that can be by the numbers that they give: whether there were some, and all numbers known."""
    onnx = onnx_package()
    known: dict[str, Array] = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    left = []
    for node in graph.node:
        numbers = _numbers(node, known, told)
        if numbers is None or numbers.size > SMALL:
            left.append(node)
        else:
            known[node.output[0]] = numbers
            graph.initializer.append(onnx.numpy_helper.from_array(numbers, node.output[0]))
            tensor = graph.initializer[-1]
            graph.input.append(onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims))
    changed = len(left) < len(graph.node)
    kept = [node.SerializeToString() for node in left]
    del graph.node[:]
    for content in kept:
        graph.node.add().ParseFromString(content)
    return changed, known


def _numbers(node: Any, known: Mapping[str, Array], told: Mapping[str, Value]) -> Array | None:
    """What a node gives, where that is known and little; None where it is not."""
    if node.op_type == "Shape" and not node.attribute and {*node.input} <= told.keys():
        return np.array(told[node.input[0]].shape, np.int64)
    if node.op_type == "Constant":
        return constant_of(operator_of(node, 0))
    if not all(name in known for name in node.input if name):
        return None
    try:
        return folded(operator_of(node, 0), [known[name] for name in node.input if name])
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None
