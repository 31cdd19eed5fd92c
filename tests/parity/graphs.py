"""A whole network beside its twin: PyTorch's layers, wired as the network's nodes are, with the same weights."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from cnnviz.engine.arrays import Array
from cnnviz.engine.graph import INPUT
from cnnviz.engine.layer import Merge
from cnnviz.engine.network import Network
from tests.parity.agreement import TORCH_TYPES
from tests.parity.twins import twin


class GraphTwin(nn.Module):
    """The nodes of a network, one after the other, each given what it names."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.nodes = network.nodes
        for name, layer, _ in network.nodes:
            if not isinstance(layer, Merge):
                self.add_module(name, twin(layer.kind, layer.config()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = {INPUT: x}
        for name, layer, sources in self.nodes:
            taken = [values[source] for source in sources]
            if isinstance(layer, Merge):
                values[name] = sum(taken) if layer.kind == "Add" else torch.cat(taken, 1)
            else:
                values[name] = getattr(self, name)(taken[0])
        return values[self.nodes[-1].name]


def torch_twin(network: Network, dtype: np.dtype[Any]) -> nn.Module:
    """The twin of a network, with its weights."""
    theirs = GraphTwin(network).to(TORCH_TYPES[dtype])
    with torch.no_grad():
        for name, tensor in their_weights(theirs).items():
            tensor.copy_(torch.from_numpy(network.weights[name]))
    return theirs


def their_weights(theirs: nn.Module) -> Mapping[str, torch.Tensor]:
    """Parameters and buffers by the names that ours have."""
    every = dict(theirs.named_parameters()) | dict(theirs.named_buffers())
    return {name: tensor.detach() for name, tensor in every.items() if not name.endswith("num_batches_tracked")}


def our_slopes(network: Network, images: Array, upstream: Array, training: bool) -> dict[str, Array]:
    """Output, slopes by the pictures and by every parameter, and what the pass has left in the buffers."""
    tape = network.forward(images, training=np.random.default_rng(0) if training else None)
    gradients = network.backward(tape, upstream)
    assert gradients.input is not None
    slopes = {f"by {name}": array for name, array in gradients.parameters.items()}
    return {"output": tape.output, "by the pictures": gradients.input} | slopes | network.buffers


def their_slopes(theirs: nn.Module, images: Array, upstream: Array, training: bool) -> dict[str, Array]:
    """The same from the twin."""
    x = torch.from_numpy(images).requires_grad_()
    output = theirs.train(training)(x)
    output.backward(torch.from_numpy(upstream))
    slopes = {f"by {name}": tensor.grad.numpy() for name, tensor in theirs.named_parameters()}
    left = {name: tensor.numpy() for name, tensor in their_weights(theirs).items() if f"by {name}" not in slopes}
    return {"output": output.detach().numpy(), "by the pictures": x.grad.numpy()} | slopes | left
