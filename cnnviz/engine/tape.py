"""What a forward pass leaves behind: what backpropagation must remember is what the user wants to see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cnnviz.engine.arrays import Array, batch_first
from cnnviz.engine.layer import Layer, Merge, Saved
from cnnviz.engine.workspace import Workspace
from cnnviz.text import ExplainedError, quoted


class TapeError(ExplainedError, KeyError):
    """A layer that the tape does not know."""


@dataclass(frozen=True)
class TapeEntry:
    """What one layer was given and what it gave back. `sources` names the layers that it was given by."""

    name: str
    layer: Layer | Merge
    sources: tuple[str, ...]
    xs: tuple[Array, ...] = field(repr=False)  # batch last, as the engine works
    y: Array = field(repr=False)
    saved: Saved = field(repr=False)

    @property
    def x(self) -> Array:
        """The first input, batch last."""
        return self.xs[0]

    @property
    def input(self) -> Array:
        """The first input (N, C, H, W) or (N, F): a view that cannot be written to."""
        return batch_first(self.xs[0])

    @property
    def inputs(self) -> tuple[Array, ...]:
        """All inputs, as views that cannot be written to."""
        return tuple(batch_first(x) for x in self.xs)

    @property
    def output(self) -> Array:
        """(N, C, H, W) or (N, F): a view that cannot be written to."""
        return batch_first(self.y)


@dataclass(frozen=True)
class Tape:
    """The entries of all layers, first to last.

    ``tape["conv1"]`` is the entry of a layer, ``tape["conv1"].output`` what it gave.

    A tape from a forward pass without a workspace owns its arrays and stays as it is. One from a pass with a kept
    workspace is valid until the next pass with that workspace: copy what is to be shown.
    """

    entries: tuple[TapeEntry, ...]
    workspace: Workspace = field(repr=False)

    @property
    def output(self) -> Array:
        """What the last layer gave: (N, K)."""
        return self.entries[-1].output

    def __getitem__(self, name: str) -> TapeEntry:
        """The entry of the layer of this name; TapeError names those that there are."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise TapeError(
            "The tape has no layer {given}; it has: {known}.",
            given=quoted(name), known=", ".join(entry.name for entry in self.entries),
        )  # fmt: skip

    def __iter__(self) -> Iterator[TapeEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
class Gradients:
    """Slopes of the loss: by the network's input (N, C, H, W), where asked for, and by each parameter.

    Valid as long as the tape that they were computed from.
    """

    input: Array | None
    parameters: Mapping[str, Array]
