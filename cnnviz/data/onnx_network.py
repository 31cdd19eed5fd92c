"""From the graph of an ONNX file to a network of the engine, where every operator has its counterpart there."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cnnviz.data.onnx_constants import constant_of, folded, numbers_of
from cnnviz.data.onnx_export import DESCRIPTION, LONGEST_DESCRIPTION, onnx_model
from cnnviz.data.onnx_graph import Graph
from cnnviz.data.onnx_inputs import PictureInput
from cnnviz.data.onnx_layers import LAYER_READERS
from cnnviz.data.onnx_operator import NoCounterpart, Operator, operator_of
from cnnviz.data.onnx_packages import onnx_package
from cnnviz.data.onnx_shapes import READERS
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.description import Description, check_shapes, read_description
from cnnviz.engine.graph import INPUT
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError, tr

OLDEST = 7  # before, operators stretched shapes by attributes of their own


def description_of(model: Any) -> Description | None:
    """What the file says of the network that it was written from; None where it says nothing, or nothing sound."""
    text = next((entry.value for entry in model.metadata_props if entry.key == DESCRIPTION), "")
    if not text or len(text) > LONGEST_DESCRIPTION:
        return None
    try:
        return read_description(json.loads(text))
    except (ValueError, RecursionError):
        return None


def written_network(model: Any) -> Network | None:
    """The network that the file was written from, if that is what it holds: written again it must be the same graph.

    None where it is not: then the graph counts, not what somebody says of it.
    """
    read = description_of(model)
    if read is None:
        return None
    graph = model.graph
    try:
        tensors = {tensor.name: tensor for tensor in graph.initializer}
        shapes = {name: tuple(tensors[name].dims) for name in read.weights if name in tensors}
        check_shapes(shapes, read.weights)
        network = Network.from_description(read)
        written = onnx_model(network, weights=False).graph
        others = [tensor for tensor in graph.initializer if tensor.name not in read.weights]
        same = (written.node, written.input, written.output) == (graph.node, graph.input, graph.output)
        if not same or list(written.initializer) != others:
            return None
        for name, array in network.weights.items():
            array[...] = onnx_package().numpy_helper.to_array(tensors[name])
    except (ExplainedError, KeyError, TypeError, ValueError):
        return None
    return network


def network_of(
    model: Any, picture: PictureInput, input_shape: Shape, class_names: Sequence[str], info: Mapping[str, str]
) -> Network:
    """The network that `model` (``onnx.ModelProto``, checked) describes, for pictures of `input_shape` (C, H, W).

    `info` says how pictures are normalised before they come; what the graph itself takes off at its head is added.
    NoCounterpart names the first operator that the engine does not have; the reason begins in mid-sentence.
    """
    version = next(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx"))
    if version < OLDEST:
        raise NoCounterpart("its operators are those of version {version}, before {oldest}.", version=version,
                            oldest=OLDEST)  # fmt: skip
    if len(model.graph.output) != 1:
        raise NoCounterpart("it gives {count} outputs, not one.", count=len(model.graph.output))
    output = model.graph.output[0].name
    graph = Graph(_constants(model.graph), picture, input_shape, normalisation_of(info))
    operators = _needed([operator_of(node, version) for node in model.graph.node], output)
    graph.uses = Counter(name for operator in operators for name in operator.inputs)
    graph.uses[output] += 1
    with np.errstate(over="ignore", invalid="ignore"):  # a stranger's weights may be anything
        for operator in operators:
            _read(graph, operator)
    return _made(graph, output, class_names, info)


def _made(graph: Graph, output: str, class_names: Sequence[str], info: Mapping[str, str]) -> Network:
    if graph.sources.get(output, INPUT) == INPUT:
        raise NoCounterpart("nothing that it gives is computed from the picture.")
    facts = {name: text for name, text in info.items() if not name.startswith("input ")} | graph.normalisation.facts()
    try:
        return Network(graph.nodes, graph.shapes[INPUT], class_names, info=facts)
    except ExplainedError as error:
        raise NoCounterpart("{reason}", reason=error) from error


def _read(graph: Graph, operator: Operator) -> None:
    """Take one operator in; NoCounterpart where it cannot be."""
    try:
        if operator.kind == "Constant":
            graph.constants[operator.outputs[0]] = constant_of(operator)
        elif operator.kind == "Shape" and not graph.is_known(operator.inputs[0]):
            graph.constants[operator.outputs[0]] = np.array([graph.batch, *graph.shape(operator)], np.int64)
        elif all(map(graph.is_known, operator.inputs)) and not _fold(graph, operator):
            raise operator.no_counterpart(tr("it works on known numbers alone."))
        elif not all(map(graph.is_known, operator.inputs)):
            _reader(operator)(graph, operator)
    except NoCounterpart:
        raise
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise operator.no_counterpart(str(error)[:200]) from error


def _fold(graph: Graph, operator: Operator) -> bool:
    """Whether the output of `operator` could be computed before any picture."""
    result = folded(operator, [graph.constants[name] for name in operator.inputs if name])
    if result is not None:
        graph.constants[operator.outputs[0]] = result
    return result is not None


def _reader(operator: Operator) -> Any:
    reader = LAYER_READERS.get(operator.kind) or READERS.get(operator.kind)
    if reader is None:
        raise operator.no_counterpart(tr("the engine has no such layer."))
    return reader


def _needed(operators: Sequence[Operator], output: str) -> list[Operator]:
    """Those that the output depends on, in their order."""
    wanted, kept = {output}, []
    for operator in reversed(operators):
        if not wanted.isdisjoint(operator.outputs):
            wanted.update(operator.inputs)
            kept.append(operator)
    return kept[::-1]


def _constants(graph: Any) -> dict[str, Array]:
    """The numbers that the file holds, by name: float32, or whole ones."""
    return {tensor.name: numbers_of(tensor) for tensor in graph.initializer}
