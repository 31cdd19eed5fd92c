"""What Convolve shows of a followed number comes to the number on the map, by the terms that were followed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.activations import LeakyReLU, ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.scenarios.followed import scenario_of
from cnnviz.scenarios.scenario import BIAS, CONVOLUTION, DIRECTIONS, MOST_FILTERS, TRANSPOSED, Scenario
from cnnviz.scenarios.scenario_fields import scenario_data, scenario_from_data
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.source import LARGEST, matrix_source
from cnnviz.traces.follow import LONGEST_SIDE, follow
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.traces.scene import Frame, Place, Scene
from cnnviz.traces.seen_channels import MOST_GRIDS
from tests.parity.random_networks import random_network
from tests.traces.all_kinds import network_of_all_kinds, random_weights

TYPED = matrix_source("typed", [[[1.0, 2.0], [3.0, 4.0]]] * 3)
BASE = Scenario(TYPED, TYPED.values, np.ones((2, 3, 1, 1), np.float32), np.ones(2, np.float32), activation="relu",
                operation=TRANSPOSED, direction=BIAS, shown_filter=1, turned=True)  # fmt: skip


def opened(shown: Pass, cell: Cell) -> tuple[Scenario, Place, Scene, Frame] | None:
    made = scenario_of(BASE, shown, cell)
    if made is None:
        return None
    scene = scene_of(made[0])
    index = scene.index_at(made[1], scene.frame(0))
    assert index is not None
    return *made, scene, scene.frame(index)


def compare(followed: Followed, place: Place, scene: Scene, frame: Frame) -> None:
    """The frame's number is that of the map, and its terms are those that were followed."""
    terms = [group.left for group in followed.sum.groups]
    size = max(float(abs(np.concatenate(terms)).max()), abs(followed.value), 1.0)
    if frame.sum.kind == "scatter":  # the last frame that adds to the cell
        whole = scene.values("output", variant=len(followed.parts) - 1)
        assert np.isclose(whole, followed.value, rtol=1e-4, atol=1e-4 * size).any()
        return
    assert frame.sum.outcome == pytest.approx(followed.value, rel=1e-4, abs=1e-4 * size)
    assert frame.sum.kind == followed.sum.kind and frame.sum.divisor == followed.sum.divisor
    assert (frame.sum.winner < 0) == (followed.sum.winner < 0)  # rounding may make equals of two
    for mine, its in zip(frame.sum.groups, followed.sum.groups, strict=True):
        np.testing.assert_allclose(mine.left, its.left, rtol=1e-5, atol=1e-6)
        if its.right is not None and mine.right is not None:
            np.testing.assert_allclose(mine.right, its.right, rtol=1e-5, atol=1e-6)


def check_all(shown: Pass, seed: int, count: int = 2) -> None:
    rng = np.random.default_rng(seed)
    for layer in shown.layers[1:]:
        for _ in range(count):
            cell = Cell(layer.name, *(int(rng.integers(length)) for length in layer.maps.shape))
            followed, found = follow(shown, cell), opened(shown, cell)
            assert followed.openable == (found is not None), cell
            if found is not None:
                compare(followed, *found[1:])


@given(st.integers(0, 10_000), st.booleans())
def test_frames_are_what_was_followed_in_any_network(seed: int, graph: bool) -> None:
    network = random_network(seed, graph)
    check_all(NetworkModel(network).run(np.random.default_rng(seed).normal(size=network.input_shape)), seed, 1)


def test_frames_are_what_was_followed_for_every_kind_of_layer() -> None:
    network = network_of_all_kinds()
    check_all(NetworkModel(network).run(np.random.default_rng(1).normal(size=network.input_shape)), 2, 6)


def test_maps_keep_the_numbers_that_the_network_counts_them_by() -> None:
    layers = [("conv", Conv2D(1, 6, 3)), ("grouped", Conv2D(6, 4, 3, groups=2)), ("relu", ReLU()), ("flat", Flatten()),
              ("unit", Linear(4 * 4 * 4, 3))]  # fmt: skip
    network = random_weights(Network(layers, (1, 8, 8)))
    shown = NetworkModel(network).run(np.random.default_rng(0).random((1, 8, 8), np.float32))
    for cell in (Cell("grouped", 0, 1, 2), Cell("grouped", 3, 1, 2), Cell("unit", 2)):
        found = opened(shown, cell)
        assert found is not None
        _, _, scene, frame = found
        wanted = [str(part.channel) for part in follow(shown, cell).parts]
        assert [group.name for group in frame.sum.groups] == wanted
        assert all(list(scene.panel(key).names) == wanted for key in ("input", "kernel", "patch", "products"))


def many(channels: int) -> Pass:
    """A filter over very many channels."""
    network = random_weights(Network([("conv", Conv2D(channels, 3, 3, padding=1))], (channels, 5, 6)))
    return NetworkModel(network).run(np.random.default_rng(0).random((channels, 5, 6), np.float32))


def test_all_channels_of_a_filter_are_in_the_sum_and_some_are_seen() -> None:
    shown = many(512)
    found = opened(shown, Cell("conv", 2, 3, 4))
    assert found is not None
    scenario, place, scene, frame = found
    assert scenario.kernel.shape == (1, 512, 3, 3) and place == Place("output", 0, 3, 4)
    assert len(frame.sum.groups) == 512 and scene.channels == (range(16), 512)
    assert frame.sum.outcome == pytest.approx(shown.value(Cell("conv", 2, 3, 4)), rel=1e-4)


def test_of_a_transposed_convolution_with_many_channels_the_last_are_seen_when_the_sum_is_whole() -> None:
    network = random_weights(Network([("up", ConvTranspose2D(40, 2, 3, 2))], (40, 4, 4)))
    shown = NetworkModel(network).run(np.random.default_rng(0).random((40, 4, 4), np.float32))
    cell = Cell("up", 1, 4, 5)
    found = opened(shown, cell)
    assert found is not None
    _, place, scene, frame = found
    assert scene.channels == (range(32, 40), 40) and place.grid == 7
    added = [group.after for group in frame.sum.groups]
    assert added[0] is not None and np.isclose(added[0], shown.value(cell), rtol=1e-4).any()


def test_a_unit_over_large_maps_is_a_kernel_as_large() -> None:
    network = random_weights(Network([("flat", Flatten()), ("unit", Linear(2 * 15 * 20, 3))], (2, 15, 20)))
    shown = NetworkModel(network).run(np.random.default_rng(0).random((2, 15, 20), np.float32))
    found = opened(shown, Cell("unit", 1))
    assert found is not None and found[0].kernel.shape == (1, 2, 15, 20) and found[2].length == 1


def test_what_belongs_to_the_scenario_before_does_not_stay() -> None:
    found = opened(many(3), Cell("conv", 1, 0, 0))
    assert found is not None
    scenario = found[0]
    assert (scenario.operation, scenario.activation, scenario.turned) == (CONVOLUTION, "none", False)
    assert (scenario.shown_filter, scenario.groups, scenario.upstream) == (0, 1, None)
    assert "conv map 1 (0, 0)" in scenario.source.note


@pytest.mark.parametrize("direction", DIRECTIONS[CONVOLUTION])
def test_every_direction_can_be_shown_of_many_channels(direction: str) -> None:
    made = scenario_of(BASE, many(40), Cell("conv", 1, 2, 2))
    assert made is not None
    scene = scene_of(made[0].with_direction(direction))
    assert max(panel.count for panel in scene.panels) <= 16
    assert all(scene.turned_to(index).frame(index).sum.groups for index in range(0, scene.length, 37))


def test_a_saved_page_keeps_all_channels() -> None:
    made = scenario_of(BASE, many(40), Cell("conv", 1, 2, 2))
    assert made is not None
    again = scenario_from_data(scenario_data(made[0]))
    assert np.array_equal(again.image, made[0].image) and np.array_equal(again.kernel, made[0].kernel)


def test_activations_with_settings_of_their_own_are_not_shown() -> None:
    network = Network([("leaky", LeakyReLU(0.3)), ("relu", ReLU())], (1, 3, 3))
    shown = NetworkModel(network).run(np.random.default_rng(0).normal(size=(1, 3, 3)))
    assert scenario_of(BASE, shown, Cell("leaky", 0, 1, 1)) is None
    assert scenario_of(BASE, shown, Cell("relu", 0, 1, 1)) is not None
    assert scenario_of(BASE, shown, Cell("input", 0, 1, 1)) is None


def test_as_many_channels_are_seen_as_there_can_be_filters() -> None:
    assert MOST_GRIDS == MOST_FILTERS


def test_maps_are_opened_as_long_as_convolve_takes_them() -> None:
    assert LONGEST_SIDE == LARGEST


def test_followed_maps_have_the_colours_that_they_have_in_inspect_also_from_a_saved_page() -> None:
    rng = np.random.default_rng(2)
    layers = [("conv1", Conv2D(1, 2, 3, rng=rng)), ("relu", ReLU()), ("pool", MaxPool2D(2)),
              ("conv2", Conv2D(2, 2, 3, rng=rng))]  # fmt: skip
    shown = NetworkModel(Network(layers, (1, 12, 12))).run(rng.random((1, 12, 12), np.float32))
    scales = {}
    for layer in ("conv1", "relu", "pool", "conv2"):
        found = opened(shown, Cell(layer, 1, 1, 1))
        assert found is not None
        for made in (found[0], scenario_from_data(scenario_data(found[0]))):
            scene = scene_of(made)
            scales[layer] = scene.panel("input").scale, scene.panel("output").scale
            for panel, taken in (("input", shown.index(layer) - 1), ("output", shown.index(layer))):
                if not shown.layers[taken].is_input:
                    assert (scene.panel(panel).scale == "maps") == shown.layers[taken].is_signed
    assert scales == {
        "conv1": ("picture", "maps"), "relu": ("maps", "magnitudes"), "pool": ("magnitudes", "magnitudes"),
        "conv2": ("magnitudes", "maps"),
    }  # fmt: skip
