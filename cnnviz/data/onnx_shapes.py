"""Operators of ONNX that add and scale, bring branches together, change shapes, or bend: turned into layers."""

from collections.abc import Callable, Mapping

import numpy as np

from cnnviz.data.onnx_constants import axes_of
from cnnviz.data.onnx_graph import Graph
from cnnviz.data.onnx_layers import Reader, add_bias, is_per_map
from cnnviz.data.onnx_operator import Operator
from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.arrays import Array
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.graph import INPUT
from cnnviz.engine.layer import Layer
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.text import tr


def _arithmetic(graph: Graph, operator: Operator) -> None:
    """Add, Sub, Mul, Div with known numbers: a bias, or at the head how pictures are normalised."""
    known = [index for index in (0, 1) if graph.is_known(operator.inputs[index])]
    if not known:
        if operator.kind != "Add":
            raise operator.no_counterpart(tr("it takes two values that both depend on the picture."))
        return _added(graph, operator)
    other = 1 - known[0]
    values, source, shape = graph.known(operator, known[0]), graph.source(operator, other), graph.shape(operator, other)
    if operator.kind in {"Sub", "Div"} and known[0] == 0:
        raise operator.no_counterpart(tr("known numbers stand on its left."))
    if operator.kind == "Sub":
        values = -values
    turned = Operator(operator.kind, operator.name, (operator.inputs[other],), operator.outputs, {})
    if operator.kind in {"Add", "Sub"} and add_bias(graph, operator, source, values):
        return None
    if source != INPUT or not is_per_map(values, shape) or graph.uses[operator.inputs[other]] > 1:
        raise operator.no_counterpart(tr("it puts known numbers to maps that are no picture."))
    if operator.kind in {"Add", "Sub"}:
        graph.rescale_input(turned, -values, np.ones(1))
    elif not values.all():
        raise operator.no_counterpart(tr("it multiplies or divides by 0."))
    else:
        graph.rescale_input(turned, np.zeros(1), values if operator.kind == "Div" else 1 / values)
    return None


def _added(graph: Graph, operator: Operator) -> None:
    if len(operator.inputs) == 1:
        return graph.pass_on(operator)
    return graph.put(operator, Add(), _sources(graph, operator))


def _joined(graph: Graph, operator: Operator) -> None:
    axis = operator.attributes.get("axis", 1)
    if axis % (len(graph.shape(operator)) + 1) != 1:
        raise operator.no_counterpart(tr("it joins along axis {axis}, not the channels.", axis=axis))
    if len(operator.inputs) == 1:
        return graph.pass_on(operator)
    return graph.put(operator, Concat(), _sources(graph, operator))


def _sources(graph: Graph, operator: Operator) -> list[str]:
    return [graph.source(operator, index) for index in range(len(operator.inputs))]


def _flattened(graph: Graph, operator: Operator) -> None:
    shape = graph.shape(operator)
    axis = operator.attributes.get("axis", 1)
    if axis % (len(shape) + 1) != 1:
        raise operator.no_counterpart(tr("it flattens from axis {axis} on.", axis=axis))
    _in_a_row(graph, operator)


def _reshaped(graph: Graph, operator: Operator) -> None:
    """To one row for each picture, or to the shape that is there already."""
    old, sides = (graph.batch, *graph.shape(operator)), graph.known(operator, 1).reshape(-1)
    if not 0 < len(sides) <= 8:
        raise operator.no_counterpart(tr("it asks for the shape {shape}.", shape=sides.tolist()[:8]))
    kept = not operator.attributes.get("allowzero", 0)
    new = [old[at] if not side and kept and at < len(old) else int(side) for at, side in enumerate(sides)]
    count = int(np.prod(old))
    if new.count(-1) == 1:
        rest = -int(np.prod(new))
        new[new.index(-1)] = count // rest if rest > 0 else 0
    if new == list(old):
        return graph.pass_on(operator)
    if new != [graph.batch, count // graph.batch]:
        raise operator.no_counterpart(tr("it asks for the shape {shape}.", shape=new))
    return _in_a_row(graph, operator)


def _squeezed(graph: Graph, operator: Operator) -> None:
    """Maps of one cell to a row of units."""
    given = [graph.constant(operator, index) for index in range(1, len(operator.inputs))]
    axes, shape = axes_of(operator, [None, *given]), graph.shape(operator)
    if sorted(axis % 4 for axis in axes) != [2, 3] or len(shape) != 3 or shape[1:] != (1, 1):
        raise operator.no_counterpart(tr("it leaves out the axes {axes} of {shape}.", axes=axes, shape=shape))
    graph.put(operator, Flatten())


def _transposed(graph: Graph, operator: Operator) -> None:
    """Only of a picture with its channels last, which comes here with its channels first."""
    if operator.attributes.get("perm") != [0, 3, 1, 2] or operator.inputs[0] not in graph.turned:
        raise operator.no_counterpart(tr("it lays the axes out anew."))
    graph.sources[operator.outputs[0]] = graph.turned[operator.inputs[0]]


def _in_a_row(graph: Graph, operator: Operator) -> None:
    if len(graph.shape(operator)) == 1:
        return graph.pass_on(operator)
    return graph.put(operator, Flatten())


def _mean(graph: Graph, operator: Operator) -> None:
    """ReduceMean and ReduceMax over rows and columns: global pooling."""
    given = [graph.constant(operator, index) for index in range(1, len(operator.inputs))]
    axes, shape = axes_of(operator, [None, *given]), graph.shape(operator)
    if len(shape) != 3 or sorted(axis % 4 for axis in axes) != [2, 3]:
        raise operator.no_counterpart(tr("it takes the mean along the axes {axes} of {shape}.", axes=axes, shape=shape))
    graph.put(operator, GlobalAvgPool2D() if operator.kind == "ReduceMean" else GlobalMaxPool2D())
    if not operator.attributes.get("keepdims", 1):
        after = Operator(
            "Flatten", f"{graph.sources[operator.outputs[0]]}_flatten", operator.outputs, operator.outputs, {}
        )
        graph.put(after, Flatten())


def _softmax(graph: Graph, operator: Operator) -> None:
    """Over the channels. Before opset 13 it meant all that comes after the axis, which for vectors is the same."""
    count = len(graph.shape(operator)) + 1
    axis = operator.attributes.get("axis", -1 if operator.version >= 13 else 1) % count
    if axis != 1 or (count > 2 and operator.version < 13):
        raise operator.no_counterpart(tr("it works along axis {axis}, not the channels.", axis=axis))
    graph.put(operator, Softmax() if operator.kind == "Softmax" else LogSoftmax())


def _dropout(graph: Graph, operator: Operator) -> None:
    """In use it changes nothing; the share that training would drop is kept."""
    given = graph.constant(operator, 1)
    share = float(operator.attributes.get("ratio", 0.5) if given is None else np.asarray(given).reshape(-1)[0])
    training = graph.constant(operator, 2)
    if any(graph.uses[name] for name in operator.outputs[1:]) or (training is not None and training.any() and share):
        raise operator.no_counterpart(tr("it drops units at random, or tells which."))
    graph.put(operator, Dropout(float(f"{share:.6g}")))


def _clipped(graph: Graph, operator: Operator) -> None:
    """Only where it is a ReLU: not below 0, and no limit above."""
    low, high = (
        _number(graph.constant(operator, index)) if operator.version >= 11 else operator.attributes.get(name)
        for index, name in ((1, "min"), (2, "max"))
    )
    if low != 0 or (high is not None and high < np.finfo(np.float32).max):
        raise operator.no_counterpart(tr("it cuts off below {low} and above {high}.", low=low, high=high))
    graph.put(operator, ReLU())


def _sloped(graph: Graph, operator: Operator) -> None:
    """PRelu with one slope for all."""
    slope = graph.known(operator, 1)
    if np.unique(slope).size != 1:
        raise operator.no_counterpart(tr("it has a slope of its own for every map."))
    graph.put(operator, LeakyReLU(float(slope.reshape(-1)[0])))


def _number(values: Array | None) -> float | None:
    return None if values is None else float(np.asarray(values).reshape(-1)[0])


def _as(make: Callable[[Mapping[str, float]], Layer]) -> Reader:
    """A layer that its attributes alone make."""

    def read(graph: Graph, operator: Operator) -> None:
        graph.put(operator, make(operator.attributes))

    return read


READERS: Mapping[str, Reader] = {
    "Add": _arithmetic,
    "Sub": _arithmetic,
    "Mul": _arithmetic,
    "Div": _arithmetic,
    "Sum": _added,
    "Concat": _joined,
    "Flatten": _flattened,
    "Reshape": _reshaped,
    "Squeeze": _squeezed,
    "Transpose": _transposed,
    "ReduceMean": _mean,
    "ReduceMax": _mean,
    "GlobalAveragePool": _as(lambda _: GlobalAvgPool2D()),
    "GlobalMaxPool": _as(lambda _: GlobalMaxPool2D()),
    "Dropout": _dropout,
    "Identity": Graph.pass_on,
    "Relu": _as(lambda _: ReLU()),
    "LeakyRelu": _as(lambda attributes: LeakyReLU(_plain(attributes.get("alpha", 0.01)))),
    "Elu": _as(lambda attributes: ELU(_plain(attributes.get("alpha", 1.0)))),
    "Sigmoid": _as(lambda _: Sigmoid()),
    "Tanh": _as(lambda _: Tanh()),
    "Softplus": _as(lambda _: Softplus()),
    "Softmax": _softmax,
    "LogSoftmax": _softmax,
    "Clip": _clipped,
    "PRelu": _sloped,
}


def _plain(number: float) -> float:
    """What a person had written before it became a float32.

    >>> _plain(0.009999999776482582)
    0.01
    """
    return float(f"{number:.7g}")
