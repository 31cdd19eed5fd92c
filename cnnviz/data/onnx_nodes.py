"""The layers of the engine as operators of ONNX: the nodes of each, so that any other program computes the same.

Most layers are one operator. What ONNX has no word for is put together: borders made of the picture's own cells are a
Pad before the convolution, means over pieces of unequal length are products with two matrices.
Operators: https://onnx.ai/onnx/operators
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from cnnviz.data.onnx_packages import onnx_package
from cnnviz.engine.activations import ELU, LeakyReLU, Softplus
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.axis import adaptive_bins, cells_counted
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.geometry import Pair, Sides, Window2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D

LOST_IN_FLOAT32 = 18.0  # where softplus of z is z itself to the last digit
BORDERS = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


class Writing:
    """Nodes and tensors as they come together, and the layer that is being written.

    A value is called as the layer that gives it; what lies within a layer has a dot in its name, as its weights have.
    """

    def __init__(self, left_out: Collection[str] = ()) -> None:
        """Tensors whose names are in `left_out` are named by the nodes, but not written."""
        self.left_out = left_out
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self.name = ""
        self.shape: Shape = ()
        self.output_shape: Shape = ()
        self._onnx = onnx_package()

    def write(self, node: Node, shape: Shape, output_shape: Shape) -> None:
        """Add what `node` is; `shape` is that of its first input, without the batch."""
        self.name, self.shape, self.output_shape = node.name, shape, output_shape
        WRITERS[node.layer.kind](self, node.layer, *node.inputs)

    def add(self, operator: str, *inputs: str, step: str = "", **attributes: Any) -> str:
        """One operator; it gives the layer's own value, or, as a `step` on the way, one within the layer."""
        output = f"{self.name}.{step}" if step else self.name
        self.nodes.append(self._onnx.helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def tensor(self, part: str, values: Array) -> str:
        """Numbers that belong to the layer: float32, or int64 for whole ones."""
        name = f"{self.name}.{part}"
        if name in self.left_out:
            return name
        kind = np.int64 if values.dtype.kind in "iu" else np.float32
        self.tensors.append(self._onnx.numpy_helper.from_array(np.asarray(values, kind, order="C"), name))
        return name

    def weights(self, layer: Conv2D | ConvTranspose2D | Linear) -> list[str]:
        """Weight and, where there is one, bias."""
        return [self.tensor(part, array) for part, array in layer.parameters.items()]


def _convolution(writing: Writing, layer: Conv2D, x: str) -> None:
    window = layer.window
    border = window.padding
    if window.padding_mode != "zeros":
        x, border = _bordered(writing, x, border, mode=BORDERS[window.padding_mode]), (0, 0, 0, 0)
    writing.add("Conv", x, *writing.weights(layer), **_steps(window, border), group=layer.groups)


def _transposed(writing: Writing, layer: ConvTranspose2D, x: str) -> None:
    writing.add(
        "ConvTranspose", x, *writing.weights(layer), **_steps(layer.window, layer.window.padding),
        output_padding=layer.output_padding, group=layer.groups,
    )  # fmt: skip


def _max_pool(writing: Writing, layer: MaxPool2D, x: str) -> None:
    """What lies beyond the picture never wins; ceil mode is told as the border that its last windows reach into."""
    window = _whole_window(layer, writing.shape)
    border = window.padding
    if not _is_usual(window):
        x, border = _bordered(writing, x, border, value=-np.inf), (0, 0, 0, 0)
    writing.add("MaxPool", x, **_steps(window, border))


def _average_pool(writing: Writing, layer: AvgPool2D, x: str) -> None:
    """In ceil mode the windows at the end divide by other counts than the rest: a factor for each place mends that."""
    window = _whole_window(layer, writing.shape)
    plain = window == layer.window and _is_usual(window)
    steps = _steps(window, window.padding)
    del steps["dilations"]  # from version 19 on there could be some
    if plain:
        writing.add("AveragePool", x, **steps, count_include_pad=int(layer.count_include_pad))
        return
    x = _bordered(writing, x, window.padding, value=0.0)
    means = writing.add("AveragePool", x, step="means", **(steps | {"pads": (0, 0, 0, 0)}))
    writing.add("Mul", means, writing.tensor("counts", _recounted(layer, writing)))


def _recounted(layer: AvgPool2D, writing: Writing) -> Array:
    """(1, 1, OH, OW): cells of a window by those of them that count."""
    (height, width), (down, right) = layer.window.kernel, layer.window.stride
    top, bottom, before, after = layer.window.padding
    _, rows, columns = writing.output_shape
    lines = cells_counted(writing.shape[1], height, down, top, bottom, rows, layer.count_include_pad)
    places = cells_counted(writing.shape[2], width, right, before, after, columns, layer.count_include_pad)
    return height * width / np.multiply.outer(lines, places).astype(np.float64)[None, None]


def _adaptive(writing: Writing, layer: AdaptiveAvgPool2D, x: str) -> None:
    size, wanted = writing.shape[1:], writing.output_shape[1:]
    if not (size[0] % wanted[0] or size[1] % wanted[1]):
        kernel = (size[0] // wanted[0], size[1] // wanted[1])
        writing.add("AveragePool", x, kernel_shape=kernel, strides=kernel)
        return
    rows, columns = (_means(length, count) for length, count in zip(size, wanted, strict=True))
    lines = writing.add("MatMul", writing.tensor("rows", rows), x, step="lines")
    writing.add("MatMul", lines, writing.tensor("columns", columns.T))


def _means(length: int, count: int) -> Array:
    """(count, length): each row takes the mean of one piece of an axis."""
    matrix = np.zeros((count, length))
    for index, (first, end) in enumerate(adaptive_bins(length, count)):
        matrix[index, first:end] = 1 / (end - first)
    return matrix


def _linear(writing: Writing, layer: Linear, x: str) -> None:
    writing.add("Gemm", x, *writing.weights(layer), transB=1)


def _normalisation(writing: Writing, layer: BatchNorm2D, x: str) -> None:
    ones = np.ones(layer.num_features)
    factors = layer.parameters or {"scale": ones, "shift": 0 * ones}
    tensors = [writing.tensor(part, array) for part, array in (factors | layer.buffers).items()]
    writing.add("BatchNormalization", x, *tensors, epsilon=layer.eps, momentum=1 - layer.momentum)


def _dropout(writing: Writing, layer: Dropout, x: str) -> None:
    writing.add("Dropout", x, writing.tensor("ratio", np.array(layer.p)))


def _softplus(writing: Writing, layer: Softplus, x: str) -> None:
    """``log(1 + exp(beta x)) / beta``, and where that bends above a low threshold, `x` itself there."""
    scaled, cut = x, layer.threshold < LOST_IN_FLOAT32
    if layer.beta != 1:
        scaled = writing.add("Mul", x, writing.tensor("beta", np.array(layer.beta)), step="scaled")
    bent = writing.add("Softplus", scaled, step="bent" if cut or layer.beta != 1 else "")
    if layer.beta != 1:
        bent = writing.add("Div", bent, f"{writing.name}.beta", step="unscaled" if cut else "")
    if cut:
        above = writing.add("Greater", scaled, writing.tensor("threshold", np.array(layer.threshold)), step="above")
        writing.add("Where", above, x, bent)


def _leaky(writing: Writing, layer: LeakyReLU, x: str) -> None:
    writing.add("LeakyRelu", x, alpha=layer.negative_slope)


def _exponential(writing: Writing, layer: ELU, x: str) -> None:
    writing.add("Elu", x, alpha=layer.alpha)


def _sum(writing: Writing, layer: object, *inputs: str) -> None:
    writing.add("Add" if len(inputs) == 2 else "Sum", *inputs)


def _plain(operator: str, **attributes: Any) -> Callable[..., None]:
    """A layer that is one operator, without numbers of its own."""

    def write(writing: Writing, layer: object, *inputs: str) -> None:
        writing.add(operator, *inputs, **attributes)

    return write


def _bordered(writing: Writing, x: str, border: Sides, mode: str = "constant", value: float | None = None) -> str:
    """The maps with a border around them, as a step of its own."""
    top, bottom, left, right = border
    sides = writing.tensor("border", np.array([0, 0, top, left, 0, 0, bottom, right]))
    filled = () if value is None else (writing.tensor("filling", np.array(value)),)
    return writing.add("Pad", x, sides, *filled, step="padded", mode=mode)


def _whole_window(layer: MaxPool2D | AvgPool2D, shape: Shape) -> Window2D:
    size: Pair = (shape[1], shape[2])
    return layer.window.rounded_up(size) if layer.ceil_mode else layer.window


def _is_usual(window: Window2D) -> bool:
    """Whether the border is one that every program takes for pooling: smaller than the window's own cells."""
    top, bottom, left, right = window.padding
    return max(top, bottom) < window.kernel[0] and max(left, right) < window.kernel[1]


def _steps(window: Window2D, border: Sides) -> dict[str, Any]:
    top, bottom, left, right = border
    return {"kernel_shape": window.kernel, "strides": window.stride, "pads": (top, left, bottom, right),
            "dilations": window.dilation}  # fmt: skip


WRITERS: Mapping[str, Callable[..., None]] = {
    "Conv2D": _convolution,
    "ConvTranspose2D": _transposed,
    "MaxPool2D": _max_pool,
    "AvgPool2D": _average_pool,
    "GlobalAvgPool2D": _plain("GlobalAveragePool"),
    "GlobalMaxPool2D": _plain("GlobalMaxPool"),
    "AdaptiveAvgPool2D": _adaptive,
    "Linear": _linear,
    "Flatten": _plain("Flatten", axis=1),
    "Dropout": _dropout,
    "BatchNorm2D": _normalisation,
    "ReLU": _plain("Relu"),
    "LeakyReLU": _leaky,
    "ELU": _exponential,
    "Sigmoid": _plain("Sigmoid"),
    "Tanh": _plain("Tanh"),
    "Softplus": _softplus,
    "Softmax": _plain("Softmax", axis=1),
    "LogSoftmax": _plain("LogSoftmax", axis=1),
    "Add": _sum,
    "Concat": _plain("Concat", axis=1),
}
