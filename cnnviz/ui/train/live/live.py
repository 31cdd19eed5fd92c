"""What the live view shows of a network at one moment: copies, made in the thread that trains.

A look must never be slow: of a layer with hundreds of kernels or large maps, the first so many are copied, and it is
said how many there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnviz.engine.network import Network
from cnnviz.engine.tape import Tape
from cnnviz.engine.workspace import Workspace
from cnnviz.ui.train.live.look_choice import ACTIVATIONS, LayerNames, LookChoice, layer_names, resolved

Floats = NDArray[np.floating]
MOST_KERNEL_TILES = 96  # a tile is one kernel's part for one input channel
NO_NAMES = LayerNames()
MOST_MAPS = 64
MOST_VALUES = 200_000  # of the maps of one layer


def no_kernels() -> Floats:
    """What stands for kernels where there are none."""
    return np.zeros((0, 1, 1, 1), np.float32)


@dataclass(frozen=True, eq=False)
class Maps:
    """The first maps (K, H, W) of one layer, which has `total`; `activation` names the function they have passed."""

    layer: str
    activation: str
    values: Floats
    total: int = 0


@dataclass(frozen=True, eq=False)
class LiveReport:
    """Kernels of one convolution and their gradients, maps of one or two layers, and class probabilities (K,).

    `kernels` and `gradients` are (F, C, KH, KW), the first of the `filters` × `channels` that there are; `gradients`
    are those of the last step, (0, 1, 1, 1) where there was none. `names` is what could be shown instead.
    """

    step: int
    kernel_layer: str
    kernels: Floats
    maps: tuple[Maps, ...]
    probe: int
    probabilities: Floats
    gradients: Floats = field(default_factory=no_kernels)
    filters: int = 0
    channels: int = 0
    names: LayerNames = NO_NAMES


def look(
    network: Network,
    picture: Floats | None,
    probe: int,
    step: int,
    workspace: Workspace | None = None,
    gradients: Mapping[str, Floats] | None = None,
    choice: LookChoice | None = None,
) -> LiveReport:
    """Show `picture` (C, H, W) to the network and copy what is to be seen. `probe` says which picture it is.

    Without a picture there are kernels and gradients, but neither maps nor probabilities.

    `gradients` are slopes by the names of the parameters ("conv1.weight"), of the last step; `choice` says which layers
    are wanted, and layers that the network does not have are replaced by its first ones.
    """
    names = layer_names(network)
    shown = resolved(choice or LookChoice(), names)
    which = f"{shown.kernel_layer}.weight"
    weight = network.parameters[which] if shown.kernel_layer else no_kernels()
    slope = (gradients or {}).get(which)
    tape = None if picture is None else network.forward(picture[None], workspace)
    maps = () if tape is None else tuple(_maps(tape, name) for name in shown.map_layers)
    probabilities = np.zeros(0) if tape is None else _probabilities(tape)
    filters, channels = weight.shape[:2] if len(weight) else (0, 0)
    return LiveReport(
        step, shown.kernel_layer, _first_kernels(weight), maps, probe, probabilities,
        _first_kernels(no_kernels() if slope is None else slope), filters, channels, names,
    )  # fmt: skip


def _first_kernels(kernels: Floats) -> Floats:
    """A copy of as many whole kernels (F, C, KH, KW) as can be shown; of one with very many channels, the first."""
    channels = min(kernels.shape[1], MOST_KERNEL_TILES)
    return kernels[: max(1, MOST_KERNEL_TILES // channels), :channels].copy()


def _maps(tape: Tape, name: str) -> Maps:
    """The maps behind the layer `name`, after the activation that follows it, a normalisation between or not."""
    before = name
    for entry in tape:
        if entry.sources != (before,):
            continue
        if entry.layer.kind in ACTIVATIONS:
            return _first_maps(name, entry.layer.kind, entry.output[0])
        if entry.layer.kind != "BatchNorm2D":
            break
        before = entry.name
    return _first_maps(name, "", tape[name].output[0])


def _first_maps(layer: str, activation: str, maps: Floats) -> Maps:
    count, height, width = maps.shape
    most = min(MOST_MAPS, max(4, MOST_VALUES // (height * width)))
    return Maps(layer, activation, maps[:most].copy(), count)


def _probabilities(tape: Tape) -> Floats:
    scores = np.array(tape.output[0], dtype=np.float64)
    if tape.entries[-1].layer.kind == "Softmax":
        return scores
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())
