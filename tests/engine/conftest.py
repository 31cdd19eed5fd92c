"""How a layer's gradients are proven: against the slope along one random direction, in float64."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.arrays import Array, batch_first
from cnnviz.engine.layer import Layer
from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace

EPSILON = 1e-6
CheckGradients = Callable[..., None]


def slope_along(f: Callable[[Array], float], at: Array, direction: Array) -> float:
    """(f(at + εd) - f(at - εd)) / 2ε."""
    return (f(at + EPSILON * direction) - f(at - EPSILON * direction)) / (2 * EPSILON)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.fixture
def check_gradients(rng: np.random.Generator) -> CheckGradients:
    """Call it with a layer and an input (N, ...): all its gradients must equal the measured slopes."""

    def check(layer: Layer, x: Array) -> None:
        network = Network([("layer", layer)], x.shape[1:]).copy(np.float64)
        x = x.astype(np.float64)
        upstream = rng.standard_normal((len(x), *network.output_shape))

        def loss(x: Array) -> float:
            return float(np.sum(network.forward(x).output * upstream))

        gradients = network.backward(network.forward(x), upstream)
        assert gradients.input is not None
        assert gradients.input.dtype == np.float64
        direction = rng.standard_normal(x.shape)
        expected, found = slope_along(loss, x, direction), float(np.sum(gradients.input * direction))
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-8), f"input: measured {expected}, computed {found}"
        for name, parameter in network.parameters.items():
            check_parameter(name, parameter, gradients.parameters[name], lambda: loss(x))

    def check_parameter(name: str, parameter: Array, gradient: Array, loss: Callable[[], float]) -> None:
        start, direction = parameter.copy(), rng.standard_normal(parameter.shape)

        def moved(values: Array) -> float:
            parameter[...] = values
            result = loss()
            parameter[...] = start
            return result

        expected, found = slope_along(moved, start, direction), float(np.sum(gradient * direction))
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-8), f"{name}: measured {expected}, computed {found}"

    return check


@pytest.fixture
def input_gradient() -> Callable[[Layer, Array, Array], Array]:
    """The gradient by a layer's input (N, ...) for a gradient by its output (N, ...)."""

    def compute(layer: Layer, x: Array, dy: Array) -> Array:
        workspace = Workspace()
        _, saved = layer.forward(np.ascontiguousarray(np.moveaxis(x, 0, -1)), workspace)
        dx, _ = layer.backward(np.ascontiguousarray(np.moveaxis(dy, 0, -1)), saved, workspace)
        return batch_first(dx)

    return compute
