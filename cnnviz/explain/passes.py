"""Passes of a network for explaining: one picture or several, on one thread or, where that is worth it, on all."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.engine.tape import Tape
from cnnviz.engine.team import Team, processors
from cnnviz.engine.workspace import Workspace
from cnnviz.explain.explanation import ExplanationError

HEAVY = 100_000_000  # multiply-adds of a pass from which on several threads are worth it: about 2 ms
MOST_PICTURES = 16  # of one pass: more are not faster
MOST_NUMBERS = 2**24  # of all outputs of a pass together: 64 MB


class Passes:
    """Passes that use the same arrays again and again: a tape is valid until the next pass."""

    def __init__(self, network: Network, team: Team) -> None:
        self.network = network
        self._workspace = Workspace(team)

    def run(self, pictures: Array) -> Tape:
        """What the network makes of pictures (N, C, H, W)."""
        return self.network.forward(pictures, self._workspace)

    def at_once(self, most: int = MOST_PICTURES) -> int:
        """How many pictures, `most` or fewer, are run together: memory stays bounded, whatever the network."""
        numbers = sum(math.prod(shape) for shape in self.network.shapes.values())
        return max(1, min(most, MOST_NUMBERS // numbers))


@contextmanager
def passes_of(network: Network, picture: Array) -> Iterator[Passes]:
    """Passes of `network` for `picture` (C, H, W); ExplanationError where it takes something else than pictures."""
    if len(network.input_shape) != 3 or picture.shape != network.input_shape:
        raise ExplanationError(
            "The network takes {expected}, and was given {given}; what is explained is a picture (channels, height, "
            "width) as the network takes it.",
            expected=network.input_shape, given=picture.shape,
        )  # fmt: skip
    work = network.summary()[-1].multiply_adds_so_far
    with Team(processors() if work >= HEAVY else 1) as team:
        yield Passes(network, team)
