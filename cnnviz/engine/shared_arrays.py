"""Arrays that several processes see: parts of one file in memory."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.engine.arrays import Array, Shape

Fields = Mapping[str, tuple[Shape, str]]  # name to shape and type
ALIGNMENT = 64  # bytes, a line of the cache: two processes never write into the same


def shared_arrays(path: Path, fields: Fields) -> dict[str, Array]:
    """The arrays `fields` in the file `path`, which is made as large as they need; whoever opens it sees the same.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mine, yours = (shared_arrays(Path(folder, "a"), {"x": ((2,), "float32")}) for _ in range(2))
    ...     mine["x"][...] = 7
    ...     yours["x"].tolist()
    [7.0, 7.0]
    """
    places, end = {}, 0
    for name, (shape, dtype) in fields.items():
        places[name] = end
        size = math.prod(shape) * np.dtype(dtype).itemsize
        end += -(-size // ALIGNMENT) * ALIGNMENT
    if not path.exists() or path.stat().st_size < end:
        with path.open("ab") as file:
            file.truncate(end)
    whole = np.memmap(path, np.uint8, "r+", shape=(end,))
    return {name: np.ndarray(shape, dtype, whole, places[name]) for name, (shape, dtype) in fields.items()}
