"""Films whose frames have to be computed before anything can be painted."""

from collections.abc import Iterator
from typing import Protocol

from cnnviz.ui.export.reel import Subject


class Filming(Protocol):
    """Compute first, then ask how the film is to look."""

    def steps(self) -> Iterator[tuple[int, int]]:
        """Compute what the frames show, telling how many of how many steps are made. In any thread."""

    def subject(self) -> Subject:
        """The film, when all steps are made."""
