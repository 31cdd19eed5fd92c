"""The arrays in a file of weights by name, with their shapes known before any of them is read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cnnviz.data.hdf5_tensors import hdf5_file, hdf5_tensors, layer_order
from cnnviz.data.model_kinds import HDF5, ZIP, first_bytes
from cnnviz.data.model_paths import ModelFileError, check_readable, not_whole, shown
from cnnviz.data.npz_tensors import npz_tensors
from cnnviz.data.tensor import Read, StoredTensor
from cnnviz.engine.arrays import Array
from cnnviz.text import ExplainedError

MOST_TENSORS = 20_000
READABLE = {"F16", "F32", "F64"}


class Stored(NamedTuple):
    """All tensors of a file; `ordered` where they stand in the order in which they were written."""

    tensors: list[StoredTensor]
    ordered: bool


@contextmanager
def stored_tensors(path: Path) -> Iterator[Stored]:
    """The tensors of a safetensors, ``.npz`` or HDF5 file, which can be read as long as the context lasts.

    ModelFileError says what is wrong with the file.
    """
    check_readable(path)
    begin = first_bytes(path)
    if begin.startswith(HDF5):
        with hdf5_file(path) as file:
            tensors, order = _counted(hdf5_tensors(file, MOST_TENSORS), path), layer_order(file)
            yield Stored(_in_order(tensors, order), bool(order))
    elif begin.startswith(ZIP):
        with npz_tensors(path, MOST_TENSORS) as tensors:
            yield Stored(_counted(tensors, path), True)
    else:
        with _safetensors(path) as tensors:
            yield Stored(_counted(tensors, path), False)


def _in_order(tensors: list[StoredTensor], order: Sequence[str]) -> list[StoredTensor]:
    """The arrays of each layer at its place in the order, those of unknown ones behind."""
    places = {name: place for place, name in enumerate(order)}

    def place(tensor: StoredTensor) -> int:
        layer = tensor.name.removeprefix("model_weights/").partition("/")[0]
        return places.get(layer, len(places))

    return sorted(tensors, key=place)


def _counted(tensors: list[StoredTensor], path: Path) -> list[StoredTensor]:
    if len(tensors) > MOST_TENSORS:
        raise ModelFileError(
            "{path} holds more than {most} arrays, which no network here has.",
            path=shown(path), most=f"{MOST_TENSORS:,}",
        )  # fmt: skip
    if not tensors:
        raise ModelFileError("{path} holds no arrays, so no weights.", path=shown(path))
    return tensors


@contextmanager
def _safetensors(path: Path) -> Iterator[list[StoredTensor]]:
    """They are sorted by name: in which order they were written is not known."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118 - it is a file, not a dict
            yield [
                StoredTensor(name, tuple(one.get_shape()), one.get_dtype(), _reading(file.get_tensor, name),
                             one.get_dtype() in READABLE)
                for name, one in slices.items()
            ]  # fmt: skip
    except ExplainedError:
        raise
    except (SafetensorError, OSError) as error:
        raise not_whole(path, error) from error


def _reading(read: Callable[[str], Array], name: str) -> Read:
    return lambda: read(name)
