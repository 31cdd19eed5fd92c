"""The views of the Inspect page: what they are called, and how each is made; most are loaded when first shown."""

from collections.abc import Callable, Mapping

from cnnviz.settings import Choice
from cnnviz.text import mark
from cnnviz.ui.inspect.maps.kernels_view import KernelsView
from cnnviz.ui.inspect.maps.maps_view import MapsView
from cnnviz.ui.inspect.view import InspectView
from cnnviz.ui.workspace import Workspace

VIEWS = (
    Choice("maps", mark("Maps"), mark("What every layer makes of the picture")),
    Choice("kernels", mark("Kernels"), mark("The weights that the network has learnt")),
    Choice("explain", mark("Explain"), mark("What the picture has to do with the answer")),
    Choice("shift", mark("Shift & turn"), mark("Move the picture: which layers follow, and is it still read?")),
    Choice("compare", mark("Compare"), mark("Two pictures, two moments of a run or two models side by side")),
)


def makers(workspace: Workspace) -> Mapping[str, Callable[[], InspectView]]:
    """What makes each view, by its name."""

    def explain() -> InspectView:
        from cnnviz.ui.inspect.explain.explain_view import ExplainView

        return ExplainView(workspace)

    def shift() -> InspectView:
        from cnnviz.ui.inspect.shift.shift_view import ShiftView

        return ShiftView()

    def compare() -> InspectView:
        from cnnviz.ui.inspect.compare.compare_view import CompareView

        return CompareView()

    return {"maps": MapsView, "kernels": KernelsView, "explain": explain, "shift": shift, "compare": compare}
