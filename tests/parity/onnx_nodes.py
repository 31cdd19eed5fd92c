"""ONNX operators told in our words: from the attributes of a node to a layer, from its inputs to the layer's weights.

ONNX gives sides as (top, left, bottom, right), puts the axis to work on into an attribute, and lets `auto_pad` work out
a border from the size of the picture, which our layers are told in numbers.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from tests.parity.onnx_cases import Case

PLAIN = {"Relu": ReLU, "Sigmoid": Sigmoid, "Tanh": Tanh, "Softplus": Softplus, "Dropout": Dropout}
GLOBAL = {"GlobalAveragePool": GlobalAvgPool2D, "GlobalMaxPool": GlobalMaxPool2D}


def run(case: Case) -> tuple[Array, ...]:
    """What the engine gives for a case, output by output."""
    x, *others = case.inputs
    if case.operator in PLAIN:
        return (of_each(PLAIN[case.operator](), x),)
    if case.operator in GLOBAL:
        return (GLOBAL[case.operator]()(x).reshape(*x.shape[:2], 1, 1),)
    return RUNNERS[case.operator](case, x, *others)


def of_each(layer: Layer, x: Array) -> Array:
    """A function of every number, for numbers in whatever shape: here as a batch of one."""
    return layer(x[None])[0]


def convolution(case: Case, x: Array, weight: Array, bias: Array | None = None) -> tuple[Array, ...]:
    groups = case.attributes.get("group", 1)
    layer = Conv2D(
        weight.shape[1] * groups, weight.shape[0], weight.shape[2:], **_steps(case), groups=groups,
        padding=_border(case, x.shape[2:], weight.shape[2:]), bias=bias is not None,
    )  # fmt: skip
    return (_filled(layer, weight, bias)(x),)


def transposed(case: Case, x: Array, weight: Array, bias: Array | None = None) -> tuple[Array, ...]:
    """A wanted output size tells the border, or, where that would be negative, the rows and columns to add."""
    groups, kernel = case.attributes.get("group", 1), weight.shape[2:]
    steps, sides = _steps(case), _border(case, x.shape[2:], kernel)
    added = case.attributes.get("output_padding", (0, 0))
    wanted = case.attributes.get("output_shape")
    if case.attributes.get("auto_pad", b"NOTSET").startswith(b"SAME"):
        wanted = tuple(length * stride for length, stride in zip(x.shape[2:], steps["stride"], strict=True))
    if wanted is not None:
        given = zip(x.shape[2:], steps["stride"], kernel, steps["dilation"], wanted, strict=True)
        spare = [(n - 1) * stride + (k - 1) * gap + 1 - size for n, stride, k, gap, size in given]
        added = tuple(max(-cells, 0) for cells in spare)
        sides = _shared([max(cells, 0) for cells in spare], case)
    layer = ConvTranspose2D(
        weight.shape[0], weight.shape[1] * groups, kernel, **steps, padding=sides, output_padding=tuple(added),
        groups=groups, bias=bias is not None,
    )  # fmt: skip
    return (_filled(layer, weight, bias)(x),)


def pooling(case: Case, x: Array) -> tuple[Array, ...]:
    kernel = tuple(case.attributes["kernel_shape"])
    steps = _steps(case)
    shared = {"kernel_size": kernel, "stride": steps["stride"], "ceil_mode": bool(case.attributes.get("ceil_mode", 0))}
    border = _border(case, x.shape[2:], kernel)
    if case.operator == "MaxPool":
        return (MaxPool2D(**shared, padding=border, dilation=steps["dilation"])(x),)
    counted = bool(case.attributes.get("count_include_pad", 0))
    return (AvgPool2D(**shared, padding=border, count_include_pad=counted)(x),)


def linear(case: Case, x: Array, weight: Array, bias: Array | float = 0.0) -> tuple[Array, ...]:
    """``alpha A B + beta C``: the factors belong to weight and bias."""
    x = x.T if case.attributes.get("transA") else x
    weight = case.attributes.get("alpha", 1.0) * (weight if case.attributes.get("transB") else weight.T)
    bias = case.attributes.get("beta", 1.0) * np.asarray(bias)
    layer = Linear(x.shape[1], len(weight))
    return (_filled(layer, weight, np.broadcast_to(bias.reshape(-1), len(weight)))(x),)


def flattened(case: Case, x: Array) -> tuple[Array, ...]:
    """The axes before `axis` count the pictures."""
    axis = case.attributes.get("axis", 1) % x.ndim
    return (Flatten()(x.reshape(-1, *x.shape[axis:])),)


def normalized(case: Case, x: Array, weight: Array, bias: Array, mean: Array, var: Array) -> tuple[Array, ...]:
    """ONNX keeps the mean square distance itself, PyTorch and we that of the population: n/(n-1) of it."""
    kept = case.attributes.get("momentum", 0.9)
    layer = _filled(BatchNorm2D(x.shape[1], eps=case.attributes.get("epsilon", 1e-5), momentum=1 - kept), weight, bias)
    for name, array in (("running_mean", mean), ("running_var", var)):
        layer.buffers[name][...] = array
    if not case.attributes.get("training_mode"):
        return (layer(x),)
    network = Network([("layer", layer)], x.shape[1:])
    output = network.forward(x, training=np.random.default_rng(0)).output
    buffers = network.layers[0][1].buffers
    count = x.size // x.shape[1]
    ours = kept * var + (buffers["running_var"] - kept * var) * (count - 1) / count
    return output, buffers["running_mean"], ours.astype(x.dtype)


def softmax(case: Case, x: Array) -> tuple[Array, ...]:
    """The axis stands where the channels do in a batch of one."""
    layer: Layer = Softmax() if case.operator == "Softmax" else LogSoftmax()
    axis = case.attributes.get("axis", -1)
    return (np.moveaxis(layer(np.moveaxis(x, axis, 0)[None])[0], 0, axis),)


def leaky(case: Case, x: Array) -> tuple[Array, ...]:
    return (of_each(LeakyReLU(case.attributes.get("alpha", 0.01)), x),)


def exponential(case: Case, x: Array) -> tuple[Array, ...]:
    return (of_each(ELU(case.attributes.get("alpha", 1.0)), x),)


def added(case: Case, *xs: Array) -> tuple[Array, ...]:
    return (Add()(*xs),)


def joined(case: Case, *xs: Array) -> tuple[Array, ...]:
    """The axis stands where the channels do in a batch of one."""
    axis = case.attributes["axis"]
    return (np.moveaxis(Concat()(*(np.moveaxis(x, axis, 0)[None] for x in xs))[0], 0, axis),)


def loss(case: Case, x: Array, labels: Array, weights: Array | None = None) -> tuple[Array, ...]:
    """Every place of a map is a row of its own."""
    rows = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
    reduction = case.attributes.get("reduction", b"mean").decode()
    value, _ = cross_entropy(rows, labels.reshape(-1), class_weights=weights, reduction=reduction)
    shape = labels.shape if reduction == "none" else ()
    return np.asarray(value, x.dtype).reshape(shape), LogSoftmax()(x)


def _filled(layer: Layer, weight: Array, bias: Array | None) -> Layer:
    layer.parameters["weight"][...] = weight
    if bias is not None:
        layer.parameters["bias"][...] = bias
    return layer


def _steps(case: Case) -> dict[str, Any]:
    return {"stride": tuple(case.attributes.get("strides", (1, 1))),
            "dilation": tuple(case.attributes.get("dilations", (1, 1)))}  # fmt: skip


def _border(case: Case, size: tuple[int, ...], kernel: tuple[int, ...]) -> tuple[int, ...]:
    """(top, bottom, left, right), for SAME so that ``ceil(size / stride)`` windows fit."""
    if not case.attributes.get("auto_pad", b"NOTSET").startswith(b"SAME"):
        top, left, bottom, right = case.attributes.get("pads", (0, 0, 0, 0))
        return (top, bottom, left, right)
    steps = _steps(case)
    given = zip(size, kernel, steps["stride"], steps["dilation"], strict=True)
    return _shared([max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0) for n, k, s, d in given], case)


def _shared(spare: list[int], case: Case) -> tuple[int, ...]:
    """Rows and columns over both sides; the odd one below and to the right with SAME_UPPER, else above and left."""
    less, more = [n // 2 for n in spare], [n - n // 2 for n in spare]
    first, last = (less, more) if case.attributes.get("auto_pad") == b"SAME_UPPER" else (more, less)
    return (first[0], last[0], first[1], last[1])


RUNNERS: dict[str, Callable[..., tuple[Array, ...]]] = {
    "Conv": convolution, "ConvTranspose": transposed, "MaxPool": pooling, "AveragePool": pooling, "Gemm": linear,
    "Flatten": flattened, "BatchNormalization": normalized, "Softmax": softmax, "LogSoftmax": softmax,
    "LeakyRelu": leaky, "Elu": exponential, "Add": added, "Concat": joined, "SoftmaxCrossEntropyLoss": loss,
}  # fmt: skip
