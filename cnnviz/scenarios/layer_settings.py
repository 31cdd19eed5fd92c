"""The settings of an engine's layer as a scenario has them: the way back of `scenarios.layers`."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.layer import Layer
from cnnviz.engine.pooling import AvgPool2D, Pool2D
from cnnviz.scenarios.scenario import AVERAGE, MAXIMUM, Array, Scenario

KINDS: Mapping[type[Layer], str] = {
    ReLU: "relu", LeakyReLU: "leaky_relu", ELU: "elu", Sigmoid: "sigmoid", Tanh: "tanh", Softplus: "softplus",
}  # fmt: skip


def with_kernel(
    scenario: Scenario, layer: Conv2D | ConvTranspose2D, kernel: Array, bias: Array | None, groups: int = 1
) -> Scenario:
    """`kernel` (F, C / groups, KH, KW) and `bias` (F,) of a layer or a part of it, and how its window moves."""
    window = layer.window
    changed = replace(
        scenario, kernel=np.array(kernel, np.float32), groups=groups, turned=False, stride=window.stride,
        bias=np.zeros(len(kernel), np.float32) if bias is None else np.array(bias, np.float32),
        dilation=window.dilation, border=window.padding_mode, shown_filter=0,
    )  # fmt: skip
    return changed.with_padding(window.padding)


def with_pooling(scenario: Scenario, layer: Pool2D) -> Scenario:
    """The pooling's kind, and how its window moves."""
    window = layer.window
    average = isinstance(layer, AvgPool2D)
    counted = layer.count_include_pad if isinstance(layer, AvgPool2D) else scenario.count_include_pad
    return replace(
        scenario.with_operation(AVERAGE if average else MAXIMUM), pool_size=window.kernel, pool_stride=window.stride,
        pool_padding=window.padding, pool_dilation=window.dilation, ceil_mode=layer.ceil_mode,
        count_include_pad=counted,
    )  # fmt: skip
