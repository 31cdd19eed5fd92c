"""The views of the page by name: how each is made, and what it asks of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnnviz.settings import Choice
from cnnviz.text import mark
from cnnviz.ui.train.live.live_view import LiveView
from cnnviz.ui.train.view import RunView

LIVE, LAYERS, MISTAKES, BATCH, DATA, NETWORK, RUNS = "live", "layers", "mistakes", "batch", "data", "network", "runs"
VIEWS = (
    Choice(LIVE, mark("Live"), mark("Is it learning, and what: plots, kernels, maps, one picture")),
    Choice(LAYERS, mark("Layers"), mark("How large weights, gradients and activations are, layer by layer")),
    Choice(MISTAKES, mark("Mistakes"), mark("Which classes are mistaken for which, and the pictures behind it")),
    Choice(BATCH, mark("Batch"), mark("One single step: the pictures, before and after, and what moved")),
    Choice(DATA, mark("Data"), mark("The pictures, class by class, and what augmentation does to them")),
    Choice(NETWORK, mark("Network"), mark("Build and change the network, layer by layer")),
    Choice(RUNS, mark("Runs"), mark("Runs that were kept: open, resume, compare, queue")),
)


def view_makers() -> Mapping[str, Callable[[], RunView]]:
    """What makes each view; its code is loaded when it is first shown."""

    def layers() -> RunView:
        from cnnviz.ui.train.layers.layers_view import LayersView

        return LayersView()

    def mistakes() -> RunView:
        from cnnviz.ui.train.mistakes.mistakes_view import MistakesView

        return MistakesView()

    def batch() -> RunView:
        from cnnviz.ui.train.batch.batch_view import BatchView

        return BatchView()

    def data() -> RunView:
        from cnnviz.ui.train.data_view.data_view import DataView

        return DataView()

    def network() -> RunView:
        from cnnviz.ui.train.network_view.view import NetworkView

        return NetworkView()

    def runs() -> RunView:
        from cnnviz.ui.train.runs_view.runs_view import RunsView

        return RunsView()

    return {LIVE: LiveView, LAYERS: layers, MISTAKES: mistakes, BATCH: batch, DATA: data, NETWORK: network, RUNS: runs}
