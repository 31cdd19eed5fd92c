"""The ONNX standard's own tests of single operators: which there are, and which ask for what the engine has not.

They come with the `onnx` package: most from generators, some as files that PyTorch 1 once wrote (``_converted``).
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases
from onnx.numpy_helper import to_array

from cnnviz.engine.arrays import Array

WINDOWS = {"Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"}
OPERATORS = WINDOWS | {
    "Gemm", "Flatten", "Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Softplus", "Softmax", "LogSoftmax",
    "BatchNormalization", "Dropout", "Add", "Concat", "SoftmaxCrossEntropyLoss",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One operator with its attributes, what goes in (None where an optional input is left out), what must come out."""

    name: str
    operator: str
    attributes: dict[str, Any]
    inputs: tuple[Array | None, ...]
    outputs: tuple[Array, ...]

    def __str__(self) -> str:
        return self.name


def cases() -> list[Case]:
    """All tests of one of the operators alone: those of the standard, and those it took over from PyTorch 1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the generators of operators that do not matter here divide by zero
        tests = collect_testcases(None)
    generated = [(test.name, test.model, *test.data_sets[0]) for test in tests if test.model is not None]
    found = (_case(*test) for test in (*generated, *_converted()))
    return [case for case in found if case is not None]


def _converted() -> Iterator[tuple[str, onnx.ModelProto, list[Array], list[Array]]]:
    """The tests that lie as files in the package; their weights are constants of the model."""
    folder = Path(onnx.__file__).parent / "backend" / "test" / "data" / "pytorch-converted"
    for test in sorted(folder.iterdir()):
        data = test / "test_data_set_0"
        parts = [[_tensor(path) for path in sorted(data.glob(f"{part}_*.pb"))] for part in ("input", "output")]
        yield f"{test.name}_converted", onnx.load(test / "model.onnx"), parts[0], parts[1]


def _tensor(path: Path) -> Array:
    return to_array(onnx.TensorProto.FromString(path.read_bytes()))


def _case(name: str, model: onnx.ModelProto, inputs: list[Array], outputs: list[Array]) -> Case | None:
    """None for a model of several nodes ("_expanded") or of another operator."""
    nodes, constants = model.graph.node, {tensor.name: to_array(tensor) for tensor in model.graph.initializer}
    if len(nodes) != 1 or nodes[0].op_type not in OPERATORS:
        return None
    given = [value.name for value in model.graph.input if value.name not in constants]
    values = constants | dict(zip(given, inputs, strict=True))
    attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in nodes[0].attribute}
    ordered = tuple(values.get(slot) for slot in nodes[0].input)
    return Case(name, nodes[0].op_type, attributes, ordered, tuple(outputs))


def missing(case: Case) -> str:
    """What the case asks for and the engine does not have; empty if nothing."""
    x, attributes = case.inputs[0], case.attributes
    reasons = {
        "whole numbers; the engine computes with floating point": x.dtype.kind != "f",
        "pictures of one or three dimensions": case.operator in WINDOWS | {"BatchNormalization"} and x.ndim != 4,
        "a second output": case.operator in {"MaxPool", "Dropout"} and len(case.outputs) > 1,
        "random numbers of its own": _drops_at_random(case),
        "shapes that must be stretched": case.operator == "Add" and x.shape != case.inputs[1].shape,
        "a bias for every picture": case.operator == "Gemm" and _bias_rows(case) > 1,
        "labels that do not count": "ignore_index" in attributes,
        "average pooling with gaps": case.operator == "AveragePool" and "dilations" in attributes,
        "a border of more than half of the pooling window, which PyTorch refuses too": _wide_border(case),
    }
    return "; ".join(reason for reason, holds in reasons.items() if holds)


def _drops_at_random(case: Case) -> bool:
    trained = case.operator == "Dropout" and len(case.inputs) > 2 and bool(case.inputs[2])
    return trained and float(case.inputs[1]) > 0


def _bias_rows(case: Case) -> int:
    bias = case.inputs[2] if len(case.inputs) > 2 else None
    return bias.shape[0] if bias is not None and np.ndim(bias) == 2 else 1


def _wide_border(case: Case) -> bool:
    sides, kernel = case.attributes.get("pads", ()), case.attributes.get("kernel_shape", ())
    if case.operator not in {"MaxPool", "AveragePool"} or "dilations" in case.attributes:
        return False
    return any(side > length // 2 for side, length in zip(sides, (*kernel, *kernel), strict=False))
