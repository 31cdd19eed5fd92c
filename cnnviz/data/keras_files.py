"""Models that Keras has saved: ``.keras`` archives and HDF5 files, of Keras 3 and of Keras 2. Nothing is executed.

Forms: https://keras.io/guides/serialization_and_saving and, of older files, the attributes "model_config",
"layer_names" and "weight_names" of HDF5 groups.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cnnviz.data.hdf5_tensors import hdf5_file, hdf5_tensors
from cnnviz.data.keras_network import network_of
from cnnviz.data.keras_place import KerasError
from cnnviz.data.keras_topology import KerasLayer, layers_in
from cnnviz.data.keras_variables import by_number
from cnnviz.data.model_paths import ModelFileError, check_readable, shown
from cnnviz.data.tensor import StoredTensor
from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.engine.weighted import MOST_WEIGHTS
from cnnviz.text import ExplainedError

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MODEL_CONFIG, MODEL_WEIGHTS = "model_config", "model_weights"
LARGEST_CONFIG = 16_000_000  # bytes
MOST_TIMES = 100  # how much an archive may unpack to: weights hardly shrink
MOST_TENSORS = 20_000
FAULTS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def load_keras(path: str | Path, class_names: Sequence[str] = ()) -> Network:
    """The network in a ``.keras`` archive, or in an HDF5 file that holds a whole model.

    Rows of layers and graphs with one picture and one result are read. The files do not name the classes. What the
    model does to its picture at first becomes the normalisation among the network's facts. ModelFileError names what is
    missing, damaged or unknown.
    """
    path = Path(path)
    check_readable(path)
    with _explained(path):
        if zipfile.is_zipfile(path):
            model, content = _archive(path)
            layers = layers_in(model)
            with hdf5_file(path, io.BytesIO(content)) as file:
                weights = _arrays(by_number(layers, hdf5_tensors(file, MOST_TENSORS)))
        else:
            with hdf5_file(path) as file:
                config = _config(file)
            layers = layers_in(_json(config))
            with hdf5_file(path) as file:
                weights = _arrays(_by_name(layers, file[MODEL_WEIGHTS]))
        return network_of(layers, weights, class_names)


def inner_hdf5(path: Path) -> bytes | None:
    """The HDF5 file in a ``.keras`` archive; None where `path` is one itself. ModelFileError for a damaged archive."""
    with _explained(path):
        return _archive(path)[1] if zipfile.is_zipfile(path) else None


def holds_model(path: Path) -> bool:
    """Whether an HDF5 file says which network its weights are of; ModelFileError where it cannot be read."""
    with hdf5_file(path) as file:
        return MODEL_CONFIG in file.attrs


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Whatever is wrong inside becomes a ModelFileError that names the file."""
    try:
        yield
    except ModelFileError:
        raise
    except ExplainedError as error:
        raise ModelFileError("{path} cannot be used: {reason}", path=shown(path), reason=error) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        if isinstance(error, RecursionError):
            raise ModelFileError("{path} is nested too deeply to be read.", path=shown(path)) from error
        raise ModelFileError(
            "{path} is not a whole archive of Keras ({reason}). Save or fetch it again.",
            path=shown(path), reason=str(error)[:100] or type(error).__name__,
        ) from error  # fmt: skip
    except FAULTS as error:
        raise ModelFileError(
            "{path} does not describe a model as Keras does: {reason}.", path=shown(path), reason=_plain(error)
        ) from error


def _archive(path: Path) -> tuple[Mapping[str, Any], bytes]:
    """The description and the file of weights in a ``.keras`` archive."""
    with zipfile.ZipFile(path) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        for name, most in ((CONFIG, LARGEST_CONFIG), (WEIGHTS, MOST_TIMES * path.stat().st_size)):
            if name not in sizes:
                raise KerasError("the archive has no “{name}”, which models of Keras 3 have.", name=name)
            if sizes[name] > most:
                raise KerasError(
                    "its “{name}” unpacks to {given} bytes; at most {most} are read of this file.",
                    name=name, given=f"{sizes[name]:,}", most=f"{most:,}",
                )  # fmt: skip
        return _json(archive.read(CONFIG)), archive.read(WEIGHTS)


def _config(file: Any) -> str | bytes:
    text = file.attrs.get(MODEL_CONFIG)
    if not isinstance(text, str | bytes) or MODEL_WEIGHTS not in file:
        raise KerasError("it holds no whole model; save it with model.save, not with model.save_weights.")
    if len(text) > LARGEST_CONFIG:
        raise KerasError("it describes its model in {length} letters; at most {most} are read.",
                         length=f"{len(text):,}", most=f"{LARGEST_CONFIG:,}")  # fmt: skip
    return text


def _json(text: str | bytes) -> Mapping[str, Any]:
    try:
        model = json.loads(text)
    except json.JSONDecodeError as error:
        raise KerasError("its description is no JSON.") from error
    if not isinstance(model, dict):
        raise KerasError("its description is no table of names and values.")
    return model


def _by_name(layers: Sequence[KerasLayer], group: Any) -> dict[str, StoredTensor]:
    """The arrays of Keras 2's form, "conv/conv/kernel:0" or "conv/sequential/conv/kernel", as "conv/kernel"."""
    known = sorted((layer.name for layer in layers), key=len, reverse=True)
    named: dict[str, StoredTensor] = {}
    for tensor in hdf5_tensors(group, MOST_TENSORS):
        layer = next((name for name in known if tensor.name.startswith(f"{name}/")), tensor.name.partition("/")[0])
        part = re.sub(r":\d+$", "", tensor.name.rpartition("/")[2])
        if "seed_generator" not in tensor.name:
            named[f"{layer}/{part}"] = tensor
    return named


def _arrays(tensors: Mapping[str, StoredTensor]) -> dict[str, Array]:
    """All arrays, read now that their sizes are known."""
    size = sum(_numbers(tensor) for tensor in tensors.values())
    if size > MOST_WEIGHTS:
        raise KerasError(
            "it holds {count} weights; at most {most} are read.", count=f"{size:,}", most=f"{MOST_WEIGHTS:,}"
        )
    for name, tensor in tensors.items():
        if not tensor.numbers and not name.endswith("/count"):
            raise KerasError(
                "the weights “{name}” are kept as {dtype}; readable are float16, float32 and float64.",
                name=name[:60], dtype=tensor.dtype[:20],
            )  # fmt: skip
    return {name: tensor.read() for name, tensor in tensors.items()}


def _numbers(tensor: StoredTensor) -> int:
    count = 1
    for side in tensor.shape:
        count *= int(side)
    return count


def _plain(error: Exception) -> str:
    return f"“{error.args[0]}”"[:100] if isinstance(error, KeyError) else str(error)[:100]
