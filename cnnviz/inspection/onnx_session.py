"""ONNX Runtime for a stranger's graph: every value in between comes out, and nothing larger than memory goes in."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cnnviz.data.onnx_checks import branch_nodes
from cnnviz.data.onnx_files import OnnxFile
from cnnviz.data.onnx_packages import OnnxError, onnx_package, runtime_package
from cnnviz.engine.arrays import Array
from cnnviz.engine.graph import MOST_NUMBERS
from cnnviz.inspection.onnx_branches import put_in_place
from cnnviz.inspection.onnx_shapes import Value, sizes_told

LONGEST_REASON = 300  # letters of what ONNX Runtime complains of
IR_VERSION = 10  # which every ONNX Runtime here reads: newer files say the same, as far as this page goes
ABOUT_SHAPES = {"Shape", "Size"}  # what they give depends on the picture's size alone


class OnnxSession:
    """An OnnxFile in ONNX Runtime: `run` gives the numbers of values for one batch.

    `graph` is the file's, with the branches put in place that follow from sizes; `values` tells how large all values
    are, `shown` which are computed from the picture's numbers, in their order, each with the node that gives it.
    """

    def __init__(self, file: OnnxFile) -> None:
        """OnnxError where a value would be too large, or its size shows only while it runs, or it cannot be run."""
        runtime = runtime_package()
        self.file = file
        told = sizes_told(file)
        self.values, self.graph = told.values, file.model.graph
        if told.taken:
            self.graph = type(self.graph)()
            self.graph.CopyFrom(file.model.graph)
            for taken in told.taken:
                put_in_place(self.graph, taken)
        _check_sizes(self.graph, self.values)
        self.shown = _shown_values(self.graph, file.picture.name)
        options = runtime.SessionOptions()
        options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL  # it would fuse layers
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the window needs the processor too
        model = _with_outputs(file.model, self.graph, self.shown)
        self._session = _guarded(
            lambda: runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        )

    def run(self, values: Sequence[str], batch: Array) -> list[Array]:
        """The numbers of these values for a `batch` as the graph takes it; OnnxError where it cannot be computed."""
        result: list[Array] = _guarded(lambda: self._session.run(list(values), {self.file.picture.name: batch}))
        return result


def _shown_values(graph: Any, picture: str) -> dict[str, Any]:
    """The values that are computed from the picture's numbers, in their order, each with the node that gives it."""
    reached = {picture}
    shown: dict[str, Any] = {}
    for node in graph.node:
        taken = {*node.input, *(name for inner in branch_nodes(node) for name in inner.input)}
        if node.op_type not in ABOUT_SHAPES and not reached.isdisjoint(taken) and node.output[0]:
            reached.update(name for name in node.output if name)
            shown[node.output[0]] = node
    return shown


def _check_sizes(graph: Any, values: Mapping[str, Value]) -> None:
    """OnnxError where the size of a value is not known, or all together are too large."""
    total = 0
    for node in graph.node:
        for name in filter(None, node.output):
            if name not in values:
                raise OnnxError(
                    "How large “{name}” ({kind}) gets shows only while the model runs; only models whose sizes follow "
                    "from that of the picture can be shown.",
                    name=name[:60], kind=node.op_type[:60],
                )  # fmt: skip
            total += math.prod(values[name].shape)
    if total > MOST_NUMBERS:
        raise OnnxError(
            "The maps of all layers would have {count} numbers; at most {most} can be held. Take a smaller picture.",
            count=f"{total:,}", most=f"{MOST_NUMBERS:,}",
        )  # fmt: skip


def _with_outputs(model: Any, graph: Any, values: Mapping[str, Any]) -> Any:
    """A model with this `graph` that gives all `values`, whose kinds ONNX Runtime works out by itself."""
    onnx = onnx_package()
    other = onnx.ModelProto(ir_version=min(model.ir_version, IR_VERSION), opset_import=model.opset_import, graph=graph)
    del other.graph.value_info[:], other.graph.output[:]
    other.graph.output.extend(onnx.ValueInfoProto(name=name) for name in values)
    return other


def _guarded(step: Any) -> Any:
    """What `step` gives; OnnxError for whatever ONNX Runtime raises, whose errors share no class but Exception."""
    try:
        return step()
    except Exception as error:
        raise OnnxError(
            "ONNX Runtime cannot compute it: {reason}", reason=plain_reason(str(error))
        ) from error


def plain_reason(reason: str) -> str:
    """What ONNX Runtime says, without the place in its own source.

    >>> plain_reason("[ONNXRuntimeError] : 1 : FAIL : /src/model.cc:256 Model(Proto&&, const A&) Unsupported version")
    'Unsupported version'
    """
    words = " ".join(reason.split())
    words = re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ", "", words)
    words = re.sub(r"^/\S+:\d+ [^()]*\([^()]*\)( const)? ", "", words)
    return words if len(words) <= LONGEST_REASON else f"{words[:LONGEST_REASON]}…"
