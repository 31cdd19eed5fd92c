"""What is on the Inspect page when something of it is to be taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnviz.traces.passes import Pass
    from cnnviz.ui.export.sheet import Sheet
    from cnnviz.ui.inspect.picture.prepared import Prepared
    from cnnviz.ui.inspect.view import InspectView


@dataclass(frozen=True, eq=False)
class Exported:
    """The view that is seen, what it is about, and the number that is followed beside it (None: none is).

    `prepared` is the picture, `model` a line on the model.
    """

    view: InspectView
    shown: Pass
    prepared: Prepared
    model: str
    followed: Sheet | None
