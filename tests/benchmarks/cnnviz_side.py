"""What is measured of cnnviz: one function for each thing, written as the program itself does it."""

import time
from collections.abc import Callable

import numpy as np
from sides import threads

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.batch_gradients import PATIENCE, BatchGradients
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.optimizers import Adam, Optimizer
from cnnviz.engine.team import Team
from cnnviz.engine.workspace import Workspace

Step = Callable[[np.ndarray, np.ndarray], None]
START_S = 1.5  # so long a process may take to start


def network(name: str) -> Network:
    """The network by its name in the program, with random weights drawn in place."""
    return NETWORKS[name].build(np.random.default_rng(0))


def training_step(network: Network, optimizer: Optimizer | None = None) -> Step:
    """One step, with Adam unless another optimiser is given, on as many cores as the side may have."""
    optimizer, rng = optimizer or Adam(1e-3), np.random.default_rng(0)
    slopes, parameters = BatchGradients(network, ChosenLoss(), threads()), network.parameters

    def step(images: np.ndarray, labels: np.ndarray) -> None:
        optimizer.step(parameters, slopes(images, labels, rng).gradients)

    return step


def warm_up(step: Step, images: np.ndarray, labels: np.ndarray) -> None:
    """Steps until the other processes, which a run starts when it lasts, have come to help."""
    for _ in range(PATIENCE + 2):
        step(images, labels)
    time.sleep(START_S)
    step(images, labels)


def forward(network: Network) -> Callable[[np.ndarray], np.ndarray]:
    """The outputs (N, K) for pictures (N, C, H, W)."""
    workspace = Workspace(Team(threads()))
    return lambda images: network.logits(images, workspace)


def both_ways(network: Network, images: np.ndarray) -> Callable[[], object]:
    """Forward and backward, down to the pictures, with a slope of ones."""
    workspace = Workspace(Team(threads()))
    slope = np.ones((len(images), *network.output_shape), np.float32)
    return lambda: network.backward(network.forward(images, workspace), slope)
