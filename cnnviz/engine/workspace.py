"""What belongs to a pass and not to a layer: arrays that outlive it, and the threads that share its work.

Fresh megabytes cost more than the arithmetic done in them (page faults): a LeNet-5 step of batch 64 took 10 to 12 ms
with fresh arrays, 3.3 to 4.6 ms with kept ones. Two passes with two workspaces never disturb each other.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape
from cnnviz.text import ExplainedError, quoted

if TYPE_CHECKING:
    from cnnviz.engine.team import Team

Piece = TypeVar("Piece")
WORTH_SHARING = 4_000_000  # multiply-adds: 0.1 ms; with fewer, waking a thread takes longer than the work
LINE = 64  # bytes that a processor's cache fetches at a time, and that one of its wide registers holds


class WorkspaceError(ExplainedError):
    """A workspace that cannot be made so."""


class Workspace:
    """Named buffers, made on first use and kept until another shape or type is asked for.

    >>> workspace = Workspace()
    >>> workspace.empty("y", (2, 3), np.float32) is workspace.empty("y", (2, 3), np.float32)
    True

    What a pass leaves in a workspace is valid until the next pass with the same workspace. With a `team` large pieces
    of work inside one pass are shared out to its threads: that is for single large pictures; the parts of a batch are
    better shared as a whole (`BatchGradients`).

    >>> from cnnviz.engine.team import Team
    >>> from cnnviz.engine.vgg import tiny_vgg
    >>> with Team(2) as team:
    ...     tiny_vgg().logits(np.ones((1, 3, 64, 64)), Workspace(team)).shape
    (1, 10)
    """

    def __init__(self, team: "Team | None" = None) -> None:
        if team is not None and not hasattr(team, "threads"):
            raise WorkspaceError("The team is {given}; it must be a Team, or None.", given=quoted(team))
        self._arrays: dict[str, Array] = {}
        self._parts: dict[str, Workspace] = {}
        self._team = team

    def part(self, name: str) -> "Workspace":
        """The workspace of one layer inside this one."""
        if name not in self._parts:
            self._parts[name] = Workspace(self._team)
        return self._parts[name]

    def threads_for(self, multiply_adds: int) -> int:
        """How many threads a piece of work of this size is worth."""
        return self._team.threads if self._team is not None and multiply_adds >= WORTH_SHARING else 1

    def share_out(self, pieces: Sequence[Piece], threads: int, work: Callable[[Piece, "Workspace"], None]) -> None:
        """Do `work` for every piece, on so many threads; each hands it a workspace of its own."""
        if self._team is None or threads == 1:
            for piece in pieces:
                work(piece, self)
            return
        own = [self.part(f"thread {number}") for number in range(self._team.threads)]

        def mine(number: int) -> None:
            for piece in pieces[number :: len(own)]:
                work(piece, own[number])

        self._team.map(mine)

    def empty(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> Array:
        """The buffer `name`, holding whatever the last use left in it."""
        array = self._arrays.get(name)
        if array is None or array.shape != shape or array.dtype != dtype:
            array = self._arrays[name] = _on_a_line(shape, np.dtype(dtype))
        return array

    def filled(self, name: str, shape: Shape, dtype: npt.DTypeLike, value: float = 0.0) -> Array:
        """The buffer `name`, filled with `value` when it is made and not again: the border of a padded picture."""
        before = self._arrays.get(name)
        array = self.empty(name, shape, dtype)
        if array is not before:
            array.fill(value)
        return array


def _on_a_line(shape: Shape, dtype: np.dtype[Any]) -> Array:
    """An array that starts with a line of the cache; NumPy's start anywhere, as a rule 16 bytes into one.

    Where the batch is 16, 32, ... pictures of 4 bytes, no cell is then spread over two lines that need not be: a
    training step takes 3 to 9 % less.
    """
    size = math.prod(shape) * dtype.itemsize
    room = np.empty(size + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    return room[start : start + size].view(dtype).reshape(shape)
