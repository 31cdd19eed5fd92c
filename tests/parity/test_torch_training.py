"""A LeNet-5 trained here and in PyTorch from the same weights on the same batches: the weights stay together."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is in the optional group “parity”")

from cnnviz.engine.architectures import lenet5  # noqa: E402
from cnnviz.engine.losses import cross_entropy  # noqa: E402
from cnnviz.engine.network import Network  # noqa: E402
from cnnviz.engine.optimizers import SGD, Adam, Optimizer  # noqa: E402
from cnnviz.engine.workspace import Workspace  # noqa: E402

STEPS = 20


def torch_lenet5(network: Network) -> Any:
    """The same network with the same weights."""
    nn = torch.nn
    twin = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    ).double()  # fmt: skip
    for theirs, ours in zip(twin.parameters(), network.parameters.values(), strict=True):
        theirs.data = torch.from_numpy(ours.copy())
    return twin


@pytest.mark.parametrize(
    ("optimizer", "twin"),
    [
        (SGD(0.05), lambda weights: torch.optim.SGD(weights, 0.05)),
        (SGD(0.05, momentum=0.9), lambda weights: torch.optim.SGD(weights, 0.05, momentum=0.9)),
        (Adam(1e-3), lambda weights: torch.optim.Adam(weights, 1e-3)),
    ],
    ids=["SGD", "momentum", "Adam"],
)
def test_weights_stay_together_step_by_step(optimizer: Optimizer, twin: Callable[[Any], Any]) -> None:
    rng = np.random.default_rng(4)
    network = lenet5(rng).copy(np.float64)
    theirs = torch_lenet5(network)
    their_optimizer, workspace = twin(theirs.parameters()), Workspace()
    for _ in range(STEPS):
        images, labels = rng.random((16, 1, 28, 28)), rng.integers(0, 10, 16)
        tape = network.forward(images, workspace)
        loss, slope = cross_entropy(tape.output, labels)
        optimizer.step(network.parameters, network.backward(tape, slope, by_input=False).parameters)
        their_optimizer.zero_grad()
        their_loss = torch.nn.functional.cross_entropy(theirs(torch.from_numpy(images)), torch.from_numpy(labels))
        their_loss.backward()
        their_optimizer.step()
        assert loss == pytest.approx(their_loss.item(), rel=1e-7)
    for name, theirs_now in zip(network.parameters, theirs.parameters(), strict=True):
        np.testing.assert_allclose(network.parameters[name], theirs_now.detach().numpy(), rtol=1e-5, atol=1e-7)
