"""Networks in files: safetensors with the architecture inside, as JSON among the metadata. Nothing is ever executed.

The weights are tensors named as in the network ("conv1.weight", "norm1.running_mean"), so other programs can read them
too. Form: https://github.com/huggingface/safetensors#format
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.data.model_paths import ModelFileError, check_readable, model_file, not_whole, shown
from cnnviz.data.tensorflow_js import is_tensorflow_js, load_tensorflow_js
from cnnviz.engine.arrays import Array
from cnnviz.engine.description import check_shapes, read_description
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError

DESCRIPTION = "cnnviz"  # the name of the description among the file's metadata
KINDS = {"float16": "F16", "float32": "F32", "float64": "F64"}
READABLE = set(KINDS.values())
AT_ONCE = 4_000_000  # numbers that are read before other threads have their turn
LONGEST_DESCRIPTION = 4_000_000  # letters; a ResNet of 152 layers has a hundredth of that


def save_model(network: Network, path: str | Path) -> None:
    """Write `network` to `path`. The file is whole or not there: an old one stays until the new one is complete.

    ModelFileError where it cannot be written.

    >>> import tempfile
    >>> from cnnviz.engine.lenet import lenet5
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(lenet5(0), f"{folder}/digits.safetensors")
    ...     again = load_model(f"{folder}/digits.safetensors")
    >>> again.class_names[:3], again.weights["conv1.weight"].shape
    (('0', '1', '2'), (6, 1, 5, 5))
    """
    weights = {name: np.ascontiguousarray(array) for name, array in network.weights.items()}
    header: dict[str, Any] = {"__metadata__": {DESCRIPTION: json.dumps(network.describe(), ensure_ascii=False)}}
    end = 0
    for name, array in weights.items():
        start, end = end, end + array.nbytes
        kind = KINDS[array.dtype.name]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [start, end]}
    text = json.dumps(header, ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)  # numbers begin where processors like them to
    with model_file(Path(path)) as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in weights.values():  # one after the other: no second copy of all, and threads have their turns
            file.write(array.astype(array.dtype.newbyteorder("<"), copy=False).data)


def description_in(path: str | Path) -> object:
    """The architecture in a model file, as `Network.describe` gives it, unchecked; its weights are not read.

    ModelFileError says what is wrong with the file.
    """
    path = Path(path)
    if is_tensorflow_js(path):
        return load_tensorflow_js(path).describe()
    check_readable(path)
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return _description(file.metadata() or {}, path)
    except (SafetensorError, OSError) as error:
        raise not_whole(path, error) from error


def load_model(path: str | Path) -> Network:
    """The network in the file `path`, or in a folder (or its model.json) of TensorFlow.js.

    ModelFileError says what is wrong with the file.
    """
    path = Path(path)
    if is_tensorflow_js(path):
        return load_tensorflow_js(path)
    check_readable(path)
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return _network_in(file, path)
    except (SafetensorError, OSError) as error:
        raise not_whole(path, error) from error


def _network_in(file: Any, path: Path) -> Network:
    """Nothing is made before the description is known to be sound, and to ask for just the weights that are there."""
    description = _description(file.metadata() or {}, path)
    slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118 - it is a file, not a dict
    _check_kinds({name: tensor.get_dtype() for name, tensor in slices.items()}, path)
    try:
        read = read_description(description)
        check_shapes({name: tuple(tensor.get_shape()) for name, tensor in slices.items()}, read.weights)
        network = Network.from_description(read)
        for name, array in network.weights.items():
            _fill(array, slices[name])
    except ExplainedError as error:
        raise ModelFileError("{path} cannot be used: {reason}", path=shown(path), reason=error) from error
    return network


def _fill(array: Array, stored: Any) -> None:
    """Read a stored array part by part: no second copy, and no thread waits for the whole of a large one."""
    rows = max(1, AT_ONCE * len(array) // max(1, array.size))
    for start in range(0, len(array), rows):
        array[start : start + rows] = stored[start : min(start + rows, len(array))]


def _description(metadata: Mapping[str, str], path: Path) -> object:
    text = metadata.get(DESCRIPTION)
    if text is None:
        raise ModelFileError(
            "{path} holds weights, but no description of their network; it was not saved by cnnviz.", path=shown(path)
        )
    if len(text) > LONGEST_DESCRIPTION:
        raise ModelFileError(
            "{path} describes its network in {length} letters; at most {most} are read.",
            path=shown(path), length=f"{len(text):,}", most=f"{LONGEST_DESCRIPTION:,}",
        )  # fmt: skip
    try:
        description: object = json.loads(text)
    except (ValueError, RecursionError) as error:  # not JSON, numbers of thousands of digits, nested without end
        raise ModelFileError("{path} describes its network in a form that is not JSON.", path=shown(path)) from error
    return description


def _check_kinds(kinds: Mapping[str, str], path: Path) -> None:
    for name, kind in kinds.items():
        if kind not in READABLE:
            raise ModelFileError(
                "{path} holds the weights “{name}” as {kind}; readable are: {readable}.",
                path=shown(path), name=name, kind=kind, readable=", ".join(sorted(READABLE)),
            )  # fmt: skip
