"""Arrays in a ``.npz`` file of NumPy: a ZIP archive whose entries may claim any shape, and may hold pickles."""

import io
import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.data.tensor import StoredTensor
from cnnviz.engine.arrays import Array, Shape
from cnnviz.text import ExplainedError, tr

ENDING = ".npy"
LONGEST_HEADER = 10_000  # bytes, as in NumPy itself
FAULTS = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError)


@contextmanager
def npz_tensors(path: Path, most: int) -> Iterator[list[StoredTensor]]:
    """The arrays of the file, `most` and one more at most, in the order in which they were written.

    Only their headers are read here. ModelFileError for a damaged file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(ENDING)][: most + 1]
            yield [_tensor(archive, entry, path) for entry in entries]
    except ExplainedError:
        raise
    except FAULTS as error:
        raise _damaged(path, error) from error


def _tensor(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> StoredTensor:
    with archive.open(entry) as file:
        shape, dtype, fortran = _header(file)

    def read() -> Array:
        if dtype.hasobject:  # never asked for: it would be a pickle
            raise ValueError(entry.filename)
        size = math.prod(shape) * dtype.itemsize
        try:
            with archive.open(entry) as file:
                _header(file)
                content = file.read(size)
            array: Array = np.frombuffer(content, dtype, math.prod(shape))
        except FAULTS as error:
            raise _damaged(path, error) from error
        return array.reshape(shape, order="F" if fortran else "C")

    name = entry.filename.removesuffix(ENDING)
    return StoredTensor(name, shape, str(dtype), read, dtype.kind == "f" and dtype.itemsize <= 8)


def _header(file: IO[bytes]) -> tuple[Shape, np.dtype[np.generic], bool]:
    """Shape, type and whether the first index runs fastest. ValueError where these are not said soundly."""
    version = np.lib.format.read_magic(file)
    long = version != (1, 0)
    size = file.read(4 if long else 2)
    if int.from_bytes(size, "little") > LONGEST_HEADER:  # it may unpack to anything
        raise ValueError(tr("the description of an array is longer than {most} bytes", most=f"{LONGEST_HEADER:,}"))
    read = np.lib.format.read_array_header_2_0 if long else np.lib.format.read_array_header_1_0
    shape, fortran, dtype = read(io.BytesIO(size + file.read(int.from_bytes(size, "little"))))
    if min(shape, default=0) < 0:
        raise ValueError(shape)
    return tuple(shape), dtype, fortran


def _damaged(path: Path, error: Exception) -> ModelFileError:
    return ModelFileError(
        "{path} is not a whole .npz file ({reason}). Save or fetch it again.",
        path=shown(path), reason=str(error)[:100] or type(error).__name__,
    )  # fmt: skip
