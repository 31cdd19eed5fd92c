"""Networks of TensorFlow.js: a folder with model.json, in Keras' terms, and the weights in binary files beside it.

Keras has pictures as height × width × channels, this program as channels × height × width: kernels (h, w, in, out)
become (out, in, h, w), and the first dense layer behind a Flatten gets its columns in another order.
Form: https://www.tensorflow.org/js/guide/save_load
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.data.keras_network import network_of
from cnnviz.data.keras_place import KerasError
from cnnviz.data.keras_topology import KerasLayer, layers_in
from cnnviz.data.known_models import known_classes
from cnnviz.data.model_paths import ModelFileError, check_readable, shown
from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.engine.weighted import MOST_WEIGHTS
from cnnviz.text import ExplainedError

MODEL = "model.json"
LARGEST_MODEL = 16_000_000  # bytes of model.json, which describes layers and lists weights
LARGEST_GROUP = 4 * MOST_WEIGHTS


def is_tensorflow_js(path: Path) -> bool:
    """Whether `path` is such a folder, or the JSON file in it."""
    try:
        return (path.is_dir() and (path / MODEL).is_file()) or path.suffix.lower() == ".json"
    except OSError:  # a name that no file can have
        return False


def load_tensorflow_js(path: str | Path, class_names: Sequence[str] = ()) -> Network:
    """The layers model in a folder, or in its model.json: a row ("Sequential") or a graph of the kinds known here.

    The files do not name the classes: `class_names` does, else they are those of a published model whose files these
    are. ModelFileError names what is missing, damaged or unknown.
    """
    path = Path(path)
    model = path / MODEL if path.is_dir() else path
    check_readable(model, LARGEST_MODEL)
    try:
        content = _content(model)
        layers = _layers(content)
        files = _files(content["weightsManifest"], model.parent)
        weights = _weights(content["weightsManifest"], files)
        names = class_names or known_classes([model, *(file for group in files for file in group)])
        return network_of(layers, weights, names)
    except ModelFileError:
        raise
    except ExplainedError as error:
        raise ModelFileError("{path} cannot be used: {reason}", path=shown(model), reason=error) from error
    except RecursionError as error:
        raise ModelFileError("{path} is nested too deeply to be read.", path=shown(model)) from error
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ModelFileError(
            "{path} is not a layers model of TensorFlow.js: {reason}.", path=shown(model), reason=_plain(error)
        ) from error


def _content(model: Path) -> dict[str, Any]:
    """What the file says; ModelFileError where it is no JSON, or not of a layers model."""
    try:
        content = json.loads(model.read_bytes())
    except json.JSONDecodeError as error:
        raise ModelFileError(
            "{path} is not whole: line {line}, column {column} is no JSON. Save or fetch it again.",
            path=shown(model), line=error.lineno, column=error.colno,
        ) from error  # fmt: skip
    if not isinstance(content, dict) or not {"modelTopology", "weightsManifest"} <= content.keys():
        raise ModelFileError(
            "{path} is not a layers model of TensorFlow.js, which has a “modelTopology” and a “weightsManifest”. "
            "Choose the model.json that lies beside its files of weights.",
            path=shown(model),
        )  # fmt: skip
    return content


def _layers(content: dict[str, Any]) -> list[KerasLayer]:
    topology = content["modelTopology"]
    return layers_in(topology.get("model_config", topology))


def _files(manifest: list[dict[str, Any]], folder: Path) -> list[list[Path]]:
    """The files of each group of weights."""
    return [[_inside(folder, name) for name in group["paths"]] for group in manifest]


def _weights(manifest: list[dict[str, Any]], files_of_groups: Sequence[Sequence[Path]]) -> dict[str, Array]:
    """All tensors by name, read from the files of each group, one behind the other."""
    weights: dict[str, Array] = {}
    for group, files in zip(manifest, files_of_groups, strict=True):
        entries = [(str(entry["name"]), _shape(entry)) for entry in group["weights"]]
        expected = 4 * sum(math.prod(shape) for _, shape in entries)
        given = sum(file.stat().st_size for file in files)
        if expected > LARGEST_GROUP:
            raise KerasError(
                "its weights take {expected} bytes; at most {most} are read.",
                expected=f"{expected:,}", most=f"{LARGEST_GROUP:,}",
            )  # fmt: skip
        if given != expected:
            raise KerasError(
                "the weights take {expected} bytes, but {files} have {given}.",
                expected=f"{expected:,}", files=", ".join(file.name for file in files)[:100], given=f"{given:,}",
            )  # fmt: skip
        numbers = np.frombuffer(b"".join(file.read_bytes() for file in files), "<f4")
        start = 0
        for name, shape in entries:
            end = start + math.prod(shape)
            weights[name] = numbers[start:end].reshape(shape)
            start = end
    return weights


def _shape(entry: dict[str, Any]) -> tuple[int, ...]:
    if entry["dtype"] != "float32" or "quantization" in entry:
        raise KerasError(
            "the weights “{name}” are kept as {dtype}; readable is float32, not quantised.",
            name=str(entry["name"])[:60], dtype=str(entry["dtype"])[:20],
        )  # fmt: skip
    shape = entry["shape"]
    if not isinstance(shape, list) or not all(type(side) is int and side > 0 for side in shape):
        raise KerasError("the weights “{name}” have no usable shape.", name=str(entry["name"])[:60])
    return tuple(shape)


def _inside(folder: Path, name: str) -> Path:
    """The file `name` of the manifest, which must lie in the same folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise KerasError("its weights are said to lie outside its folder ({name}).", name=shown(Path(name)))
    check_readable(path)
    return path


def _plain(error: Exception) -> str:
    return f"“{error.args[0]}”" if isinstance(error, KeyError) else str(error)[:100]
