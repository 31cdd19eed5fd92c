"""What is to be explained and how: all that a method needs, taken down before it runs away from the window."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.explain.answering import Askable
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.settings import Value

QUICK = 3_000_000_000  # multiply-adds that are made unasked when the picture changes: about a second
BOTH_WAYS = 3  # a pass forward and back costs as much as so many forward
STEPS, PATCH, STRIDE = "steps", "patch", "stride"


class Report(NamedTuple):
    """How far the explanation of one of the targets has come."""

    place: int
    explanation: Explanation


@dataclass(frozen=True, eq=False)
class Request:
    """A method on a `picture` (C, H, W); with a second target the two are explained one after the other."""

    method: Method
    model: Askable
    picture: Array
    targets: tuple[Target, ...]
    settings: Mapping[str, Value]

    def run(self) -> Iterator[Report]:
        """Reports, those of the first target first."""
        for place, target in enumerate(self.targets):
            for explanation in self.method.explain(self.model, self.picture, target, self.settings):
                yield Report(place, explanation)

    @property
    def passes(self) -> int:
        """About so many passes forward does it take."""
        one = BOTH_WAYS
        if STEPS in self.settings:
            one *= int(self.settings[STEPS])
        elif PATCH in self.settings:
            sides = {**self.settings, **self.method.usual(self.picture.shape, self.settings)}
            one = _places(self.picture.shape[-2:], int(sides[PATCH]), int(sides.get(STRIDE, 1)))
        return one * len(self.targets)

    @property
    def is_single(self) -> bool:
        """Whether there are no steps on the way."""
        return self.passes == BOTH_WAYS * len(self.targets)

    @property
    def is_quick(self) -> bool:
        """Whether it may run whenever the picture changes: a single pass always may."""
        if self.is_single:
            return True
        model = self.model
        work = model.summary()[-1].multiply_adds_so_far if isinstance(model, Network) else model.work
        return self.passes * work <= QUICK


def _places(size: tuple[int, ...], patch: int, stride: int) -> int:
    """About so many times is a patch put on a picture of this size.

    >>> _places((28, 28), 6, 2), _places((28, 28), 4, 2)
    (144, 169)
    """
    height, width = ((max(0, length - patch) + stride - 1) // stride + 1 for length in size)
    return height * width
