"""Networks in files: safetensors with the architecture inside, as JSON among the metadata. Nothing is ever executed.

The weights are tensors named as in the network ("conv1.weight"), so other programs can read them too.
Form: https://github.com/huggingface/safetensors#format
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError

DESCRIPTION = "cnnviz"  # the name of the description among the file's metadata
READABLE = {"F16", "F32", "F64"}


class ModelFileError(ExplainedError):
    """A model file that cannot be read or written."""


def save_model(network: Network, path: str | Path) -> None:
    """Write `network` to `path`. The file is whole or not there: an old one stays until the new one is complete."""
    from safetensors.numpy import save

    path = Path(path)
    weights = {name: np.ascontiguousarray(array) for name, array in network.parameters.items()}
    content = save(weights, {DESCRIPTION: json.dumps(network.describe(), ensure_ascii=False)})
    try:
        _write_whole(path, content)
    except OSError as error:
        raise ModelFileError(
            "{path} cannot be written: {reason}. Choose a folder that exists and that you may write to.",
            path=path, reason=error.strerror or error,
        ) from error  # fmt: skip


def load_model(path: str | Path) -> Network:
    """The network in the file `path`; ModelFileError says what is wrong with the file."""
    path = Path(path)
    description, weights = _read(path)
    try:
        network = Network.from_description(description)
        network.load(weights)
    except ExplainedError as error:
        raise ModelFileError("{path} cannot be used: {reason}", path=path, reason=error) from error
    return network


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside `path`, then put it in its place in one move."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _read(path: Path) -> tuple[Any, dict[str, Array]]:
    """Description and weights of a safetensors file."""
    from safetensors import SafetensorError, safe_open

    _check_readable(path)
    try:
        with safe_open(path, framework="numpy") as file:
            text = (file.metadata() or {}).get(DESCRIPTION)
            if text is None:
                raise ModelFileError(
                    "{path} holds weights, but no description of their network; it was not saved by cnnviz.", path=path
                )
            for name in file.keys():  # noqa: SIM118 - it is a file, not a dict
                kind = file.get_slice(name).get_dtype()
                if kind not in READABLE:
                    raise ModelFileError(
                        "{path} holds the weights “{name}” as {kind}; readable are: {readable}.",
                        path=path, name=name, kind=kind, readable=", ".join(sorted(READABLE)),
                    )  # fmt: skip
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return json.loads(text), weights
    except (SafetensorError, OSError) as error:
        raise ModelFileError(
            "{path} is not a whole safetensors file ({reason}). Save or fetch it again.", path=path, reason=error
        ) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModelFileError("{path} describes its network in a form that is not JSON.", path=path) from error


def _check_readable(path: Path) -> None:
    """ModelFileError in plain words where the file system says no."""
    try:
        with path.open("rb"):
            return
    except OSError as error:
        raise ModelFileError(
            "{path} cannot be opened: {reason}. Choose a model file that exists and that you may read.",
            path=path, reason=error.strerror or error,
        ) from error  # fmt: skip
