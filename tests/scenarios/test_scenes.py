"""What is shown of a scenario is what was set: the numbers, and where each of them was set."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.layer import LayerError
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    CONVOLUTION,
    DIRECTIONS,
    FORWARD,
    INPUT,
    MAXIMUM,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.source import random_source
from cnnviz.scenarios.upstream import upstream_of
from cnnviz.traces.scene import Place, Scene

SHOWN = [(operation, direction) for operation, directions in DIRECTIONS.items() for direction in directions]


def scenario(operation: str = CONVOLUTION, direction: str = FORWARD, groups: int = 2) -> Scenario:
    """Four channels in, six out, no number like another."""
    source = random_source("numbers", (6, 7), np.random.default_rng(0), 4)
    rng = np.random.default_rng(1)
    image = rng.permutation(source.values.size).reshape(source.values.shape).astype(np.float32)
    kernel = rng.permutation(6 * 4 // groups * 6).reshape(6, 4 // groups, 3, 2).astype(np.float32)
    return Scenario(
        source, image, kernel, np.arange(6, dtype=np.float32), operation=operation, direction=direction, groups=groups,
        padding=(1, 0, 0, 1), stride=(2, 1), activation="relu" if operation == ACTIVATION else "none",
    )  # fmt: skip


def frames(scene: Scene) -> list[int]:
    return [0, scene.length // 2, scene.length - 1]


@pytest.mark.parametrize(("operation", "direction"), SHOWN)
@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_can_be_changed_is_found_where_it_was_set(operation: str, direction: str, turned: bool) -> None:
    given = replace(scenario(operation, direction), turned=turned)
    scene = scene_of(given)
    arrays = {"image": given.image, "kernel": given.kernel, "bias": given.bias, "upstream": upstream_of(given)}
    changed = set()
    for index in frames(scene):
        frame = scene.frame(index)
        for panel in scene.panels:
            for cell in np.ndindex(panel.count, panel.rows, panel.columns):
                edit = scene.edit_at(Place(panel.key, *cell), frame)
                assert edit is None or panel.editable
                if edit is not None:
                    assert arrays[edit.part][edit.at] == np.float32(edit.value)
                    changed.add(edit.part)
    assert changed >= {"upstream" if direction != FORWARD else "image"}


@pytest.mark.parametrize(("operation", "direction"), SHOWN)
def test_every_panel_has_numbers_of_its_size_and_every_cell_its_words(operation: str, direction: str) -> None:
    scene = scene_of(scenario(operation, direction))
    assert {scene.target, scene.source} <= {panel.key for panel in scene.panels}
    for index in frames(scene):
        frame = scene.frame(index)
        assert frame.index == index
        for panel in scene.panels:
            shape = (panel.count, panel.rows, panel.columns)
            changing = panel.content == "changing"
            values = frame.parts[panel.key] if changing else scene.values(panel.key, variant=max(frame.variant, 0))
            assert values.shape == shape
            assert (panel.key in frame.grown) == (panel.content == "growing")
            assert not panel.names or len(panel.names) == panel.count
            for cell in np.ndindex(*shape):
                assert scene.describe(Place(panel.key, *cell), frame)
                scene.links(Place(panel.key, *cell), frame)


def test_a_transposed_convolution_reads_the_kernel_as_the_convolution_does() -> None:
    """Output f takes from input c what the convolution's filter f has for channel c."""
    given = scenario(TRANSPOSED)
    weight = layer_of(given).parameters["weight"]
    assert weight.shape == (4, 3, 3, 2)
    for filter_ in range(6):
        for depth in range(2):
            channel = filter_ // 3 * 2 + depth
            np.testing.assert_array_equal(weight[channel, filter_ % 3], given.kernel[filter_, depth])


def test_a_turned_kernel_meets_the_picture_turned() -> None:
    given = replace(scenario(), turned=True)
    weight = layer_of(given).parameters["weight"]
    np.testing.assert_array_equal(weight, given.kernel[:, :, ::-1, ::-1])
    np.testing.assert_array_equal(scene_of(given).values("kernel", variant=3), weight[3])


def test_the_activation_follows_the_convolution_and_takes_no_part_in_gradients() -> None:
    given = replace(scenario(), activation="relu", bias=np.full(6, -1e6, np.float32))
    assert scene_of(given).frame(0).sum.steps[0][:2] == ("ReLU", 0.0)
    gradient = scene_of(replace(given, direction=WEIGHT))
    bare = scene_of(replace(given, direction=WEIGHT, activation="none"))
    np.testing.assert_array_equal(gradient.values("gradient"), bare.values("gradient"))


def test_poolings_take_their_own_geometry() -> None:
    given = replace(scenario(MAXIMUM), pool_size=(3, 2), pool_stride=(3, 2), ceil_mode=True)
    output = scene_of(given).panel("output")
    assert (output.count, output.rows, output.columns) == (4, 2, 4)
    padded = replace(given, operation=AVERAGE, pool_padding=(1, 1, 0, 0), count_include_pad=False)
    assert scene_of(padded).frame(0).sum.divisor == 4


@pytest.mark.parametrize(("operation", "direction"), [shown for shown in SHOWN if shown[0] != ACTIVATION])
def test_settings_that_cannot_work_are_explained(operation: str, direction: str) -> None:
    given = scenario(operation, direction)
    if operation == CONVOLUTION:
        with pytest.raises(GeometryError, match="does not fit"):
            scene_of(replace(given, dilation=(9, 9)))
    elif operation == TRANSPOSED:
        with pytest.raises(GeometryError, match="output padding"):
            scene_of(replace(given, output_padding=(5, 5)))
    else:
        with pytest.raises(LayerError, match="half of the kernel"):
            scene_of(replace(given, pool_padding=(2, 2, 2, 2)))


def test_the_gradients_of_all_operations_start_from_the_same_gradient_from_above() -> None:
    for operation in DIRECTIONS:
        given = scenario(operation, INPUT)
        above = scene_of(given).values("upstream")
        border = scene_of(given).panel("upstream").border
        if border is not None:
            top, left, height, width, _ = border
            above = above[:, top : top + height, left : left + width]
        np.testing.assert_array_equal(above, upstream_of(given))


def test_a_chain_goes_on_with_the_activation_and_the_pooling_that_were_set() -> None:
    given = replace(scenario(), chain=True, activation="tanh", pool_kind=AVERAGE, pool_size=(1, 2), pool_stride=(1, 2))
    scene = scene_of(given)
    assert [panel.key for panel in scene.panels][-3:] == ["convolution", "activation", "pooling"]
    activation, pooling = scene.values("activation"), scene.values("pooling")
    np.testing.assert_allclose(np.tanh(scene.values("convolution")), activation, rtol=1e-6)
    np.testing.assert_allclose((activation[..., 0:6:2] + activation[..., 1:6:2]) / 2, pooling, rtol=1e-5, atol=1e-6)
    frame = scene.frame(1)
    assert [step.name for step in frame.sum.steps] == ["Tanh", "average pooling"]
    edit = scene.edit_at(Place("kernel", 1, 2, 0), frame)
    assert edit is not None and edit.value == given.kernel[edit.at]
    for panel in scene.panels:
        for cell in np.ndindex(panel.count, panel.rows, panel.columns):
            assert scene.describe(Place(panel.key, *cell), frame)
            scene.links(Place(panel.key, *cell), frame)
