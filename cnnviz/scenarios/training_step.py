"""A real step of training, seen from one layer: what it is given, its weights, and the gradient from above."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.graph import INPUT as NETWORK_INPUT
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.layer_gradient import gradient_at
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.engine.tape import Tape
from cnnviz.scenarios.layer_settings import KINDS, with_kernel, with_pooling
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    CONVOLUTION,
    INPUT,
    MAXIMUM,
    MOST_FILTERS,
    TRANSPOSED,
    Scenario,
)
from cnnviz.scenarios.source import LARGEST as LONGEST_SIDE
from cnnviz.scenarios.source import Source
from cnnviz.text import tr
from cnnviz.traces.carried import signed_outputs
from cnnviz.traces.kernels import LARGEST


class Kept(NamedTuple):
    """How much of a layer is shown: its first channels and filters, in so many groups."""

    channels: int
    filters: int
    groups: int = 1


def shown_layers(network: Network) -> dict[str, Layer]:
    """The layers of a network that the page can show, by name: convolutions, poolings, activations of maps."""
    return {
        name: layer
        for name, layer, sources in network.nodes
        if not isinstance(layer, Merge)
        and len(network.shapes[sources[0]]) == 3
        and max(network.shapes[sources[0]][1:]) <= LONGEST_SIDE
        and _kept(layer, network.shapes[sources[0]][0]) is not None
    }


def layer_like(layers: Mapping[str, Layer], operation: str) -> str:
    """The name of the first layer that does this operation; of the first of all where there is none."""
    kinds: dict[str, tuple[type[Layer], ...]] = {
        CONVOLUTION: (Conv2D,), TRANSPOSED: (ConvTranspose2D,), MAXIMUM: (MaxPool2D,), AVERAGE: (AvgPool2D,),
        ACTIVATION: tuple(KINDS),
    }  # fmt: skip
    alike = (name for name, layer in layers.items() if isinstance(layer, kinds[operation]))
    return next(alike, next(iter(layers)))


def step_scenario(base: Scenario, network: Network, picture: Array, label: int, name: str) -> Scenario:
    """What the layer `name` does on the way back when `network` is taught that `picture` (C, H, W) is a `label`.

    The loss is the cross entropy of this one picture. `base` gives what has nothing to do with the layer. The direction
    is the gradient by the layer's input. At most `MOST_FILTERS` channels and filters are kept, and the note of the
    source says what is left out.
    """
    tape = network.forward(picture[None])
    scored = Tape(tape.entries[:-1], tape.workspace) if _is_softmax(tape.entries[-1].layer) else tape
    loss, slope = cross_entropy(np.array(scored.output), np.array([label]))
    entry = tape[name]
    layer = entry.layer
    assert isinstance(layer, Layer)
    gradient = gradient_at(scored, slope, name)[0]
    kept = _kept(layer, entry.input.shape[1])
    assert kept is not None
    values = np.array(entry.input[0, : kept.channels], np.float32)
    is_picture = entry.sources[0] == NETWORK_INPUT
    signed = signed_outputs(network.nodes, bool((picture < 0).any()))[entry.sources[0]]
    source = Source(
        tr("Picture") if is_picture else tr("What {layer} is given", layer=name), values,
        _left_out(layer, entry.input.shape[1], kept), exact=True, maps=not is_picture,
        positive=not is_picture and not signed, first=0,
    )  # fmt: skip
    scenario = _with_layer(replace(base, source=source, image=values), name, layer, kept)
    upstream = np.array(gradient[: kept.filters], np.float32)
    named = tr("{layer}, loss {loss}", layer=name, loss=f"{loss:.3g}")
    return scenario.with_direction(INPUT).with_upstream(upstream, named)


def _is_softmax(layer: Layer | Merge) -> bool:
    """Whether the last layer is one that the loss does itself."""
    return isinstance(layer, Softmax | LogSoftmax)


def _kept(layer: Layer, channels: int) -> Kept | None:
    """What can be shown of a layer that takes so many channels; None for layers that the page does not know."""
    if isinstance(layer, Conv2D | ConvTranspose2D):
        if max(layer.window.kernel) > LARGEST:
            return None
        if layer.groups == 1:
            return Kept(min(channels, MOST_FILTERS), min(layer.out_channels, MOST_FILTERS))
        by_group = (channels // layer.groups, layer.out_channels // layer.groups)
        groups = min(layer.groups, MOST_FILTERS // max(by_group))
        return Kept(groups * by_group[0], groups * by_group[1], groups) if groups else None
    usual = type(layer) in KINDS and type(layer)().config() == layer.config()
    if isinstance(layer, MaxPool2D | AvgPool2D) or usual:
        return Kept(min(channels, MOST_FILTERS), min(channels, MOST_FILTERS))
    return None


def _left_out(layer: Layer, channels: int, kept: Kept) -> str:
    """What is not shown, in words, and what that means for the numbers; empty where nothing is."""
    if not isinstance(layer, Conv2D | ConvTranspose2D):
        if kept.channels == channels:
            return ""
        return tr("The first {kept} of {all} channels are shown.", kept=kept.channels, all=channels)
    if (kept.channels, kept.filters) == (channels, layer.out_channels):
        return ""
    shown = {"kept": kept.channels, "all": channels, "kept_filters": kept.filters, "all_filters": layer.out_channels}
    if layer.groups > 1:
        return tr("The first {kept} of {all} channels and {kept_filters} of {all_filters} filters are shown.", **shown)
    return tr("The first {kept} of {all} channels and {kept_filters} of {all_filters} filters are shown; the "
              "sums in the network go over all of them.", **shown)  # fmt: skip


def _with_layer(scenario: Scenario, name: str, layer: Layer, kept: Kept) -> Scenario:
    """The settings of a layer, for the image that the scenario has."""
    if isinstance(layer, Conv2D):
        kernel = np.array(layer.weight[: kept.filters, : kept.channels], np.float32)
        changed = replace(scenario.with_operation(CONVOLUTION), preset=name)
        return with_kernel(changed, layer, kernel, _bias(layer, kept), kept.groups)
    if isinstance(layer, ConvTranspose2D):
        changed = replace(scenario.with_operation(TRANSPOSED), preset=name, output_padding=layer.output_padding)
        return with_kernel(changed, layer, _as_filters(layer, kept), _bias(layer, kept), kept.groups)
    scenario = scenario.with_image(scenario.image)
    if isinstance(layer, Pool2D):
        return with_pooling(scenario, layer)
    return replace(scenario.with_operation(ACTIVATION), activation=KINDS[type(layer)])


def _bias(layer: Conv2D | ConvTranspose2D, kept: Kept) -> Array | None:
    return None if layer.bias is None else layer.bias[: kept.filters]


def _as_filters(layer: ConvTranspose2D, kept: Kept) -> Array:
    """The weight (C, F / groups, KH, KW) as a scenario has it, (F, C / groups, KH, KW)."""
    weight = layer.weight[: kept.channels, : kept.filters // kept.groups]
    by_group = weight.reshape(kept.groups, -1, *weight.shape[1:]).swapaxes(1, 2)
    return np.array(by_group, np.float32).reshape(kept.filters, -1, *weight.shape[2:])
