"""Digits with known answers, by number: drawn ones always, MNIST's test pictures where they are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.scenarios.source import Source
from cnnviz.text import tr
from cnnviz.ui.convolve.sources import source_from_pixels
from cnnviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from cnnviz.ui.inspect.picture.digits import Digits

DRAWN, MNIST = "drawn", "mnist"


class DigitSet:
    """Reads or draws nothing before it is asked. What the Train page has read is there, and what lies in the cache."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._cached: Digits | None = None
        self._looked = False

    def has_mnist(self) -> bool:
        """Whether MNIST's test pictures are at hand; ExplainedError where its files are unsound."""
        return self._mnist() is not None

    def count(self, which: str) -> int:
        """How many digits there are."""
        return self._digits(which).count

    def digit(self, which: str, index: int) -> tuple[Source, int]:
        """A digit and which one it is."""
        digits = self._digits(which)
        pixels, label = digits.digit(index)
        name = tr("{digit}: a {label}", digit=digits.name(index), label=label)
        return source_from_pixels(name, pixels, key=f"{which} {index}"), label

    def _digits(self, which: str) -> Digits:
        from cnnviz.ui.inspect.picture.digits import ProgramDigits

        found = self._mnist() if which == MNIST else ProgramDigits()
        assert found is not None
        return found

    def _mnist(self) -> Digits | None:
        from cnnviz.ui.inspect.picture.digits import MnistDigits, mnist_digits

        pictures = self._workspace.test_pictures()
        if pictures is not None:
            return MnistDigits(*pictures)
        if not self._looked:
            self._cached, self._looked = mnist_digits(), True
        return self._cached


def place_of(source: Source) -> tuple[str, int]:
    """Which set a digit is from and its number there, by its key ("drawn 17")."""
    which, _, index = source.key.partition(" ")
    return which, int(index)
