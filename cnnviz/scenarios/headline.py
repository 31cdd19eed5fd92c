"""A scenario in one line: the title of exported pictures."""

from collections.abc import Iterator

from cnnviz.engine.geometry import Pair, Sides
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    BIAS,
    CONVOLUTION,
    FORWARD,
    INPUT,
    MAXIMUM,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)  # fmt: skip
from cnnviz.text import mark, tr
from cnnviz.traces.kernels import PRESETS

OPERATIONS = {
    CONVOLUTION: mark("Convolution"),
    TRANSPOSED: mark("Transposed convolution"),
    MAXIMUM: mark("Max pooling"),
    AVERAGE: mark("Average pooling"),
    ACTIVATION: mark("Activation"),
}
GRADIENTS = {
    INPUT: mark("{operation}: gradient of the input"),
    WEIGHT: mark("{operation}: gradient of the weights"),
    BIAS: mark("{operation}: gradient of the bias"),
}
ACTIVATIONS = {
    "relu": "ReLU", "leaky_relu": "Leaky ReLU", "elu": "ELU", "sigmoid": "sigmoid", "tanh": "tanh",
    "softplus": "softplus",
}  # fmt: skip
POOLINGS = {MAXIMUM: mark("max pooling"), AVERAGE: mark("average pooling")}
BORDERS = {"reflect": mark("reflected"), "replicate": mark("replicated"), "circular": mark("circular")}
SEPARATOR = " · "


def headline(scenario: Scenario) -> str:
    """The operation and what is set of it, as far as it is not the usual: "Convolution · Sobel x · stride 2"."""
    return SEPARATOR.join([_operation(scenario), *_settings(scenario)])


def _operation(scenario: Scenario) -> str:
    if scenario.operation == ACTIVATION:
        words = ACTIVATIONS.get(scenario.activation, "ReLU")
    else:
        words = tr(OPERATIONS[scenario.operation])
    if scenario.chain:
        after = ACTIVATIONS.get(scenario.activation)
        words = " → ".join([words, *([after] if after else []), tr(POOLINGS[scenario.pool_kind])])
    if scenario.direction != FORWARD:
        words = tr(GRADIENTS[scenario.direction], operation=words)
    return words


def _settings(scenario: Scenario) -> Iterator[str]:
    if scenario.operation in (CONVOLUTION, TRANSPOSED):
        yield from _of_kernel(scenario)
    if scenario.operation in POOLINGS or scenario.chain:
        yield tr("window {size}", size=_size(scenario.pool_size))
        yield from _stride(scenario.pool_stride)
        yield from _padding(scenario.pool_padding, "zeros")


def _of_kernel(scenario: Scenario) -> Iterator[str]:
    alike = bool((scenario.kernel == scenario.kernel[:1]).all())  # else the preset is that of one filter only
    label = next((tr(entry.label) for entry in PRESETS if alike and entry.name == scenario.preset), "")
    size = _size(scenario.kernel_size)
    yield label if label and scenario.kernel_size == (3, 3) else f"{label or tr('kernel')} {size}"
    if scenario.turned:
        yield tr("turned by 180°")
    if scenario.filters > 1:
        yield tr("{count} filters", count=scenario.filters)
    if scenario.groups > 1:
        yield tr("{count} groups", count=scenario.groups)
    yield from _stride(scenario.stride)
    yield from _padding(scenario.padding, scenario.border)
    if scenario.dilation != (1, 1):
        yield tr("dilation {size}", size=_step(scenario.dilation))
    if scenario.activation != "none" and not scenario.chain and scenario.direction == FORWARD:
        yield ACTIVATIONS[scenario.activation]


def _stride(stride: Pair) -> Iterator[str]:
    if stride != (1, 1):
        yield tr("stride {size}", size=_step(stride))


def _padding(padding: Sides, border: str) -> Iterator[str]:
    top, bottom, left, right = padding
    if not any(padding):
        return
    words = _step((top, left)) if (top, left) == (bottom, right) else ", ".join(map(str, padding))
    around = BORDERS.get(border)
    yield tr("padding {size}", size=words) + (f" ({tr(around)})" if around else "")


def _size(size: Pair) -> str:
    return f"{size[0]} × {size[1]}"


def _step(size: Pair) -> str:
    """One number where both are the same."""
    return str(size[0]) if size[0] == size[1] else _size(size)
