"""What the Convolve page shows of an operation and of its gradients is what PyTorch computes.

Each scene is put together as it stands in its last frame, from a scenario with settings that work, and held against
PyTorch's operation and its automatic differentiation.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz.engine.arrays import Array
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    ACTIVATIONS,
    AVERAGE,
    BIAS,
    CONVOLUTION,
    FORWARD,
    INPUT,
    MAXIMUM,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.source import matrix_source
from cnnviz.scenarios.upstream import upstream_of
from cnnviz.text import ExplainedError
from cnnviz.traces.scene import Added, Frame, Scene
from tests.parity.agreement import assert_close
from tests.parity.settings import one_of, whole
from tests.parity.twins import twin

TRIES = 60  # random scenarios of each operation
TORCH_NAMES = {"none": torch.nn.Identity, "relu": torch.nn.ReLU, "leaky_relu": torch.nn.LeakyReLU,
               "elu": torch.nn.ELU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh,
               "softplus": torch.nn.Softplus}  # fmt: skip


def draw(operation: str, number: int) -> Scenario:
    """A scenario that works, the same every time."""
    rng = np.random.default_rng((*operation.encode(), number))
    while True:
        scenario = draw_any(operation, rng)
        try:
            upstream_of(scenario)
        except ExplainedError:
            continue
        return scenario


def draw_any(operation: str, rng: np.random.Generator) -> Scenario:
    groups, depth, filters = whole(rng, 1, 2), whole(rng, 1, 2), whole(rng, 1, 2)
    shape = (groups * depth, whole(rng, 3, 8), whole(rng, 3, 8))
    kernel = (groups * filters, depth, whole(rng, 1, 4), whole(rng, 1, 4))
    pool = (whole(rng, 1, 3), whole(rng, 1, 3))
    image = rng.standard_normal(shape).astype(np.float32)
    activation = one_of(rng, *(name for name in ACTIVATIONS if name != "none" or operation != ACTIVATION))
    return Scenario(
        matrix_source("numbers", image.tolist()),
        image,
        rng.standard_normal(kernel).astype(np.float32),
        rng.standard_normal(kernel[0]).astype(np.float32),
        operation=operation,
        groups=groups,
        turned=bool(rng.random() < 0.3),
        activation=activation,
        stride=(whole(rng, 1, 3), whole(rng, 1, 3)),
        dilation=(whole(rng, 1, 2), whole(rng, 1, 2)),
        padding=tuple(whole(rng, 0, 2) for _ in range(4)),  # type: ignore[arg-type]
        border=one_of(rng, "zeros", "reflect", "replicate", "circular"),
        output_padding=(whole(rng, 0, 1), whole(rng, 0, 1)),
        pool_size=pool,
        pool_stride=(whole(rng, 1, 3), whole(rng, 1, 3)),
        pool_padding=tuple(whole(rng, 0, pool[side // 2] // 2) for side in range(4)),  # type: ignore[arg-type]
        pool_dilation=(whole(rng, 1, 2), whole(rng, 1, 2)) if operation == MAXIMUM else (1, 1),
        count_include_pad=bool(rng.random() < 0.5),
        upstream_seed=whole(rng, 0, 1000),
    )


def module(scenario: Scenario) -> torch.nn.Module:
    """PyTorch's layer for the scenario's operation, with its weights."""
    if scenario.operation == ACTIVATION:
        return TORCH_NAMES[scenario.activation]()
    if scenario.operation in (MAXIMUM, AVERAGE):
        return pooling(scenario, scenario.operation)
    arguments: dict[str, Any] = {
        "in_channels": scenario.image.shape[0], "out_channels": scenario.filters, "kernel_size": scenario.kernel_size,
        "stride": scenario.stride, "padding": scenario.padding, "dilation": scenario.dilation,
        "groups": scenario.groups,
    }  # fmt: skip
    kernel = scenario.kernel[..., ::-1, ::-1] if scenario.turned else scenario.kernel
    if scenario.operation == TRANSPOSED:
        layer = twin("ConvTranspose2D", arguments | {"output_padding": scenario.output_padding})
        blocks = np.split(kernel, scenario.groups)  # one for each group: (outputs, inputs, …)
        kernel = np.concatenate([block.swapaxes(0, 1) for block in blocks])
    else:
        layer = twin("Conv2D", arguments | {"padding_mode": scenario.border})
    parameters = dict(layer.named_parameters())
    with torch.no_grad():
        parameters["weight"].copy_(torch.from_numpy(kernel.copy()))
        parameters["bias"].copy_(torch.from_numpy(scenario.bias))
    return layer


def pooling(scenario: Scenario, kind: str) -> torch.nn.Module:
    arguments: dict[str, Any] = {
        "kernel_size": scenario.pool_size, "stride": scenario.pool_stride, "padding": scenario.pool_padding,
    }  # fmt: skip
    if kind == MAXIMUM:
        return twin("MaxPool2D", arguments | {"dilation": scenario.pool_dilation})
    return twin("AvgPool2D", arguments | {"count_include_pad": scenario.count_include_pad})


def pytorch(scenario: Scenario) -> dict[str, Array]:
    """The operation forward, and the gradients of all that it has."""
    layer, x = module(scenario), torch.from_numpy(scenario.image[None].copy()).requires_grad_()
    output = layer(x)
    output.backward(torch.from_numpy(upstream_of(scenario)[None]))
    parameters = {name: tensor.grad.numpy() for name, tensor in layer.named_parameters()}
    results = {FORWARD: output.detach().numpy()[0], INPUT: x.grad.numpy()[0]}
    return results | {WEIGHT: parameters.get("weight"), BIAS: parameters.get("bias")}


def shown(scene: Scene, key: str, frame: Frame) -> Array:
    """All that a growing panel shows in the last frame, without its border."""
    panel, grown = scene.panel(key), frame.grown[key]
    picture = np.array(scene.values(key, variant=grown.variant if isinstance(grown, Added) else frame.variant))
    if isinstance(grown, Added):
        picture[:, grown.first : grown.first + grown.values.shape[1]] = grown.values
    if panel.border is not None:
        top, left, height, width, _ = panel.border
        picture = picture[:, top : top + height, left : left + width]
    return picture


def last(scene: Scene, key: str) -> Array:
    return shown(scene, key, scene.frame(scene.length - 1))


def every(operation: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("scenario", [draw(operation, number) for number in range(TRIES)],
                                   ids=[f"{operation}-{number}" for number in range(TRIES)])  # fmt: skip


def weights_shown(scenario: Scenario) -> Array:
    """The gradient of the weight as the frames of all variants show it, in the shape that PyTorch has it in."""
    scene = scene_of(replace(scenario, direction=WEIGHT))
    ends = [index for index in range(scene.length)
            if index == scene.length - 1 or scene.frame(index + 1).variant != scene.frame(index).variant]  # fmt: skip
    return np.stack([shown(scene, "gradient", scene.frame(index)) for index in ends])


@every(CONVOLUTION)
def test_a_convolution_and_its_gradients_are_pytorchs(scenario: Scenario) -> None:
    check_with_weights(replace(scenario, activation="none"))


@every(TRANSPOSED)
def test_a_transposed_convolution_and_its_gradients_are_pytorchs(scenario: Scenario) -> None:
    check_with_weights(scenario)


def check_with_weights(scenario: Scenario) -> None:
    expected = pytorch(scenario)
    assert_close(last(scene_of(scenario), "output"), expected[FORWARD], "output")
    assert_close(last(scene_of(replace(scenario, direction=INPUT)), "gradient"), expected[INPUT], "by the input")
    assert_close(weights_shown(scenario), expected[WEIGHT], "by the weight")
    biases = last(scene_of(replace(scenario, direction=BIAS)), "gradient")
    assert_close(biases[0, :, 0], expected[BIAS], "by the bias")


@every(MAXIMUM)
def test_max_pooling_and_its_gradient_are_pytorchs(scenario: Scenario) -> None:
    check_without_weights(scenario)


@every(AVERAGE)
def test_average_pooling_and_its_gradient_are_pytorchs(scenario: Scenario) -> None:
    check_without_weights(scenario)


@every(ACTIVATION)
def test_activations_and_their_gradients_are_pytorchs(scenario: Scenario) -> None:
    check_without_weights(scenario)


def check_without_weights(scenario: Scenario) -> None:
    expected = pytorch(scenario)
    assert_close(last(scene_of(scenario), "output"), expected[FORWARD], "output")
    assert_close(last(scene_of(replace(scenario, direction=INPUT)), "gradient"), expected[INPUT], "by the input")


@pytest.mark.parametrize("number", range(TRIES))
def test_all_stages_of_a_chain_are_pytorchs(number: int) -> None:
    scenario = draw(CONVOLUTION, number)
    scenario = replace(scenario, chain=True, pool_kind=(MAXIMUM, AVERAGE)[number % 2], pool_padding=(0, 0, 0, 0))
    convolved = module(scenario)(torch.from_numpy(scenario.image[None].copy()))
    bent = TORCH_NAMES[scenario.activation]()(convolved)
    if min(bent.shape[2] - scenario.pool_size[0], bent.shape[3] - scenario.pool_size[1]) < 0:
        scenario = replace(scenario, pool_size=(1, 1))
    stages = {"convolution": convolved, "activation": bent, "pooling": pooling(scenario, scenario.pool_kind)(bent)}
    scene = scene_of(scenario)
    for key, expected in stages.items():
        if key != "activation" or scenario.activation != "none":
            assert_close(last(scene, key), expected.detach().numpy()[0], key)
