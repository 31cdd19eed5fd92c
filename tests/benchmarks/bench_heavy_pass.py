"""VGG16 on a 224 × 224 photograph: from the picture to the maps of all layers in the window, beside the forward pass.

    python tests/benchmarks/bench_heavy_pass.py [ROUNDS]

Weights are random. Times are medians of a run in which both alternate; the bar is 3 times the forward pass. The most
memory that the process ever took is printed too, in parts: the weights alone, with the window, after all passes.
"""

import os
import resource
import statistics
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.team import Team, processors
from cnnviz.engine.workspace import Workspace as Buffers
from cnnviz.ui.app import prepare
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import GivenPicture, Workspace


def main(rounds: int) -> None:
    """Print medians, ratios and memory."""
    application = QApplication(["bench", "-style", "Fusion"])
    prepare(application).dress()
    network = NETWORKS["vgg16"].build(0)
    print(f"weights             {sum(w.nbytes for w in network.weights.values()) / 1e6:7.0f} MB")
    workspace = Workspace()
    workspace.set_model(network, "random weights")
    page = InspectPage(workspace)
    page.resize(1208, 752)
    page.show()
    rng = np.random.default_rng(0)
    forward, shown, walked = [], [], []
    for _ in range(rounds + 1):
        pixels = rng.integers(0, 256, (224, 224, 3), np.uint8)
        forward.append(time_forward(network, pixels))
        shown.append(time_shown(application, page, workspace, pixels))
        walked.append(time_walk(application, page))
        print(f"  memory so far     {peak():7.0f} MB")
    page.close_down()
    once, all_maps, walk = (statistics.median(times[1:]) for times in (forward, shown, walked))
    layers = len(page.layers())
    print(f"forward pass        {once:7.2f} s  (engine alone, {processors()} threads)")
    print(f"maps in the window  {all_maps:7.2f} s  {all_maps / once:.2f} times the forward pass; the bar is 3")
    print(f"all {layers} walls painted {walk:5.2f} s  one after the other")
    print(f"most memory         {peak():7.0f} MB")


def time_forward(network, pixels) -> float:
    """Seconds of a pass of the engine alone."""
    picture = (np.moveaxis(pixels, -1, 0)[None] / 255).astype(np.float32)
    start = time.perf_counter()
    with Team(processors()) as team:
        network.forward(picture, Buffers(team))
    return time.perf_counter() - start


def time_shown(application, page, workspace, pixels) -> float:
    """Seconds from a picture that is given to the page until its maps are painted."""
    before = page.looking.shown
    start = time.perf_counter()
    workspace.give_picture(GivenPicture(pixels, "noise"))
    while page.looking.shown is before or page.looking.is_busy:
        application.processEvents()
        time.sleep(0.002)
    application.processEvents()
    return time.perf_counter() - start


def time_walk(application, page) -> float:
    """Seconds to show the walls of all layers, one after the other."""
    start = time.perf_counter()
    for layer in page.layers():
        page.looking.choose_layer(layer.name)
        application.processEvents()
    return time.perf_counter() - start


def peak() -> float:
    """The most memory that the process ever took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
