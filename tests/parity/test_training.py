"""Networks taught here and in PyTorch, from the same weights on the same batches: loss and weights stay together."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.clipping import clip_by_norm
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.optimizers import SGD, Adam, AdamW, Optimizer
from cnnviz.engine.workspace import Workspace
from tests.parity.graphs import their_weights, torch_twin
from tests.parity.random_networks import random_network

Pair = tuple[Callable[[], Optimizer], Callable[[Any], Any]]
OPTIMIZERS: dict[str, Pair] = {
    "SGD": (lambda: SGD(0.05), lambda weights: torch.optim.SGD(weights, 0.05)),
    "momentum": (
        lambda: SGD(0.05, momentum=0.9, weight_decay=1e-3),
        lambda weights: torch.optim.SGD(weights, 0.05, momentum=0.9, weight_decay=1e-3),
    ),
    "Nesterov": (
        lambda: SGD(0.02, momentum=0.9, nesterov=True),
        lambda weights: torch.optim.SGD(weights, 0.02, momentum=0.9, nesterov=True),
    ),
    "Adam": (lambda: Adam(1e-3), lambda weights: torch.optim.Adam(weights, 1e-3)),
    "AdamW": (lambda: AdamW(2e-3), lambda weights: torch.optim.AdamW(weights, 2e-3)),
}  # fmt: skip
LONGEST = 5.0  # slopes are shortened to this, so that this is compared too
TOLERANCE = 1e-6  # rounding grows from step to step, most with Adam, where tiny slopes make whole steps


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", ["lenet5", "lenet5-1998", "resnet8"])
def test_networks_by_name_stay_together(name: str, optimizer: str) -> None:
    teach_both(NETWORKS[name].build(np.random.default_rng(4)).copy(np.float64), optimizer, steps=20, batch=8)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("seed", range(1000, 1010))
def test_random_networks_stay_together(seed: int, optimizer: str) -> None:
    teach_both(random_network(seed, graph=bool(seed % 2)), optimizer, steps=10, batch=6)


def teach_both(network: Network, name: str, steps: int, batch: int) -> None:
    """Compare the loss of every step, and all weights after the last."""
    rng, workspace, losses = np.random.default_rng(4), Workspace(), []
    theirs = torch_twin(network, np.dtype(np.float64)).train()
    ours, twin = OPTIMIZERS[name]
    optimizer, their_optimizer = ours(), twin(theirs.parameters())
    for _ in range(steps):
        images = rng.standard_normal((batch, *network.input_shape))
        labels = rng.integers(0, network.output_shape[0], batch)
        tape = network.forward(images, workspace, training=rng)
        loss, slope = cross_entropy(tape.output, labels)
        gradients = network.backward(tape, slope, by_input=False).parameters
        clip_by_norm(gradients, LONGEST)
        optimizer.step(network.parameters, gradients)
        their_optimizer.zero_grad()
        their_loss = functional.cross_entropy(theirs(torch.from_numpy(images)), torch.from_numpy(labels))
        their_loss.backward()
        torch.nn.utils.clip_grad_norm_(theirs.parameters(), LONGEST)
        their_optimizer.step()
        losses.append((loss, their_loss.item()))
    assert [loss for loss, _ in losses] == pytest.approx([loss for _, loss in losses], rel=TOLERANCE)
    for weights, tensor in their_weights(theirs).items():
        gap = np.abs(network.weights[weights] - tensor.numpy()).max()
        assert gap <= TOLERANCE * np.abs(tensor.numpy()).max(), weights
