"""The engine's layers that a scenario speaks of, filled with its numbers; imported when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.layer import Layer
from cnnviz.scenarios.scenario import ACTIVATION, AVERAGE, MAXIMUM, TRANSPOSED, Array, Scenario

if TYPE_CHECKING:
    from cnnviz.engine.convolution_transpose import ConvTranspose2D
    from cnnviz.engine.pooling import Pool2D


def layer_of(scenario: Scenario) -> Layer:
    """The layer of the scenario's operation; GeometryError and LayerError where its settings cannot work."""
    if scenario.operation == TRANSPOSED:
        return transposed_of(scenario)
    if scenario.operation in (MAXIMUM, AVERAGE):
        return pooling_of(scenario, scenario.operation)
    if scenario.operation == ACTIVATION:
        from cnnviz.engine.activations import ReLU

        return activation_of(scenario) or ReLU()
    return convolution_of(scenario)


def convolution_of(scenario: Scenario) -> Conv2D:
    """The convolution, its kernel turned where that is asked for."""
    layer = Conv2D(
        scenario.kernel.shape[1] * scenario.groups, scenario.filters, scenario.kernel_size, scenario.stride,
        scenario.padding, scenario.dilation, scenario.groups, padding_mode=scenario.border,
    )  # fmt: skip
    layer.weight[...] = _as_met(scenario)
    layer.parameters["bias"][...] = scenario.bias
    return layer


def transposed_of(scenario: Scenario) -> ConvTranspose2D:
    """The transposed convolution: the scenario's kernel (F, C / groups, …), read as (C, F / groups, …)."""
    from cnnviz.engine.convolution_transpose import ConvTranspose2D

    filters, depth, *cells = scenario.kernel.shape
    layer = ConvTranspose2D(
        depth * scenario.groups, filters, scenario.kernel_size, scenario.stride, scenario.padding,
        scenario.output_padding, scenario.groups, dilation=scenario.dilation,
    )  # fmt: skip
    by_group = _as_met(scenario).reshape(scenario.groups, filters // scenario.groups, depth, *cells)
    layer.weight[...] = by_group.swapaxes(1, 2).reshape(layer.weight.shape)
    layer.parameters["bias"][...] = scenario.bias
    return layer


def pooling_of(scenario: Scenario, kind: str) -> Pool2D:
    """The pooling of that `kind` ("max" or "average")."""
    from cnnviz.engine.pooling import AvgPool2D, MaxPool2D

    if kind == AVERAGE:
        return AvgPool2D(
            scenario.pool_size, scenario.pool_stride, scenario.pool_padding, scenario.ceil_mode,
            scenario.count_include_pad,
        )  # fmt: skip
    return MaxPool2D(
        scenario.pool_size, scenario.pool_stride, scenario.pool_padding, scenario.pool_dilation, scenario.ceil_mode
    )


def activation_of(scenario: Scenario) -> Layer | None:
    """The activation; None where there is none."""
    if scenario.activation == "none":
        return None
    from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh

    makers = {
        "relu": ReLU, "leaky_relu": LeakyReLU, "elu": ELU, "sigmoid": Sigmoid, "tanh": Tanh, "softplus": Softplus,
    }  # fmt: skip
    return makers[scenario.activation]() if scenario.activation in makers else None


def _as_met(scenario: Scenario) -> Array:
    """The kernel as it meets the patch: turned by 180° for true convolution."""
    return np.asarray(scenario.kernel[..., ::-1, ::-1] if scenario.turned else scenario.kernel)
