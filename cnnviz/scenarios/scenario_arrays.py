"""Arrays as plain data for JSON, exact to the last bit: numbers that a person can read where they are few.

- Up to `MOST_WRITTEN_OUT` numbers: ``{"type": "float32", "numbers": [[1.0, 0.5], …]}``, nested as the axes are.
- More: ``{"type": "float32", "shape": [3, 64, 64], "zlib": "…"}``: little-endian, compressed by zlib, in base64.
- Pictures: the same with ``"type": "bytes"``, each number being a byte divided by 255, as float32.
"""

import base64
import binascii
import math
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.text import ExplainedError, mark, quoted

Array = npt.NDArray[np.floating[Any]]
MOST_WRITTEN_OUT = 400
MOST_NUMBERS = 2**24  # 16 channels of 1024 × 1024
MOST_AXES = 4
TYPES: Mapping[str, np.dtype[Any]] = {"float32": np.dtype("<f4"), "float64": np.dtype("<f8"), "bytes": np.dtype("u1")}


class ScenarioFileError(ExplainedError):
    """A saved page that cannot be written or read."""


def array_data(array: Array) -> dict[str, Any]:
    """`array` (float32 or float64) as plain data; ScenarioFileError where it holds infinite numbers or too many.

    >>> array_data(np.array([[0.1, -2.0]], np.float32))
    {'type': 'float32', 'numbers': [[0.1, -2.0]]}
    """
    if not np.isfinite(array).all():
        raise ScenarioFileError(mark("it holds numbers that are not finite; a saved page takes finite ones"))
    if array.size > MOST_NUMBERS:
        raise ScenarioFileError(mark("it holds {given} numbers in one array; at most {most} are saved"),
                                given=f"{array.size:,}", most=f"{MOST_NUMBERS:,}")  # fmt: skip
    if array.size <= MOST_WRITTEN_OUT:
        shortest = np.array([float(str(value)) for value in array.ravel()]).reshape(array.shape)
        exact = shortest if shortest.astype(array.dtype).tobytes() == array.tobytes() else array
        return {"type": array.dtype.name, "numbers": exact.tolist()}
    return {"shape": list(array.shape), **_packed(array)}


def array_from_data(data: object, name: str) -> Array:
    """The array that plain data describes, with only finite numbers in it; ScenarioFileError says what is wrong."""
    kind = data.get("type") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(kind, str) or kind not in TYPES:
        raise ScenarioFileError(mark("“{name}” must be an object with “type”: one of {known}"),
                                name=name, known=", ".join(TYPES))  # fmt: skip
    if set(data) == {"type", "numbers"} and kind != "bytes":
        array = _from_lists(data["numbers"], TYPES[kind], name)
    elif set(data) == {"type", "shape", "zlib"}:
        array = _unpacked(data, name)
    else:
        raise ScenarioFileError(
            mark("“{name}” must have “numbers”, or “shape” and “zlib”, and nothing else"), name=name
        )
    if not np.isfinite(array).all():
        raise ScenarioFileError(
            mark("“{name}” holds numbers that are not finite or too large for their type"), name=name
        )
    return array


def _packed(array: Array) -> dict[str, str]:
    kind, numbers = array.dtype.name, array.astype(TYPES[array.dtype.name])
    if array.dtype == np.float32:
        pixels = np.round(array.clip(0, 1) * np.float32(255)).astype(np.uint8)
        if _of_bytes(pixels).tobytes() == array.tobytes():
            kind, numbers = "bytes", pixels
    return {"type": kind, "zlib": base64.b64encode(zlib.compress(numbers.tobytes())).decode("ascii")}


def _of_bytes(pixels: npt.NDArray[np.uint8]) -> Array:
    return np.asarray(pixels.astype(np.float32) / np.float32(255))


def _from_lists(lists: Any, dtype: np.dtype[Any], name: str) -> Array:
    shape = _shape_of(lists, name)
    _check_shape(list(shape), name)
    leaves = lists
    for _ in shape[1:]:
        leaves = [leaf for inner in leaves for leaf in inner]
    try:
        with np.errstate(over="ignore"):
            return np.array(leaves, np.float64).astype(dtype).reshape(shape).astype(dtype.newbyteorder("="))
    except OverflowError:
        raise ScenarioFileError(mark("“{name}” holds a whole number that is too large"), name=name) from None


def _shape_of(lists: object, name: str) -> tuple[int, ...]:
    """The lengths of nested lists; ScenarioFileError where they are uneven or hold anything but numbers."""
    level: list[Any] = [lists]
    shape: list[int] = []
    while all(isinstance(item, list) for item in level):
        lengths = {len(item) for item in level}
        if len(lengths) != 1 or 0 in lengths or len(shape) == MOST_AXES:
            raise ScenarioFileError(
                mark("“{name}” must hold rows of equal length, nested at most {most} deep"), name=name, most=MOST_AXES
            )
        shape.append(lengths.pop())
        level = [inner for item in level for inner in item]
    wrong = [item for item in level if isinstance(item, bool) or not isinstance(item, int | float)]
    if wrong or not shape:
        raise ScenarioFileError(mark("“{name}” holds {given} where a number must be"),
                                name=name, given=quoted(wrong[0] if wrong else lists))  # fmt: skip
    return tuple(shape)


def _unpacked(data: Mapping[str, Any], name: str) -> Array:
    shape, dtype = _check_shape(data["shape"], name), TYPES[data["type"]]
    expected = math.prod(shape) * dtype.itemsize
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(data["zlib"], validate=True), expected + 1)
    except (TypeError, ValueError, binascii.Error, zlib.error):
        raise ScenarioFileError(
            mark("“{name}” is damaged: “zlib” must be compressed numbers in base64"), name=name
        ) from None
    if len(content) != expected or not unpacking.eof or unpacking.unused_data:
        raise ScenarioFileError(
            mark("“{name}” is damaged: its numbers are not as many as its shape {shape} says"), name=name, shape=shape
        )
    numbers = np.frombuffer(content, dtype).reshape(shape)
    return _of_bytes(numbers) if dtype == np.uint8 else numbers.astype(dtype.newbyteorder("="))


def _check_shape(shape: object, name: str) -> list[int]:
    whole = isinstance(shape, list) and all(isinstance(n, int) and not isinstance(n, bool) for n in shape)
    if not isinstance(shape, list) or not whole or not 1 <= len(shape) <= MOST_AXES or min(shape) < 1:
        raise ScenarioFileError(
            mark("“{name}” has the shape {given}; it must be 1 to {most} whole numbers, 1 or more"),
            name=name, given=quoted(shape), most=MOST_AXES,
        )  # fmt: skip
    if math.prod(shape) > MOST_NUMBERS:
        raise ScenarioFileError(mark("“{name}” holds {given} numbers; at most {most} are read"),
                                name=name, given=f"{math.prod(shape):,}", most=f"{MOST_NUMBERS:,}")  # fmt: skip
    return shape
