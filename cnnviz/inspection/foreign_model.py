"""Models that the engine has no layers for: ONNX Runtime computes them, and every value in between is shown.

``OnnxModel(file: OnnxFile)`` is a `traces.passes.PassModel`. The `file` is settled (``OnnxFile.settled``): no size of
its input is open, its `info` says how pictures are normalised, its class names are as many as its scores, or none.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from cnnviz.data.onnx_files import OnnxFile
from cnnviz.data.onnx_names import SHARES, layer_name
from cnnviz.data.onnx_packages import OnnxError, onnx_package
from cnnviz.engine.arrays import Array
from cnnviz.engine.graph import INPUT
from cnnviz.engine.softmax import Softmax
from cnnviz.inspection.onnx_session import OnnxSession
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer, as_maps


class OnnxModel:
    """An ONNX file through ONNX Runtime, as a PassModel. `left_out` names the values that are neither maps nor units.

    A matrix for each picture, such as the tokens of a transformer or what they attend to, is one map.

    OnnxError where it cannot be run: operators that ONNX Runtime has not, sizes that do not fit or are not known,
    values too large to be held, class names that are not as many as it gives numbers.
    """

    network = None

    def __init__(self, file: OnnxFile) -> None:
        self.file = file
        self._session = OnnxSession(file)
        self._nodes = self._session.shown
        self._weights = {tensor.name: tensor for tensor in self._session.graph.initializer}
        names = self._layer_names()
        self._shown = {value: names[value] for value in self._order() if self._is_shown(value)}
        self.left_out = tuple(
            f"{name} {self._shape(value)}" for value, name in names.items() if value not in self._shown
        )
        self._check_classes()
        self.work = sum(self._multiply_adds(node) for node in self._nodes.values())

    @property
    def input_shape(self) -> tuple[int, ...]:
        """(C, H, W), or (F,)."""
        return tuple(side for side in self.file.input_shape if side is not None)

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.file.class_names

    @property
    def info(self) -> Mapping[str, str]:
        return self.file.info

    def run(self, picture: Array) -> Pass:
        """What ONNX Runtime makes of `picture` (C, H, W); OnnxError for one of another shape, or where it cannot."""
        if picture.shape != self.input_shape:
            raise OnnxError("The model takes pictures {expected}; it was given {given}.",
                            expected=self.input_shape, given=picture.shape)  # fmt: skip
        taken = self.file.picture
        turned = picture.transpose(1, 2, 0) if taken.channels_last else picture
        if taken.dtype == "uint8":
            turned = turned.clip(0, 255).round()
        batch = np.ascontiguousarray(np.broadcast_to(turned, (taken.batch, *turned.shape)), taken.dtype)
        values = self._session.run(list(self._shown), batch)
        return Pass(picture, tuple(self._layers(picture, values)), class_names=self.class_names)

    def _layers(self, picture: Array, values: list[Array]) -> Iterator[ShownLayer]:
        """The picture, every value as a stack of maps, and the probabilities where the last are scores."""
        colours = ("red", "green", "blue") if picture.ndim == 3 and len(picture) == 3 else ()
        yield ShownLayer("input", "input", picture.shape, as_maps(picture), labels=colours)
        before = INPUT
        for (value, name), array in zip(self._shown.items(), values, strict=True):
            node, numbers = self._nodes[value], np.asarray(array[0], np.float32)
            numbers = numbers[np.newaxis] if numbers.ndim == 2 else numbers
            last = value == next(reversed(self._shown))
            sources = self._sources(node)
            yield ShownLayer(
                name, node.op_type, numbers.shape, as_maps(numbers), None, self._kernels(node), self._bias(node),
                self.class_names if last and len(self.class_names) == len(numbers) else (),
                () if sources == (before,) else sources, None, self._groups(node),
            )  # fmt: skip
            before = name
        if node.op_type != "Softmax" and numbers.ndim == 1:
            shares = Softmax()(numbers[np.newaxis])[0]
            yield ShownLayer(SHARES, "Softmax", shares.shape, as_maps(shares), labels=self.class_names)

    def _layer_names(self) -> dict[str, str]:
        """A name for every value that is computed from the picture."""
        names: dict[str, str] = {}
        output = self.file.model.graph.output[0].name
        for value, node in self._nodes.items():
            weights = [name for name in node.input[1:] if name in self._weights]
            taken = {*names.values(), *(() if value == output else (SHARES,))}
            names[value] = layer_name(node.op_type, node.name or value, weights, taken)
        return names

    def _order(self) -> list[str]:
        """The values in the order of the graph, its first output last."""
        output = self.file.model.graph.output[0].name
        return sorted(self._nodes, key=lambda value: value == output)

    def _is_shown(self, value: str) -> bool:
        """Whether it is a batch of maps, matrices or units."""
        shape = self._shape(value)
        batched = len(shape) in (2, 3, 4) and shape[0] == self.file.picture.batch and 0 not in shape
        return batched and self._session.values[value].is_float

    def _shape(self, value: str) -> tuple[int, ...]:
        """With the batch; () for a value that is left out."""
        return self._session.values[value].shape if value in self._session.values else ()

    def _check_classes(self) -> None:
        if not self._shown:
            raise OnnxError("The model gives neither maps nor units for a picture.")
        count = math.prod(self._shape(next(reversed(self._shown)))[1:])
        if self.class_names and len(self.class_names) != count:
            raise OnnxError(
                "The model gives {count} numbers, but there are {names} class names; give one for each, or none.",
                count=count, names=len(self.class_names),
            )  # fmt: skip

    def _sources(self, node: Any) -> tuple[str, ...]:
        """The shown layers that `node` takes, past those that are not shown."""
        found: list[str] = []
        waiting = list(node.input)
        seen: set[str] = set()
        while waiting:
            value = waiting.pop(0)
            if value == self.file.picture.name or value in self._shown:
                found.append(self._shown.get(value, INPUT))
            elif value in self._nodes and value not in seen:
                waiting[:0] = self._nodes[value].input
            seen.add(value)
        return tuple(dict.fromkeys(found))

    def _kernels(self, node: Any) -> Array | None:
        """The weights of a convolution (F, C, KH, KW), or of sums over units (out, in)."""
        if node.op_type not in {"Conv", "Gemm"} or node.input[1] not in self._weights:
            return None
        weight = self._numbers(node.input[1])
        if node.op_type == "Gemm" and not any(part.name == "transB" and part.i for part in node.attribute):
            weight = weight.T
        return weight if weight.ndim in (2, 4) else None

    def _bias(self, node: Any) -> Array | None:
        if node.op_type not in {"Conv", "Gemm"} or len(node.input) < 3 or node.input[2] not in self._weights:
            return None
        return self._numbers(node.input[2]).reshape(-1)

    def _groups(self, node: Any) -> int:
        return next((part.i for part in node.attribute if part.name == "group"), 1)

    def _numbers(self, name: str) -> Array:
        numbers: Array = onnx_package().numpy_helper.to_array(self._weights[name]).astype(np.float32)
        return numbers

    def _multiply_adds(self, node: Any) -> int:
        """For one batch, of the operators that do nearly all the work."""
        taken, given = self._shape(node.input[0]), self._shape(node.output[0])
        weight = self._shape(node.input[1]) if len(node.input) > 1 else ()
        if node.op_type in {"Conv", "ConvTranspose"}:
            return math.prod(given if node.op_type == "Conv" else taken) * math.prod(weight[1:])
        return math.prod(given) * taken[-1] if node.op_type in {"Gemm", "MatMul"} and taken else 0
