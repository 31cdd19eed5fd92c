"""Small ONNX files as other programs write them, put together node by node."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import helper
from onnx.numpy_helper import from_array

from cnnviz.engine.arrays import Array

Sizes = Sequence[int | str | None]


def node(kind: str, inputs: str, output: str, name: str = "", domain: str = "", **attributes: Any) -> onnx.NodeProto:
    """A node whose inputs are written in one line, blanks between them ("_" for one that is left out)."""
    names = ["" if given == "_" else given for given in inputs.split()]
    return helper.make_node(kind, names, output.split(), name=name or output.split()[0], domain=domain, **attributes)


def model_of(
    nodes: Sequence[onnx.NodeProto], weights: Mapping[str, Array] | None = None, shape: Sizes = (1, 2, 6, 7),
    output: str = "y", opset: int = 17,
) -> onnx.ModelProto:  # fmt: skip
    """A model with the input "x" of this shape, batch first, and one output."""
    graph = helper.make_graph(
        list(nodes), "made",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [onnx.ValueInfoProto(name=output)],
        [from_array(np.asarray(array), name) for name, array in (weights or {}).items()],
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def write(path: Path, model: onnx.ModelProto) -> Path:
    path.write_bytes(model.SerializeToString())
    return path


def run(path: Path, x: Array) -> Array:
    """What ONNX Runtime makes of a batch."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    (output,) = session.run(None, {session.get_inputs()[0].name: x.astype(np.float32)})
    return np.asarray(output)


def numbers(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
