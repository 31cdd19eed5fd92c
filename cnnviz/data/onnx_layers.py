"""Operators of ONNX, turned into layers of the engine. Only what means exactly the same is taken over."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnnviz.data.onnx_graph import Border, Graph
from cnnviz.data.onnx_operator import Operator
from cnnviz.data.onnx_windows import border_of, pair_of, steps_of, transposed_border, word_of
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Sides
from cnnviz.engine.linear import Linear
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.weighted import WeightedLayer
from cnnviz.text import tr

Reader = Callable[[Graph, Operator], None]
MODES = {"constant": "zeros", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}


def convolution(graph: Graph, operator: Operator) -> None:
    """Conv; the Pad before it gives its border."""
    weight, bias = _weight(graph, operator), graph.constant(operator, 2)
    kernel, groups = pair_of(operator, weight.shape[2:]), operator.attributes.get("group", 1)
    _, height, width = graph.maps_shape(operator)
    own, mode = border_of(operator, (height, width), kernel), "zeros"
    before = graph.borders.get(operator.inputs[0])
    if before is not None:
        own, mode = _joined(operator, before, own)
    layer = Conv2D(
        weight.shape[1] * groups, len(weight), kernel, **steps_of(operator), padding=own, groups=groups,
        bias=bias is not None, padding_mode=mode,
    )  # fmt: skip
    source = graph.source(operator) if before is None else before.source
    graph.put(operator, _filled(operator, layer, weight, bias), (source,))


def _joined(operator: Operator, before: Border, own: Sides) -> tuple[Sides, str]:
    """The border that a Pad and the window after it make together."""
    if before.mode == "constant" and before.filling == 0:
        top, bottom, left, right = (one + other for one, other in zip(before.sides, own, strict=True))
        return (top, bottom, left, right), "zeros"
    if before.mode not in MODES or before.mode == "constant" or word_of(operator).startswith("SAME") or any(own):
        raise operator.no_counterpart(tr("the border before it is filled in another way."))
    return before.sides, MODES[before.mode]


def transposed(graph: Graph, operator: Operator) -> None:
    weight, bias = _weight(graph, operator), graph.constant(operator, 2)
    kernel, groups = pair_of(operator, weight.shape[2:]), operator.attributes.get("group", 1)
    _, height, width = graph.maps_shape(operator)
    border, added = transposed_border(operator, (height, width), kernel)
    if min(border) < 0 or min(added) < 0:
        raise operator.no_counterpart(tr("its border is {pads}.", pads=[*border, *added]))
    layer = ConvTranspose2D(
        len(weight), weight.shape[1] * groups, kernel, **steps_of(operator), padding=border, output_padding=added,
        groups=groups, bias=bias is not None,
    )  # fmt: skip
    graph.put(operator, _filled(operator, layer, weight, bias))


def max_pool(graph: Graph, operator: Operator) -> None:
    layer = MaxPool2D(**_pooling(graph, operator, -np.inf), dilation=steps_of(operator)["dilation"])
    _put_pooling(graph, operator, layer)


def average_pool(graph: Graph, operator: Operator) -> None:
    """A border of zeros from a Pad counts; the operator's own does where it says so."""
    if steps_of(operator)["dilation"] != (1, 1):
        raise operator.no_counterpart(tr("it takes the mean with gaps."))
    settings = _pooling(graph, operator, 0.0)
    counted = bool(operator.attributes.get("count_include_pad", 0)) or operator.inputs[0] in graph.borders
    _put_pooling(graph, operator, AvgPool2D(**settings, count_include_pad=counted))


def _pooling(graph: Graph, operator: Operator, filling: float) -> dict[str, Any]:
    """Kernel, stride, border and rounding that both poolings have."""
    kernel = pair_of(operator, operator.attributes.get("kernel_shape", ()))
    _, height, width = graph.maps_shape(operator)
    border = border_of(operator, (height, width), kernel)
    before = graph.borders.get(operator.inputs[0])
    if before is not None:
        if before.mode != "constant" or before.filling != filling or any(border):
            raise operator.no_counterpart(tr("the border before it is filled in another way."))
        border = before.sides
    if len(operator.outputs) > 1 and graph.uses[operator.outputs[1]]:
        raise operator.no_counterpart(tr("its second output is used."))
    ceil_mode = bool(operator.attributes.get("ceil_mode", 0))
    return {"kernel_size": kernel, "stride": steps_of(operator)["stride"], "padding": border, "ceil_mode": ceil_mode}


def _put_pooling(graph: Graph, operator: Operator, layer: MaxPool2D | AvgPool2D) -> None:
    """Rounding up is understood in two ways where the last window begins in the border: there it is not taken over."""
    before = graph.borders.get(operator.inputs[0])
    source = graph.source(operator) if before is None else before.source
    _, height, width = graph.shapes[source]
    if layer.ceil_mode:
        floor, ceiling = layer.window, layer.window.rounded_up((height, width))
        lengths = zip(floor.padded_size((height, width)), floor.span, floor.stride, strict=True)
        most = [-(-(length - span) // step) + 1 for length, span, step in lengths]
        if list(ceiling.output_size((height, width))) != most or (any(floor.padding) and isinstance(layer, AvgPool2D)):
            raise operator.no_counterpart(tr("its last windows lie beyond the border."))
    graph.put(operator, layer, (source,))


def border(graph: Graph, operator: Operator) -> None:
    """Pad: sides and filling are attributes in older files."""
    count = len(graph.shape(operator)) + 1
    pads = graph.constant(operator, 1) if len(operator.inputs) > 1 else operator.attributes.get("pads")
    filling = graph.constant(operator, 2) if len(operator.inputs) > 2 else operator.attributes.get("value")
    sides = [] if pads is None else [int(side) for side in np.asarray(pads).reshape(-1)]
    if len(operator.inputs) > 3 and operator.inputs[3]:
        axes = [int(axis) % count for axis in graph.known(operator, 3)]
        ends = (dict(zip(axes, part, strict=True)) for part in (sides[: len(axes)], sides[len(axes) :]))
        sides = [end.get(axis, 0) for end in ends for axis in range(count)]
    if len(sides) != 2 * count or min(sides) < 0 or any(sides[:2] + sides[count : count + 2]):
        raise operator.no_counterpart(tr("its border is {pads}.", pads=sides[:16]))
    if not any(sides):
        return graph.pass_on(operator)
    mode = operator.attributes.get("mode", b"constant").decode("ascii", "replace")
    value = 0.0 if filling is None else float(np.asarray(filling).reshape(-1)[0])
    _, _, top, left, _, _, bottom, right = sides
    graph.borders[operator.outputs[0]] = Border(graph.source(operator), (top, bottom, left, right), mode, value)
    return None


def matrix(graph: Graph, operator: Operator) -> None:
    """Gemm, ``alpha A B + beta C``: the factors belong to weight and bias."""
    weight, bias = graph.known(operator, 1), graph.constant(operator, 2)
    if operator.attributes.get("transA") or weight.ndim != 2:
        raise operator.no_counterpart(tr("it takes the picture's numbers as columns."))
    weight = operator.attributes.get("alpha", 1.0) * (weight if operator.attributes.get("transB") else weight.T)
    layer = Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    if bias is not None:
        bias = operator.attributes.get("beta", 1.0) * _spread(operator, bias, len(weight))
    graph.put(operator, _filled(operator, layer, weight, bias))


def product(graph: Graph, operator: Operator) -> None:
    """MatMul of a vector with known weights; its bias comes with the Add after it."""
    weight = graph.known(operator, 1)
    if weight.ndim != 2 or len(graph.shape(operator)) != 1:
        shapes = {"one": graph.shape(operator), "other": weight.shape}
        raise operator.no_counterpart(tr("it multiplies {one} with {other}.", **shapes))
    layer = Linear(len(weight), weight.shape[1], bias=False)
    graph.put(operator, _filled(operator, layer, weight.T, None))


def normalisation(graph: Graph, operator: Operator) -> None:
    if operator.attributes.get("training_mode") or not operator.attributes.get("spatial", 1):
        raise operator.no_counterpart(tr("it normalises as in training, or cell by cell."))
    momentum = min(max(1 - operator.attributes.get("momentum", 0.9), 0.0), 1.0)
    parts = [graph.known(operator, index) for index in range(1, 5)]
    layer = BatchNorm2D(parts[0].size, eps=operator.attributes.get("epsilon", 1e-5), momentum=float(f"{momentum:.6g}"))
    arrays = (*layer.parameters.values(), *layer.buffers.values())
    for array, values in zip(arrays, parts, strict=True):
        array[...] = _spread(operator, values, layer.num_features)
    graph.put(operator, layer)


def add_bias(graph: Graph, operator: Operator, source: str, values: Array) -> bool:
    """Whether `values`, which are added to what a layer without bias gives, have become its bias."""
    layer, shape = graph.layer(source), graph.shapes[source]
    if not isinstance(layer, WeightedLayer) or layer.bias is not None or not is_per_map(values, shape):
        return False
    if sum(graph.uses[name] for name, giver in graph.sources.items() if giver == source) > 1:
        return False
    layer.parameters["bias"] = np.array(np.broadcast_to(values.reshape(-1), shape[0]), np.float32)
    graph.refit(operator, source)
    return True


def is_per_map(values: Array, shape: Shape) -> bool:
    """Whether `values` are one number for all maps of `shape` (C, H, W), or one for each; or so for units (F,).

    >>> is_per_map(np.zeros((1, 3, 1, 1)), (3, 5, 5)), is_per_map(np.zeros(3), (3, 3, 3)), is_per_map(np.zeros(3), (3,))
    (True, False, True)
    """
    inner = values.shape[1:] if values.ndim == len(shape) + 1 and values.shape[0] == 1 else values.shape
    return values.size == 1 or inner == (shape[0], *(1 for _ in shape[1:]))


def _weight(graph: Graph, operator: Operator) -> Array:
    weight = graph.known(operator, 1)
    if weight.ndim != 4:
        raise operator.no_counterpart(tr("its windows have {count} dimensions, not two.", count=weight.ndim - 2))
    return weight


def _filled(operator: Operator, layer: WeightedLayer, weight: Array, bias: Array | None) -> WeightedLayer:
    layer.weight[...] = weight
    if layer.bias is not None and bias is not None:
        layer.bias[...] = _spread(operator, bias, len(layer.bias))
    return layer


def _spread(operator: Operator, values: Array, count: int) -> Array:
    """One number for each of `count` outputs; NoCounterpart where they are others."""
    if values.size not in (1, count):
        raise operator.no_counterpart(tr("it has {given} numbers for {count} outputs.", given=values.size, count=count))
    return np.broadcast_to(values.reshape(-1), count)


LAYER_READERS: Mapping[str, Reader] = {
    "Conv": convolution,
    "ConvTranspose": transposed,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "Pad": border,
    "Gemm": matrix,
    "MatMul": product,
    "BatchNormalization": normalisation,
}
