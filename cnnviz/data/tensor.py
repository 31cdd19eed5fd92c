"""One array in a file, known by its shape before it is read: what comes from anywhere may claim to be huge."""

from collections.abc import Callable
from typing import NamedTuple

from cnnviz.engine.arrays import Array, Shape

Read = Callable[[], Array]


class StoredTensor(NamedTuple):
    """Name, shape and kind of number ("F32", "float32") as the file has them; `read` gives the array itself.

    `numbers` says whether it holds fractions of a kind that can be taken over.
    """

    name: str
    shape: Shape
    dtype: str
    read: Read
    numbers: bool = True
