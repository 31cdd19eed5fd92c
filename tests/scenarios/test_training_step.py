"""What is shown of a training step is what happens in the network: input, weights and gradient of the layer."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.engine.activations import LeakyReLU, ReLU
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Array, batch_last
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.layer_gradient import gradient_at
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.workspace import Workspace
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import DIRECTIONS, Scenario
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.source import matrix_source
from cnnviz.scenarios.training_step import shown_layers, step_scenario
from cnnviz.traces.scene import Place

BASE = Scenario(matrix_source("", [[[0]]]), np.zeros((1, 1, 1), np.float32), np.zeros((1, 1, 1, 1), np.float32),
                np.zeros(1, np.float32))  # fmt: skip


def picture(*shape: int) -> Array:
    return np.random.default_rng(3).random(shape, np.float32)


def network_of(layer: Layer, shape: tuple[int, int, int]) -> Network:
    """The layer, with scores after it."""
    rng = np.random.default_rng(5)
    layers = [
        ("first", layer),
        ("flat", Flatten()),
        ("scores", Linear(int(np.prod(layer.output_shape(shape))), 4, rng=rng)),
    ]
    return Network(layers, shape)


def backward_alone(scenario: Scenario) -> Array:
    """The gradient by the input that the scenario's own layer makes of the gradient from above."""
    assert scenario.upstream is not None
    layer = layer_of(scenario)
    assert layer.output_shape(scenario.image.shape) == scenario.upstream.shape
    single = Network([("layer", layer)], scenario.image.shape)
    found = single.backward(single.forward(scenario.image[None]), scenario.upstream[None], by_input=True).input
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2D(3, 5, (3, 2), (2, 1), (0, 1, 2, 0), (1, 2), rng=np.random.default_rng(0)), (3, 9, 8)),
        (Conv2D(4, 6, 3, 1, 1, 1, 2, False, "reflect", rng=np.random.default_rng(0)), (4, 6, 7)),
        (ConvTranspose2D(3, 2, 3, 2, 1, 1, rng=np.random.default_rng(0)), (3, 4, 5)),
        (ConvTranspose2D(4, 6, 2, groups=2, rng=np.random.default_rng(0)), (4, 3, 3)),
        (MaxPool2D((3, 2), (2, 1), (1, 0), 1, ceil_mode=True), (2, 7, 6)),
        (AvgPool2D(3, 2, 1, count_include_pad=False), (2, 7, 6)),
        (ReLU(), (3, 4, 4)),
        (LeakyReLU(), (3, 4, 4)),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_the_shown_layer_does_what_the_networks_layer_did(layer: Layer, shape: tuple[int, int, int]) -> None:
    network, image = network_of(layer, shape), picture(*shape) - 0.5
    scenario = step_scenario(BASE, network, image, 2, "first")
    np.testing.assert_array_equal(scenario.image, image)
    tape = network.forward(image[None])
    _, slope = cross_entropy(np.array(tape.output), np.array([2]))
    whole = network.backward(tape, slope, by_input=True).input
    assert whole is not None
    np.testing.assert_allclose(backward_alone(scenario), whole[0], rtol=1e-5, atol=1e-7)
    assert scenario.direction == "input" and not scenario.source.maps and scenario.source.note == ""


@pytest.mark.parametrize("name", ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2"])
def test_the_gradient_of_a_layer_of_lenet_leads_on_to_the_gradient_by_the_picture(name: str) -> None:
    network, image = lenet5(1), picture(1, 28, 28)
    scenario = step_scenario(BASE, network, image, 7, name)
    tape = network.forward(image[None])
    _, slope = cross_entropy(np.array(tape.output), np.array([7]))
    before = tape[name].sources[0]
    expected = (
        network.backward(tape, slope, by_input=True).input if before == "input" else gradient_at(tape, slope, before)
    )
    assert expected is not None
    np.testing.assert_allclose(backward_alone(scenario), expected[0], rtol=1e-4, atol=1e-7)
    assert scenario.source.maps == (name != "conv1")
    assert name in scenario.upstream_name and "loss" in scenario.upstream_name
    assert (scenario.preset == name) == name.startswith("conv")


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_agree_with_a_nudge_in_every_known_network(name: str) -> None:
    """The gradient at a layer's output says how the loss changes when that output does (skips and branches too)."""
    if name == "vgg16":
        pytest.skip("minutes")
    network = NETWORKS[name].build(0).copy(np.float64)
    image = picture(*network.input_shape).astype(np.float64)
    tape = network.forward(image[None])
    _, slope = cross_entropy(np.array(tape.output), np.array([1]))
    chosen = list(shown_layers(network))
    for layer in {chosen[0], chosen[len(chosen) // 2], chosen[-1]}:
        gradient = gradient_at(tape, slope, layer)
        assert gradient.shape == tape[layer].output.shape
        nudged = tape[layer].output != 0  # of a window of equal zeros no one can say which would win
        direction = np.random.default_rng(1).standard_normal(gradient.shape) * nudged
        losses = [loss_with(network, image, layer, step * direction) for step in (-1e-8, 1e-8)]
        assert (losses[1] - losses[0]) / 2e-8 == pytest.approx(float(np.sum(gradient * direction)), rel=1e-3, abs=1e-6)


def loss_with(network: Network, image: Array, name: str, added: Array) -> float:
    """The loss when `added` is added to the output of a layer."""
    values = {"input": batch_last(image[None])}
    for node in network.nodes:
        xs = [np.ascontiguousarray(values[source]) for source in node.inputs]
        merged = isinstance(node.layer, Merge)
        values[node.name] = np.array(
            node.layer.forward(xs, Workspace()) if merged else node.layer.forward(xs[0], Workspace())[0]
        )
        if node.name == name:
            values[name] += batch_last(added)
    loss, _ = cross_entropy(np.moveaxis(values[network.nodes[-1].name], -1, 0), np.array([1]))
    return float(loss)


def test_a_softmax_at_the_end_is_left_to_the_loss() -> None:
    plain = network_of(ReLU(), (1, 3, 3))
    with_softmax = Network([*plain.layers, ("softmax", Softmax())], (1, 3, 3))
    image = picture(1, 3, 3)
    first, second = (step_scenario(BASE, network, image, 0, "first").upstream for network in (plain, with_softmax))
    assert first is not None and second is not None
    np.testing.assert_array_equal(first, second)


def test_of_large_layers_the_first_channels_and_filters_are_shown_and_that_is_said() -> None:
    layer = Conv2D(20, 40, 3, rng=np.random.default_rng(0))
    scenario = step_scenario(BASE, network_of(layer, (20, 5, 5)), picture(20, 5, 5), 0, "first")
    assert scenario.image.shape[0] == 16 and scenario.kernel.shape[:2] == (16, 16)
    assert scenario.upstream is not None and scenario.upstream.shape == (16, 3, 3)
    assert "16 of 20 channels" in scenario.source.note and "16 of 40 filters" in scenario.source.note


def test_of_many_groups_whole_ones_are_shown() -> None:
    layer = Conv2D(20, 40, 3, groups=5, rng=np.random.default_rng(0))
    image = picture(20, 5, 5)
    network = network_of(layer, (20, 5, 5))
    scenario = step_scenario(BASE, network, image, 0, "first")
    assert (scenario.groups, scenario.kernel.shape) == (2, (16, 4, 3, 3))
    tape = network.forward(image[None])
    _, slope = cross_entropy(np.array(tape.output), np.array([0]))
    whole = network.backward(tape, slope, by_input=True).input
    assert whole is not None
    np.testing.assert_allclose(backward_alone(scenario), whole[0, :8], rtol=1e-4, atol=1e-7)


def test_of_a_wide_pooling_the_first_channels_are_shown_and_that_is_said() -> None:
    scenario = step_scenario(BASE, network_of(MaxPool2D(2), (20, 4, 4)), picture(20, 4, 4), 0, "first")
    assert scenario.image.shape == (16, 4, 4)
    assert scenario.source.note == "The first 16 of 20 channels are shown."


def test_only_layers_that_the_page_knows_are_offered() -> None:
    assert list(shown_layers(lenet5())) == ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2"]
    huge = Network([("huge", Conv2D(1, 1, 13)), ("bent", LeakyReLU(0.3)), ("relu", ReLU())], (1, 20, 20))
    assert list(shown_layers(huge)) == ["relu"]


def test_everything_else_stays_as_it_was() -> None:
    base = replace(BASE, pool_size=(3, 3), count_include_pad=False)
    scenario = step_scenario(base, network_of(ReLU(), (2, 3, 3)), picture(2, 3, 3), 0, "first")
    assert (scenario.pool_size, scenario.count_include_pad) == ((3, 3), False)
    assert scenario.kernel.shape == (1, 2, 1, 1)


@pytest.mark.parametrize(
    ("name", "direction"),
    [("conv2", "forward"), ("conv2", "weight"), ("relu1", "forward"), ("relu1", "input"), ("pool1", "input")],
)
def test_maps_are_shown_as_maps_and_not_as_a_picture(name: str, direction: str) -> None:
    scenario = step_scenario(BASE, lenet5(1), picture(1, 28, 28), 7, name).with_direction(direction)
    assert scene_of(scenario).panel("input").is_maps


def test_the_first_layer_is_given_a_picture() -> None:
    scenario = step_scenario(BASE, lenet5(1), picture(1, 28, 28), 7, "conv1").with_direction("forward")
    assert scene_of(scenario).panel("input").scale == "picture"


@pytest.mark.parametrize(("name", "scale"), [("relu1", "maps"), ("pool1", "magnitudes"), ("conv2", "magnitudes")])
def test_what_cannot_be_negative_is_coloured_as_in_inspect(name: str, scale: str) -> None:
    scenario = step_scenario(BASE, lenet5(1), picture(1, 28, 28), 7, name)
    assert scene_of(scenario.with_direction("forward")).panel("input").scale == scale
    negative = scenario.image.copy()
    negative[0, 0, 0] = -1
    assert scene_of(replace(scenario, image=negative).with_direction("forward")).panel("input").scale == "maps"


@pytest.mark.parametrize("name", ["conv2", "pool1", "relu1"])
@pytest.mark.parametrize("direction", ["forward", "input", "weight", "bias"])
def test_a_networks_maps_and_kernels_are_counted_from_0_in_every_direction(name: str, direction: str) -> None:
    scenario = step_scenario(BASE, lenet5(1), picture(1, 28, 28), 7, name)
    if direction not in DIRECTIONS[scenario.operation]:
        return
    scene = scene_of(scenario.with_direction(direction))
    assert {panel.names[0] for panel in scene.panels if panel.names} == {"0"}
    frame = scene.frame(0)
    said = [frame.sum.title, *(text for texts in frame.facts.values() for text in texts)]
    assert not any(" of 16" in text and "filter 0 of 16" not in text for text in said)
    if name == "conv2" and direction == "forward":
        assert frame.sum.title == "output 0 (0, 0)"
        assert "filter 0 of 16" in frame.facts["kernel"]
    if name == "conv2" and direction == "weight":
        assert frame.sum.title == "gradient of weight (0, 0) of kernel 0, 0"
    if direction == "bias":
        assert scene.describe(Place("gradient", 0, 0, 0), frame).startswith("Gradient of bias 0 ")
        assert frame.sum.title == "the bias's gradient up to δ 0 (0, 0)"


def test_the_channels_of_a_networks_picture_are_counted_from_0_where_they_are_no_colours() -> None:
    for channels, names in ((3, ("red", "green", "blue")), (5, ("0", "1", "2", "3", "4"))):
        network = network_of(Conv2D(channels, 2, 3), (channels, 6, 6))
        scenario = step_scenario(BASE, network, picture(channels, 6, 6), 0, "first")
        shown = (("forward", "input"), ("input", "gradient"))
        panels = [scene_of(scenario.with_direction(way)).panel(key) for way, key in shown]
        assert [panel.names for panel in panels] == [names, names]


def test_ones_own_filters_are_counted_from_1() -> None:
    own = replace(BASE, kernel=np.ones((2, 1, 1, 1), np.float32), bias=np.zeros(2, np.float32))
    frame = scene_of(own).frame(0)
    assert frame.sum.title == "output 1 (0, 0)" and frame.facts["kernel"] == ("1 of 2",)
