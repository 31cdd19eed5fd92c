"""Networks written as ONNX, which most other programs read; read here again, they come back whole.

The graph says what is computed. What it cannot say (which layer a group of operators was, names of classes, how
pictures are normalised) stands among the metadata: as JSON under "cnnviz", the description that model files carry.
"""

import json
from pathlib import Path
from typing import Any

from cnnviz.data.model_paths import shown, write_model_file
from cnnviz.data.onnx_nodes import Writing
from cnnviz.data.onnx_packages import OnnxError, onnx_package
from cnnviz.engine.graph import INPUT
from cnnviz.engine.network import Network

OPSET, IR_VERSION = 19, 9  # of 2023: Pad has "wrap" from 19 on
PRODUCER = "cnnviz"
DESCRIPTION, CLASS_NAMES = "cnnviz", "class_names"
LONGEST_DESCRIPTION = 4_000_000  # letters that are read
BATCH = "batch"  # the size that is left open
LARGEST_FILE = 2**31 - 1  # bytes that protobuf can hold


def save_onnx(network: Network, path: str | Path) -> None:
    """Write `network` to `path` as ONNX, opset 19, in float32, for batches of any size. Whole, or not at all.

    Weights and values are called as in the network ("conv1.weight", "conv1"). OnnxError where the file would have more
    than 2 GB, or the package `onnx` is missing, ModelFileError where it cannot be written.
    """
    path = Path(path)
    size = 4 * sum(array.size for array in network.weights.values())
    if size > LARGEST_FILE // 2**20 * 2**20:
        raise OnnxError(
            "{path} cannot be written: the weights take {size} bytes, and an ONNX file can have {most} at most. "
            "Save the network as safetensors.",
            path=shown(path), size=f"{size:,}", most=f"{LARGEST_FILE:,}",
        )  # fmt: skip
    model = onnx_model(network)
    for name, text in ((CLASS_NAMES, list(network.class_names)), (DESCRIPTION, network.describe())):
        if text:  # the description last: a file that ends before it is not whole
            model.metadata_props.add(key=name, value=json.dumps(text, ensure_ascii=False))
    write_model_file(path, model.SerializeToString())


def onnx_model(network: Network, weights: bool = True) -> Any:
    """`network` as an ``onnx.ModelProto``, without metadata. OnnxError where the package `onnx` is missing.

    Without `weights` its graph names them, but does not hold them.
    """
    helper, kind = onnx_package().helper, onnx_package().TensorProto.FLOAT
    writing = Writing(() if weights else network.weights)
    for node in network.nodes:
        writing.write(node, network.shapes[node.inputs[0]], network.shapes[node.name])
    graph = helper.make_graph(
        writing.nodes,
        PRODUCER,
        [helper.make_tensor_value_info(INPUT, kind, [BATCH, *network.input_shape])],
        [helper.make_tensor_value_info(network.nodes[-1].name, kind, [BATCH, *network.output_shape])],
        writing.tensors,
    )
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, producer_name=PRODUCER, opset_imports=opsets, ir_version=IR_VERSION)
