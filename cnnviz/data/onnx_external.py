"""Weights of ONNX files: as large as they say, and if in files of their own, then in the model's folder only."""

import math
from pathlib import Path
from typing import Any

from cnnviz.data.model_paths import check_readable, shown
from cnnviz.data.onnx_checks import tensors_of
from cnnviz.data.onnx_export import LARGEST_FILE
from cnnviz.data.onnx_packages import OnnxError, onnx_package

EXTERNAL = 1  # TensorProto.EXTERNAL
NO_NUMBERS = {8, 14, 15}  # text, and complex numbers


def take_in(model: Any, folder: Path) -> None:
    """Put the weights that lie beside the model into it, and check that every tensor is as large as its shape says.

    OnnxError, in mid-sentence, where one is not, lies outside `folder`, or all together are more than 2 GB.
    """
    total = model.ByteSize()
    for tensor in tensors_of(model.graph):
        count = _count(tensor)
        if tensor.data_location == EXTERNAL:
            total += _take_in_one(tensor, count, folder, LARGEST_FILE - total)
        else:
            _check_held(tensor, count)


def _count(tensor: Any) -> int:
    if any(side < 0 for side in tensor.dims):
        raise _unusable(tensor)
    return math.prod(tensor.dims)


def _check_held(tensor: Any, count: int) -> None:
    """What is in the file itself: raw bytes, or a list of numbers."""
    bits = _bits(tensor)
    if tensor.HasField("raw_data"):
        if len(tensor.raw_data) != -(-count * bits // 8):
            raise _unusable(tensor)
        return
    given = len(getattr(tensor, onnx_package().helper.tensor_dtype_to_field(tensor.data_type)))
    if given != (count if bits >= 8 else -(-count * bits // 8)):
        raise _unusable(tensor)


def _take_in_one(tensor: Any, count: int, folder: Path, most: int) -> int:
    """Read one tensor from its file; how many bytes it has."""
    facts = {entry.key: entry.value for entry in tensor.external_data}
    path = _inside(folder, facts.get("location", ""))
    size = -(-count * _bits(tensor) // 8)
    try:
        offset, length = int(facts.get("offset", "0") or 0), int(facts.get("length", size) or size)
    except ValueError:
        raise _unusable(tensor) from None
    if size > most:
        raise OnnxError("its weights take more than {most} bytes; that is the most that is read.", most=f"{most:,}")
    if offset < 0 or length != size or offset + size > path.stat().st_size:
        raise OnnxError(
            "the weights “{name}” take {size} bytes, but {file} does not have them.",
            name=tensor.name[:60], size=f"{size:,}", file=path.name[:60],
        )  # fmt: skip
    with path.open("rb") as file:
        file.seek(offset)
        tensor.raw_data = file.read(size)
    tensor.data_location = 0
    del tensor.external_data[:]
    return size


def _inside(folder: Path, location: str) -> Path:
    """The file at `location`, which must really lie in `folder`, wherever links lead."""
    try:
        path = (folder / location).resolve()
        inside = bool(location) and path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, links in a circle
        inside = False
    if not inside:
        raise OnnxError("its weights are said to lie outside its folder ({name}).", name=shown(Path(location[:200])))
    check_readable(path)
    return path


def _bits(tensor: Any) -> int:
    """Of one number; OnnxError for kinds that no weights have."""
    helper = onnx_package().helper
    if tensor.data_type in NO_NUMBERS:
        raise _unusable(tensor)
    packed = {21: 4, 22: 4, 23: 4, 25: 2, 26: 2}  # (u)int4, float4, (u)int2: several in a byte
    try:
        return packed.get(tensor.data_type) or 8 * helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
    except (KeyError, TypeError, ValueError):
        raise _unusable(tensor) from None


def _unusable(tensor: Any) -> OnnxError:
    return OnnxError(
        "the weights “{name}” are not as large as their shape {shape} says, or of a kind that is not known.",
        name=tensor.name[:60], shape=tuple(tensor.dims)[:8],
    )  # fmt: skip
