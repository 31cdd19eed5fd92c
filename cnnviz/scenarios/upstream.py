"""The gradient from above that a scenario goes back with."""

import numpy as np

from cnnviz.engine.arrays import Shape
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import TENTHS, Array, Scenario
from cnnviz.traces.kernels import fitted


def upstream_of(scenario: Scenario) -> Array:
    """The scenario's own, made to fit the output (F, OH, OW); where it has none, random tenths from -1 to 1, or ones.

    One that does not fit is cut, or filled with zeros, around its middle; maps that are missing are zeros.
    GeometryError and LayerError where the scenario has no output.
    """
    shape = layer_of(scenario).output_shape(scenario.image.shape)
    if scenario.upstream is not None:
        return _fitted(scenario.upstream, shape)
    if scenario.upstream_fill != TENTHS:
        return np.ones(shape, np.float32)
    tenths = np.random.default_rng(scenario.upstream_seed).integers(-10, 11, shape, np.int8)
    return np.asarray(tenths / np.float32(10), np.float32)


def _fitted(upstream: Array, shape: Shape) -> Array:
    """`upstream` (F, OH, OW) itself where it has this shape, else cut or filled."""
    if upstream.shape == shape:
        return upstream
    maps = np.zeros(shape, np.float32)
    common = min(len(upstream), shape[0])
    maps[:common] = fitted(upstream[:common], (shape[1], shape[2]))
    return maps
