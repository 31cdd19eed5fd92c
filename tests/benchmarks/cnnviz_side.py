"""What is measured of cnnviz: one function for each thing, written as the program itself does it."""

from collections.abc import Callable

import numpy as np
from sides import threads

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.batch_gradients import BatchGradients
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.optimizers import Adam, Optimizer
from cnnviz.engine.team import Team
from cnnviz.engine.workspace import Workspace

Step = Callable[[np.ndarray, np.ndarray], None]


def network(name: str) -> Network:
    """The network by its name in the program, with random weights drawn in place."""
    return NETWORKS[name].build(np.random.default_rng(0))


def training_step(network: Network, optimizer: Optimizer | None = None) -> Step:
    """One step, with Adam unless another optimiser is given, on as many cores as the side may have."""
    optimizer, rng = optimizer or Adam(1e-3), np.random.default_rng(0)
    slopes, parameters = BatchGradients(network, ChosenLoss(), threads()), network.parameters
    Team(threads())  # matrix products stay in their own thread from here on, as in a run

    def step(images: np.ndarray, labels: np.ndarray) -> None:
        optimizer.step(parameters, slopes(images, labels, rng).gradients)

    return step


def forward(network: Network) -> Callable[[np.ndarray], np.ndarray]:
    """The outputs (N, K) for pictures (N, C, H, W)."""
    workspace = Workspace(Team(threads()))
    return lambda images: network.logits(images, workspace)


def both_ways(network: Network, images: np.ndarray) -> Callable[[], object]:
    """Forward and backward, down to the pictures, with a slope of ones."""
    workspace = Workspace(Team(threads()))
    slope = np.ones((len(images), *network.output_shape), np.float32)
    return lambda: network.backward(network.forward(images, workspace), slope)
