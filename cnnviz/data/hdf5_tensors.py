"""Arrays in an HDF5 file, as Keras writes its weights. Links to other files are not followed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.data.tensor import StoredTensor
from cnnviz.engine.arrays import Array
from cnnviz.text import ExplainedError

MOST_TIMES = 100  # how much larger than in the file an array may be: weights hardly shrink when they are compressed
SMALL = 1_000_000  # bytes that are read however well they are compressed
FAULTS = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, EOFError)


@contextmanager
def hdf5_file(path: Path, content: IO[bytes] | None = None) -> Iterator[Any]:
    """The file `path`, or its `content`, open for reading; ModelFileError where it is none, or h5py is not there."""
    try:
        import h5py
    except ImportError as error:
        raise ModelFileError(
            "{path} is an HDF5 file; h5py reads those and is not installed. Install it with: "
            "pip install 'cnnviz[models]'", path=shown(path),
        ) from error  # fmt: skip
    try:
        with h5py.File(path if content is None else content, "r") as file:
            yield file
    except ExplainedError:
        raise
    except FAULTS as error:
        raise ModelFileError(
            "{path} is not a whole HDF5 file ({reason}). Save or fetch it again.",
            path=shown(path), reason=" ".join(str(error).split())[:100] or type(error).__name__,
        ) from error  # fmt: skip


def hdf5_tensors(group: Any, most: int) -> list[StoredTensor]:
    """The arrays below a group of an open file, `most` and one more at most, by their paths in it ("conv/kernel:0")."""
    found: list[StoredTensor] = []

    def visit(name: str, item: Any) -> bool | None:
        if hasattr(item, "shape"):
            found.append(_tensor(name, item))
        return True if len(found) > most else None

    group.visititems(visit)  # neither symbolic links nor those to other files
    return found


def layer_order(group: Any) -> list[str]:
    """The layers of a group as Keras 2 lists them, first to last; nothing where it does not."""
    if "model_weights" in group:
        group = group["model_weights"]
    listed = (key for key in group.attrs if key.startswith("layer_names"))  # long lists are cut into several
    return [name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
            for key in sorted(listed, key=len) for name in group.attrs[key]]  # fmt: skip


def _tensor(name: str, item: Any) -> StoredTensor:
    dtype, shape = item.dtype, tuple(item.shape or ())

    def read() -> Array:
        held = item.id.get_storage_size()
        if item.external or item.is_virtual or item.nbytes > max(SMALL, MOST_TIMES * held):
            raise ExplainedError(
                "the array “{name}” claims {size} bytes, but the file holds {held} for it.",
                name=name[:60], size=f"{item.nbytes:,}", held=f"{held:,}",
            )  # fmt: skip
        array: Array = item[()]
        return array

    return StoredTensor(name, shape, str(dtype), read, dtype.kind == "f" and dtype.itemsize <= 8)
