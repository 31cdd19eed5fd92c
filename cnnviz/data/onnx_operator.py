"""One node of an ONNX graph in plain Python, and what is said where the engine has nothing like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnnviz.data.onnx_packages import OnnxError, onnx_package

PLAIN_DOMAINS = ("", "ai.onnx")


class NoCounterpart(OnnxError):  # noqa: N818 - it names what is the case
    """A sound graph with something that the engine has no counterpart for; ONNX Runtime may compute it."""


@dataclass(frozen=True)
class Operator:
    """A node: `kind` is its operator ("Conv"; with the domain before it where that is not ONNX's own)."""

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    version: int = 19  # of ONNX' own operators ("opset") in this file

    @property
    def label(self) -> str:
        """The name to be found by in a message, short."""
        return (self.name or self.outputs[0])[:60]

    def no_counterpart(self, reason: object) -> NoCounterpart:
        """The error that says why the engine cannot do what this node does."""
        return NoCounterpart(
            "the operator “{name}” ({kind}) has no counterpart here: {reason}",
            name=self.label, kind=self.kind[:60], reason=reason,
        )  # fmt: skip


def operator_of(node: Any, version: int) -> Operator:
    """`node` (``onnx.NodeProto``) with its attributes as Python values, tensors as they are."""
    plain = node.domain in PLAIN_DOMAINS
    kind = node.op_type if plain else f"{node.domain}.{node.op_type}"
    value_of = onnx_package().helper.get_attribute_value
    attributes = {attribute.name: value_of(attribute) for attribute in node.attribute}
    return Operator(kind, node.name, tuple(node.input), tuple(node.output), attributes, version)
