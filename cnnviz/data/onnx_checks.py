"""What a graph must be before anything is made of it: known operators, values that exist, no circles, no loops.

The checkers of other programs are not asked: they are written for sound files, and some end the process.
"""

from collections.abc import Iterator
from typing import Any

from cnnviz.data.onnx_operator import PLAIN_DOMAINS
from cnnviz.data.onnx_packages import OnnxError, onnx_package

MOST_NODES = 20_000
RUNTIME_DOMAINS = (*PLAIN_DOMAINS, "com.microsoft")  # the last: what ONNX Runtime has beside the standard
TENSOR = 4  # AttributeProto.TENSOR
LOOPS = {"Loop", "Scan", "SequenceMap"}
DEEPEST = 10  # branches within branches


def check_graph(model: Any) -> None:
    """OnnxError, which begins in mid-sentence, for the first thing that is wrong with ``onnx.ModelProto`` `model`."""
    graph = model.graph
    count = sum(1 for _ in nodes_of(graph))
    if count > MOST_NODES:
        raise OnnxError("it has {count} nodes; at most {most} are read.", count=count, most=MOST_NODES)
    if len(model.functions):
        raise OnnxError("it defines functions of its own ({names}); put them in their places first (onnx.inliner).",
                        names=", ".join(function.name[:40] for function in model.functions[:3]))  # fmt: skip
    _check_names(graph)
    _check_graph(graph, frozenset(), _version(model), 0)


def tensors_of(graph: Any) -> Iterator[Any]:
    """All tensors of a graph: its own, those that nodes hold, and those of its branches."""
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for node in graph.node:
        for attribute in node.attribute:
            for branch in _branches(attribute):
                yield from tensors_of(branch)
            yield from (part for sparse in _sparse(attribute) for part in (sparse.values, sparse.indices))
            yield from attribute.tensors
            if attribute.HasField("t"):
                yield attribute.t


def nodes_of(graph: Any) -> Iterator[Any]:
    """All nodes of a graph and of its branches."""
    for node in graph.node:
        yield node
        yield from branch_nodes(node)


def branch_nodes(node: Any) -> Iterator[Any]:
    """All nodes of the branches that `node` chooses between; most nodes have none."""
    for attribute in node.attribute:
        for branch in _branches(attribute):
            yield from nodes_of(branch)


def _check_names(graph: Any) -> None:
    """Names that are no text come as bytes."""
    parts = (*graph.input, *graph.output, *tensors_of(graph))
    names = [part.name for part in parts]
    for node in nodes_of(graph):
        names += [node.name, node.op_type, node.domain, *node.input, *node.output]
        names += [attribute.name for attribute in node.attribute]
    if not all(isinstance(name, str) and name.isprintable() for name in names):
        raise OnnxError("it has names that are no text: it is damaged.")


def _branches(attribute: Any) -> list[Any]:
    return [*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])]


def _sparse(attribute: Any) -> list[Any]:
    tensors = [attribute.sparse_tensor] if attribute.HasField("sparse_tensor") else []
    return [*attribute.sparse_tensors, *tensors]


def _check_graph(graph: Any, outer: frozenset[str], version: int, depth: int) -> None:
    """A graph, or a branch of one, which may take the values `outer` as well."""
    if depth > DEEPEST:
        raise OnnxError("it has branches within branches, more than {most} deep.", most=DEEPEST)
    known = outer | _check_values(graph, outer)
    for node in graph.node:
        _check_operator(node, version)
        _check_attributes(node)
        _check_branches(node)
        for attribute in node.attribute:
            for branch in _branches(attribute):
                _check_graph(branch, known, version, depth + 1)


def _version(model: Any) -> int:
    """Of ONNX' own operators."""
    versions = [entry.version for entry in model.opset_import if entry.domain in PLAIN_DOMAINS]
    newest = onnx_package().defs.onnx_opset_version()
    if not versions or not 0 < versions[0] <= newest:
        raise OnnxError("it asks for the operators of version {given}; known are versions up to {newest}.",
                        given=versions[0] if versions else "?", newest=newest)  # fmt: skip
    return int(versions[0])


def _check_values(graph: Any, outer: frozenset[str]) -> frozenset[str]:
    """The names of all values: each is given once, and before it is taken, so nothing goes round in a circle."""
    known = set(outer) | {value.name for value in graph.input} | {tensor.name for tensor in graph.initializer}
    known |= {sparse.values.name for sparse in graph.sparse_initializer} | {""}
    given = {name for node in graph.node for name in node.output}
    for node in graph.node:
        for name in node.input:
            if name not in known and name in given:
                raise OnnxError("“{name}” is taken by “{node}” before it is computed: the graph goes round in a "
                                "circle, or is out of order.", name=name[:60], node=_label(node))  # fmt: skip
            if name not in known:
                raise OnnxError("“{node}” takes “{name}”, which nothing gives.", node=_label(node), name=name[:60])
        if not node.output:
            raise OnnxError("“{node}” gives nothing.", node=_label(node))
        for name in node.output:
            if name and name in known:
                raise OnnxError("“{name}” is given twice, the second time by “{node}”.", name=name[:60],
                                node=_label(node))  # fmt: skip
            known.add(name)
    for value in graph.output:
        if value.name not in known or not value.name:
            raise OnnxError("its output “{name}” is given by nothing.", name=value.name[:60])
    if not graph.output:
        raise OnnxError("it has no output.")
    return frozenset(known)


def _check_operator(node: Any, version: int) -> None:
    if node.domain not in RUNTIME_DOMAINS:
        raise OnnxError(
            "the operator “{node}” ({kind}) comes from “{domain}”, whose operators are not known here.",
            node=_label(node), kind=node.op_type[:60], domain=node.domain[:60],
        )  # fmt: skip
    if node.op_type in LOOPS or (node.op_type != "If" and any(map(_branches, node.attribute))):
        raise OnnxError(
            "“{node}” ({kind}) repeats while it runs, nobody knows how often; only graphs without loops can be shown.",
            node=_label(node), kind=node.op_type[:60],
        )  # fmt: skip
    if node.domain not in PLAIN_DOMAINS:
        return
    schema = _schema(node.op_type, version)
    if schema is None:
        raise OnnxError(
            "“{node}” is a “{kind}”, which is no operator of ONNX version {version}.",
            node=_label(node), kind=node.op_type[:60], version=version,
        )  # fmt: skip
    if not schema.min_input <= len(node.input) <= schema.max_input or len(node.output) > schema.max_output:
        raise OnnxError(
            "“{node}” ({kind}) takes {inputs} inputs and gives {outputs} outputs; it can take {least} to {most}, and "
            "give {given}.",
            node=_label(node), kind=node.op_type[:60], inputs=len(node.input), outputs=len(node.output),
            least=schema.min_input, most=schema.max_input, given=schema.max_output,
        )  # fmt: skip


def _check_attributes(node: Any) -> None:
    """Every attribute holds what its kind says."""
    for attribute in node.attribute:
        try:
            value = onnx_package().helper.get_attribute_value(attribute)
        except ValueError:
            value = None
        if value is None or (attribute.type == TENSOR and not attribute.HasField("t")):
            raise OnnxError("“{node}” ({kind}) has an attribute “{name}” without a value: it is damaged.",
                            node=_label(node), kind=node.op_type[:60], name=attribute.name[:60])  # fmt: skip


def _check_branches(node: Any) -> None:
    """An If has two branches, each with all its outputs."""
    counts = {attribute.name: len(attribute.g.output) for attribute in node.attribute if attribute.HasField("g")}
    if node.op_type == "If" and counts != dict.fromkeys(("then_branch", "else_branch"), len(node.output)):
        raise OnnxError("“{node}” (If) has not two branches that give {count} outputs.", node=_label(node),
                        count=len(node.output))  # fmt: skip


def _schema(kind: str, version: int) -> Any:
    """What ONNX says of an operator; None where it has none of this name."""
    defs = onnx_package().defs
    try:
        schema = defs.get_schema(kind, version, "")
    except defs.SchemaError:
        return None
    return None if schema.deprecated else schema


def _label(node: Any) -> str:
    return str(node.name or next(iter(node.output), "") or node.op_type)[:60]
