"""Kernels that a network has learnt, laid over the picture that is shown."""

from dataclasses import replace

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.network import Network
from cnnviz.scenarios.scenario import CONVOLUTION, MOST_FILTERS, Array, Scenario
from cnnviz.text import ExplainedError
from cnnviz.traces.kernels import LARGEST


class NetworkKernelError(ExplainedError):
    """A kernel that the picture has not the channels for."""


def convolutions(network: Network) -> dict[str, Conv2D]:
    """The convolutions whose kernels can be shown, by name."""
    return {
        name: layer
        for name, layer in network.layers
        if isinstance(layer, Conv2D) and max(layer.window.kernel) <= LARGEST
    }


def with_network_kernel(
    scenario: Scenario, name: str, layer: Conv2D, filter_: int | None, channel: int | None
) -> Scenario:
    """`scenario` with a kernel of a network's `layer` called `name`, and its bias, stride, padding and dilation.

    `filter_` None takes the first `MOST_FILTERS`. `channel` None takes the kernels of all input channels, for which the
    picture must have, or can be given, as many; NetworkKernelError where not. One channel's kernel goes into all
    channels of the picture.
    """
    chosen = slice(0, MOST_FILTERS) if filter_ is None else slice(filter_, filter_ + 1)
    weight = np.array(layer.weight[chosen], np.float32)
    groups = 1
    if channel is None:
        scenario = _with_channels(scenario, layer, len(weight))
        groups = layer.groups
    else:
        weight = np.repeat(weight[:, channel : channel + 1], len(scenario.image), axis=1)
    bias = np.zeros(len(weight), np.float32) if layer.bias is None else np.array(layer.bias[chosen], np.float32)
    return replace(
        scenario.with_operation(CONVOLUTION), kernel=weight, bias=bias, preset=_named(name, filter_), groups=groups,
        turned=False, stride=layer.window.stride, dilation=layer.window.dilation, border=layer.window.padding_mode,
        shown_filter=0,
    ).with_padding(layer.window.padding)  # fmt: skip


def can_take_all(scenario: Scenario, layer: Conv2D) -> bool:
    """Whether the picture has, or can be given, as many channels as the layer takes."""
    channels = layer.in_channels
    return len(scenario.image) == channels or (channels in (1, 3) and scenario.source.channels in (1, 3))


def _with_channels(scenario: Scenario, layer: Conv2D, filters: int) -> Scenario:
    if not can_take_all(scenario, layer) or filters % layer.groups:
        raise NetworkKernelError(
            "The layer takes {channels} channels in {groups} groups, the picture has {have}. Choose the kernel of one "
            "of its channels.",
            channels=layer.in_channels, groups=layer.groups, have=len(scenario.image),
        )  # fmt: skip
    if len(scenario.image) == layer.in_channels:
        return scenario
    return scenario.with_source(scenario.source, layer.in_channels, scenario.longest)


def _named(name: str, filter_: int | None) -> str:
    """What the kernel is called: the layer, and which of its filters, counted from 0 as in Inspect.

    >>> _named("conv1", 2), _named("conv1", None)
    ('conv1[2]', 'conv1')
    """
    return name if filter_ is None else f"{name}[{filter_}]"


def tiles(layer: Conv2D, most: int = MOST_FILTERS) -> Array:
    """The layer's first kernels as (filters, channels, KH, KW), at most `most` of each."""
    return np.asarray(layer.weight[:most, :most])
