"""Branches whose choice follows from the size of the picture: what is taken is put in their place.

PyTorch writes such ones where it cannot know a size when it exports ("squeeze" only where the side is 1).
"""

from collections.abc import Mapping
from typing import Any

from cnnviz.data.onnx_checks import branch_nodes


def put_in_place(graph: Any, taken: Mapping[str, bool]) -> None:
    """Replace each If of `taken` (by its first output: whether the condition holds) by the nodes of its branch."""
    nodes: list[Any] = []
    for node in graph.node:
        if node.op_type == "If" and node.output[0] in taken:
            nodes += _nodes_of_branch(graph, node, taken[node.output[0]])
        else:
            nodes.append(node)
    contents = [node.SerializeToString() for node in nodes]
    del graph.node[:]
    for content in contents:
        graph.node.add().ParseFromString(content)


def _nodes_of_branch(graph: Any, node: Any, holds: bool) -> list[Any]:
    """The nodes of one branch, their names made different from all others; its weights go to the graph's."""
    wanted = "then_branch" if holds else "else_branch"
    branch = type(graph)()
    branch.CopyFrom(next(attribute.g for attribute in node.attribute if attribute.name == wanted))
    own = [*(tensor.name for tensor in branch.initializer), *(name for part in branch.node for name in part.output)]
    renamed = {name: f"{node.output[0]}/{name}" for name in own if name}
    given = {name for part in branch.node for name in part.output}
    for value, output in zip(branch.output, node.output, strict=True):
        if value.name in given and renamed[value.name] not in node.output:
            given.remove(value.name)
            renamed[value.name] = output
        else:  # a value from outside, or one that is given twice
            same = branch.node.add(op_type="Identity", output=[output])
            same.input.append(value.name)
    for tensor in branch.initializer:
        tensor.name = renamed[tensor.name]
        graph.initializer.append(tensor)
    for part in branch.node:
        _rename(part, renamed)
    return list(branch.node)


def _rename(node: Any, renamed: Mapping[str, str]) -> None:
    """The values that a node takes and gives, and those that branches within it take."""
    for names in (node.input, node.output, *(inner.input for inner in branch_nodes(node))):
        for index, name in enumerate(names):
            names[index] = renamed.get(name, name)
