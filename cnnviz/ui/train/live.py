"""What the live view shows of a network at one moment: copies, made in the thread that trains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.engine.network import Network
from cnnviz.engine.tape import Tape
from cnnviz.engine.workspace import Workspace

Floats = NDArray[np.floating]
ACTIVATIONS = ("ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "Softplus")
SHOWN_LAYERS = 2


@dataclass(frozen=True)
class Maps:
    """The maps (K, H, W) of one layer; `activation` names the function that they have passed, if any."""

    layer: str
    activation: str
    values: Floats


@dataclass(frozen=True)
class LiveReport:
    """Kernels (F, C, KH, KW) of the first convolution, maps and class probabilities (K,) of the probe picture."""

    step: int
    kernel_layer: str
    kernels: Floats
    maps: tuple[Maps, ...]
    probe: int
    probabilities: Floats


def look(network: Network, picture: Floats, probe: int, step: int, workspace: Workspace | None = None) -> LiveReport:
    """Show `picture` (C, H, W) to the network and copy what is to be seen. `probe` says which picture it is."""
    tape = network.forward(picture[None], workspace)
    convolutions = [name for name, layer in network.layers if layer.kind == "Conv2D"]
    first = convolutions[0] if convolutions else ""
    kernels = network.parameters[f"{first}.weight"].copy() if first else np.zeros((0, 1, 1, 1), np.float32)
    maps = tuple(_maps(tape, name) for name in convolutions[:SHOWN_LAYERS])
    return LiveReport(step, first, kernels, maps, probe, _probabilities(tape))


def _maps(tape: Tape, name: str) -> Maps:
    """The maps behind the convolution `name`, after the activation that follows it, a normalisation between or not."""
    before = name
    for entry in tape:
        if entry.sources != (before,):
            continue
        if entry.layer.kind in ACTIVATIONS:
            return Maps(name, entry.layer.kind, entry.output[0].copy())
        if entry.layer.kind != "BatchNorm2D":
            break
        before = entry.name
    return Maps(name, "", tape[name].output[0].copy())


def _probabilities(tape: Tape) -> Floats:
    scores = np.array(tape.output[0], dtype=np.float64)
    if tape.entries[-1].layer.kind == "Softmax":
        return scores
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())
