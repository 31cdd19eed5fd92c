"""What is on the Inspect page when something of it is to be taken away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnviz.traces.passes import Pass
    from cnnviz.ui.export.sheet import Sheet
    from cnnviz.ui.inspect.view import InspectView


@dataclass(frozen=True, eq=False)
class Exported:
    """The view that is seen, what it is about, and the number that is followed beside it (None: none is)."""

    view: InspectView
    shown: Pass
    picture: str
    model: str
    followed: Sheet | None

    @property
    def picture_stem(self) -> str:
        """What the picture is called, without its size and the ending of its file."""
        return PurePath(self.picture.partition(" · ")[0]).stem
