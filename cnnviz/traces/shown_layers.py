"""What the page shows of a forward pass: the picture, every layer and the probabilities as stacks of maps. No Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.graph import inputs_to_tell
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.engine.summary import LayerSummary
from cnnviz.engine.tape import Tape
from cnnviz.traces.carried import flattened_shapes, signed_outputs
from cnnviz.traces.ranges import rounded_up, symmetric_limit

Array = NDArray[np.floating]
HEAVY = 100_000_000  # multiply-adds from which on a pass is worth several threads: about 2 ms


@dataclass(frozen=True, eq=False)
class ShownLayer:
    """One stop on the way through the network.

    `maps` is (K, H, W); the units of a vector are maps of 1 × 1. `weights` is (F, C, KH, KW), or (out, in) of a linear
    layer, or None; `labels` name the maps where they have names (channels, classes). `takes` names the layers that it
    takes where that is not just the one before; `scaling` (2, K) is what batch normalisation multiplies and adds;
    the kernels of a convolution in `groups` see a part of the maps each. `can_be_negative` is None where nobody knows.
    `unrolled` (C, H, W) is what the inputs of a linear layer were before they were flattened, () if they never were
    maps.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    maps: Array
    summary: LayerSummary | None = None
    weights: Array | None = None
    bias: Array | None = None
    labels: Sequence[str] = ()
    takes: Sequence[str] = ()
    scaling: Array | None = None
    groups: int = 1
    can_be_negative: bool | None = None
    unrolled: tuple[int, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether its numbers may be negative; judged by those that are there where nobody knows."""
        return bool((self.extremes[0] < 0).any()) if self.can_be_negative is None else self.can_be_negative

    @property
    def is_vector(self) -> bool:
        return self.maps.shape[1:] == (1, 1)

    @property
    def is_input(self) -> bool:
        return self.kind == "input"

    def label(self, index: int) -> str:
        """What map `index` is called: its own name or its number."""
        return self.labels[index] if self.labels else str(index)

    def source(self, kernel: int, channel: int) -> int:
        """Which of the maps that come in the square `channel` of a kernel slides over: those of its group."""
        if self.weights is None:
            return channel
        kernels, channels = len(self.weights), len(self.weights[0])
        return kernel // (kernels // self.groups) * channels + channel

    @cached_property
    def extremes(self) -> tuple[Array, Array]:
        """The smallest and the largest number of every map (K,); NaN where one is none. Large layers take a while."""
        flat = self.maps.reshape(len(self.maps), -1)
        return flat.min(axis=1), flat.max(axis=1)

    @cached_property
    def limit(self) -> float:
        """The largest finite magnitude in the layer; 1.0 where all is zero."""
        low, high = self.extremes
        largest = max(float(high.max()), -float(low.min()))
        if math.isfinite(largest):
            return largest if largest > 0 else 1.0
        return symmetric_limit(self.maps)

    def silent(self) -> NDArray[np.bool_]:
        """Which maps (K,) are zero everywhere for this picture."""
        low, high = self.extremes
        return np.asarray((low == 0) & (high == 0))

    def finite(self) -> NDArray[np.bool_]:
        """Which maps (K,) hold nothing but finite numbers."""
        low, high = self.extremes
        return np.asarray(np.isfinite(low) & np.isfinite(high))


def shown_layers(network: Network, picture: Array) -> tuple[ShownLayer, ...]:
    """A forward pass of one picture (C, H, W): input, every layer, and the softmax where scores still need one."""
    return layers_of(network, network.summary(), picture, network.forward(picture[np.newaxis]))


def layers_of(
    network: Network, summaries: Sequence[LayerSummary], picture: Array, tape: Tape
) -> tuple[ShownLayer, ...]:
    """What `network` made of `picture` (C, H, W), from the `tape` of that pass: views of its arrays, input first.

    `summaries` are those of the network.
    """
    names = {1: ("",), 3: ("red", "green", "blue")}.get(len(picture), ())
    layers = [ShownLayer("input", "input", picture.shape, picture, labels=names if len(picture) == 3 else ())]
    told, signs = inputs_to_tell(network.nodes), signed_outputs(network.nodes, bool((picture < 0).any()))
    flattened = flattened_shapes(network.nodes, {summary.name: summary.input_shape for summary in summaries})
    of_classes = _of_classes(tape)
    for entry, summary in zip(tape, summaries, strict=True):
        parameters = entry.layer.parameters
        values = entry.output[0]
        layers.append(
            ShownLayer(
                entry.name, summary.kind, summary.output_shape, as_maps(values), summary,
                _kernels(entry.layer), parameters.get("bias"), network.class_names if entry.name in of_classes else (),
                told.get(entry.name, ()), _scaling(entry.layer),
                entry.layer.groups if isinstance(entry.layer, Conv2D | ConvTranspose2D) else 1,
                signs[entry.name], flattened.get(entry.sources[0], ()) if summary.kind == "Linear" else (),
            )
        )  # fmt: skip
    if layers[-1].kind != "Softmax" and len(layers[-1].shape) == 1:
        scores = layers[-1].maps.reshape(1, -1)
        share = Softmax()(scores)[0]
        layers.append(ShownLayer("softmax", "Softmax", share.shape, as_maps(share), labels=network.class_names,
                                 can_be_negative=False))  # fmt: skip
    return tuple(layers)


def _of_classes(tape: Tape) -> tuple[str, ...]:
    """The layers with one number for each class: the last, and the scores that it makes shares of."""
    last = tape.entries[-1]
    return (last.name, last.sources[0]) if isinstance(last.layer, Softmax | LogSoftmax) else (last.name,)


def _kernels(layer: Layer | Merge) -> Array | None:
    """The weights as one kernel for each output map, or one row for each unit; None where a layer has neither."""
    weight = layer.parameters.get("weight")
    if weight is None or weight.ndim < 2:  # batch normalisation has one number for each map
        return None
    if isinstance(layer, ConvTranspose2D):  # the engine keeps them by input map
        inputs, outputs, *cells = weight.shape
        by_group = weight.reshape(layer.groups, inputs // layer.groups, outputs, *cells)
        return by_group.swapaxes(1, 2).reshape(layer.out_channels, inputs // layer.groups, *cells)
    return weight


def _scaling(layer: Layer | Merge) -> Array | None:
    """What batch normalisation comes down to once it has learnt: ``y = x * scaling[0] + scaling[1]``, map by map."""
    if not isinstance(layer, BatchNorm2D):
        return None
    scale = layer.parameters.get("weight", 1.0) / np.sqrt(layer.buffers["running_var"] + layer.eps)
    return np.stack([scale, layer.parameters.get("bias", 0.0) - layer.buffers["running_mean"] * scale])


def class_shares(layers: Sequence[ShownLayer]) -> Array | None:
    """The probabilities (K,) that a pass ends in; None where the network ends in maps instead of classes."""
    last = layers[-1]
    return last.maps[:, 0, 0] if last.kind == "Softmax" and last.is_vector else None


def as_maps(values: Array) -> Array:
    """(C, H, W) as it is, a vector (F,) as maps (F, 1, 1).

    >>> as_maps(np.zeros(5)).shape
    (5, 1, 1)
    """
    return values if values.ndim == 3 else values.reshape(-1, 1, 1)


def network_limit(layers: Sequence[ShownLayer]) -> float:
    """The end of a scale that all layers but the input share."""
    return rounded_up(max((layer.limit for layer in layers if not layer.is_input), default=1.0))
