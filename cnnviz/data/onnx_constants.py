"""What a graph computes of numbers that are known before any picture comes: sizes for a reshape, weights laid out anew.

Only operators that give hardly more numbers than they are given are computed, so nothing can grow without bound.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cnnviz.data.onnx_operator import Operator
from cnnviz.data.onnx_packages import onnx_package
from cnnviz.engine.arrays import Array
from cnnviz.text import tr

MOST_REPEATED = 1_000
TO_FLOAT32 = {10, 11, 16}  # float16, float64, bfloat16
Fold = Callable[..., Array]


def folded(operator: Operator, inputs: Sequence[Array]) -> Array | None:
    """What `operator` gives for known `inputs`; None where it is none of those that are computed here."""
    fold = FOLDS.get(operator.kind)
    return None if fold is None else np.asarray(fold(operator, *inputs))


def constant_of(operator: Operator) -> Array:
    """What a Constant holds; NoCounterpart where that is no numbers."""
    for name, value in operator.attributes.items():
        if name == "value":
            return numbers_of(value)
        if name in {"value_int", "value_ints", "value_float", "value_floats"}:
            return np.asarray(value, np.int64 if "int" in name else np.float32)
    raise operator.no_counterpart(tr("it holds no numbers."))


def numbers_of(tensor: Any) -> Array:
    """A tensor of the file: broken numbers as float32, all others as they are."""
    values: Array = onnx_package().numpy_helper.to_array(tensor)
    return values.astype(np.float32) if tensor.data_type in TO_FLOAT32 and values.dtype != np.float32 else values


def axes_of(operator: Operator, inputs: Sequence[Array | None]) -> list[int]:
    """The axes that an operator works on: an attribute in older files, the second input in newer ones."""
    given = inputs[1] if len(inputs) > 1 else operator.attributes.get("axes")
    return [] if given is None else [int(axis) for axis in np.asarray(given).reshape(-1)]


def _repeated(operator: Operator, shape: Array) -> Array:
    """ConstantOfShape, for the few numbers that borders and sizes are made of."""
    if np.prod(shape, dtype=np.float64) > MOST_REPEATED:
        raise ValueError("it makes more numbers than are wanted here")
    value = operator.attributes.get("value")
    filling = np.zeros(1, np.float32) if value is None else onnx_package().numpy_helper.to_array(value)
    return np.full(shape.astype(np.int64).tolist(), filling.reshape(-1)[0])


def _gather(operator: Operator, data: Array, indices: Array) -> Array:
    if indices.size > data.size:
        raise ValueError("it gathers more than there is")
    return np.take(data, indices.astype(np.int64), axis=operator.attributes.get("axis", 0))


def _unsqueeze(operator: Operator, *inputs: Array) -> Array:
    return np.expand_dims(inputs[0], tuple(axes_of(operator, inputs)))


def _squeeze(operator: Operator, *inputs: Array) -> Array:
    return np.squeeze(inputs[0], tuple(axes_of(operator, inputs)) or None)


def _concatenated(operator: Operator, *inputs: Array) -> Array:
    return np.concatenate(inputs, axis=operator.attributes.get("axis", 0))


def _cast(operator: Operator, data: Array) -> Array:
    """Truths and whole numbers stay what they are, all others become float32: in no other type are they used here."""
    kind = operator.attributes.get("to")
    return data.astype(np.bool_ if kind == 9 else np.int64 if kind in {2, 3, 4, 5, 6, 7, 12, 13} else np.float32)


def _transposed(operator: Operator, data: Array) -> Array:
    return np.transpose(data, operator.attributes.get("perm"))


def _reshaped(operator: Operator, data: Array, shape: Array) -> Array:
    sides = [data.shape[index] if not side else int(side) for index, side in enumerate(shape)]
    return data.reshape(sides)


def _sliced(operator: Operator, data: Array, *bounds: Array) -> Array:
    """Starts, ends, axes and steps are inputs, or, in older files, attributes."""
    given = [np.asarray(each).reshape(-1).tolist() for each in bounds]
    older = [list(operator.attributes.get(name, ())) for name in ("starts", "ends", "axes")]
    starts, ends, axes, steps = [*(given or older), [], []][:4]
    axes, steps = axes or list(range(len(starts))), steps or [1] * len(starts)
    parts = [slice(None)] * data.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        parts[int(axis)] = slice(int(start), int(end), int(step))
    return data[tuple(parts)]


def _each(function: Callable[..., Array]) -> Fold:
    """A function of every number; one array is to have the shape of the outcome."""

    def fold(operator: Operator, *inputs: Array) -> Array:
        shape = np.broadcast_shapes(*(array.shape for array in inputs))
        if shape not in {array.shape for array in inputs}:
            raise ValueError("it makes more numbers than there are")
        with np.errstate(all="ignore"):
            result = np.asarray(function(*inputs))
        whole = all(array.dtype.kind in "iu" for array in inputs)
        return result if result.dtype.kind == "b" else result.astype(np.int64 if whole else np.float32)

    return fold


def _chosen(operator: Operator, choice: Array, one: Array, other: Array) -> Array:
    shape = np.broadcast_shapes(choice.shape, one.shape, other.shape)
    if shape not in {choice.shape, one.shape, other.shape}:
        raise ValueError("it makes more numbers than there are")
    return np.where(choice, one, other)


def _divided(one: Array, other: Array) -> Array:
    return one // other if one.dtype.kind in "iu" and other.all() else one / other


FOLDS: Mapping[str, Fold] = {
    "Identity": lambda _, data: data,
    "Shape": lambda _, data: np.array(data.shape, np.int64),
    "ConstantOfShape": _repeated,
    "Gather": _gather,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Concat": _concatenated,
    "Cast": _cast,
    "Transpose": _transposed,
    "Reshape": _reshaped,
    "Slice": _sliced,
    "Add": _each(np.add),
    "Sub": _each(np.subtract),
    "Mul": _each(np.multiply),
    "Div": _each(_divided),
    "Mod": _each(np.mod),
    "Where": _chosen,
    "Equal": _each(np.equal),
    "Less": _each(np.less),
    "Greater": _each(np.greater),
    "Not": _each(np.logical_not),
    "And": _each(np.logical_and),
    "Or": _each(np.logical_or),
    "Min": _each(lambda *inputs: np.minimum.reduce(np.broadcast_arrays(*inputs))),
    "Max": _each(lambda *inputs: np.maximum.reduce(np.broadcast_arrays(*inputs))),
    "Floor": _each(np.floor),
    "Ceil": _each(np.ceil),
    "Sqrt": _each(np.sqrt),
    "Neg": _each(np.negative),
}
