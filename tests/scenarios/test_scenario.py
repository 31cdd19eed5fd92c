"""A scenario changes as a person expects: what was set stays where it still means something, and fits what is new."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.activations import ReLU
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    BIAS,
    CONVOLUTION,
    DIRECTIONS,
    FORWARD,
    INPUT,
    MAXIMUM,
    OWN,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.scenarios.source import Source, matrix_source, random_source
from cnnviz.traces.kernels import preset, recognised


def scenario(channels: int = 1, filters: int = 1, size: tuple[int, int] = (3, 3)) -> Scenario:
    rng = np.random.default_rng(0)
    source = random_source("numbers", (6, 7), rng, channels)
    kernel = rng.integers(-2, 3, (filters, channels, *size)).astype(np.float32)
    return Scenario(source, source.values, kernel, np.arange(filters, dtype=np.float32))


def test_nothing_in_it_can_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        scenario().longest = 3  # type: ignore[misc]


@pytest.mark.parametrize("operation", DIRECTIONS)
@pytest.mark.parametrize("direction", [FORWARD, INPUT, WEIGHT, BIAS])
def test_another_operation_has_a_direction_that_it_knows(operation: str, direction: str) -> None:
    changed = scenario().with_direction(direction).with_operation(operation)
    assert changed.direction in DIRECTIONS[operation]
    assert changed.direction == (direction if direction in DIRECTIONS[operation] else INPUT)


def test_the_chain_is_for_convolution_forward_only() -> None:
    chained = replace(scenario(), chain=True)
    assert chained.with_operation(CONVOLUTION).chain
    assert not chained.with_operation(MAXIMUM).chain
    assert not chained.with_operation(TRANSPOSED).chain
    assert not chained.with_direction(INPUT).chain


def test_a_look_at_the_relu_alone_leaves_none_after_the_convolution() -> None:
    alone = scenario().with_operation(ACTIVATION)
    assert isinstance(layer_of(alone), ReLU)
    assert alone.with_operation(CONVOLUTION).activation == "none"
    assert replace(alone, activation="tanh").with_operation(CONVOLUTION).activation == "tanh"


@given(have=st.sampled_from([1, 2, 3]), want=st.sampled_from([1, 2, 3]))
def test_kernels_follow_the_channels_of_the_image(have: int, want: int) -> None:
    before = scenario(channels=have, filters=2)
    after = before.with_image(np.zeros((want, 5, 5), np.float32))
    assert after.kernel.shape == (2, want, 3, 3)
    for channel in range(want):
        expected = before.kernel[:, channel if channel < have else 0]
        np.testing.assert_array_equal(after.kernel[:, channel], expected)


def test_another_picture_comes_with_its_channels_and_size() -> None:
    changed = scenario().with_source(matrix_source("colour", [[[1, 2]], [[3, 4]], [[5, 6]]]), 3, 10)
    assert changed.image.shape == (3, 1, 2)
    assert changed.kernel.shape[1] == 3
    assert (changed.source.name, changed.longest) == ("colour", 10)


def test_a_picture_decides_its_own_channels_and_a_size_that_can_be_read() -> None:
    colour = scenario().with_source(Source("photo", np.zeros((3, 200, 100), np.float32)))
    assert colour.image.shape == (3, 28, 14)
    assert colour.with_source(Source("digit", np.zeros((1, 30, 30), np.float32))).image.shape == (1, 30, 30)


def test_random_numbers_come_in_as_many_channels_as_there_were() -> None:
    numbers = random_source("random", (4, 5), np.random.default_rng(0))
    assert scenario(channels=1).with_source(numbers).image.shape == (1, 4, 5)
    assert scenario(channels=3).with_source(numbers).image.shape == (3, 4, 5)


def test_groups_that_divide_stay_and_others_become_one() -> None:
    grouped = scenario(channels=4, filters=4).with_groups(2)
    assert grouped.kernel.shape == (4, 2, 3, 3)
    assert grouped.with_image(np.zeros((6, 5, 5), np.float32)).kernel.shape == (4, 3, 3, 3)
    single = grouped.with_image(np.zeros((3, 5, 5), np.float32))
    assert (single.groups, single.kernel.shape) == (1, (4, 3, 3, 3))


@given(before=st.integers(1, 6), after=st.integers(1, 6), shown=st.integers(0, 5))
def test_the_shown_filter_is_always_one_that_there_is(before: int, after: int, shown: int) -> None:
    start = replace(scenario(filters=before), shown_filter=min(shown, before - 1))
    changed = start.with_filters(after)
    assert changed.filters == len(changed.bias) == after
    assert changed.shown_filter == min(start.shown_filter, after - 1)
    kept = min(before, after)
    np.testing.assert_array_equal(changed.kernel[:kept], start.kernel[:kept])
    np.testing.assert_array_equal(changed.bias[:kept], start.bias[:kept])


@pytest.mark.parametrize("channels", [1, 3])
def test_new_filters_are_presets_that_are_not_there_yet_in_all_channels_without_bias(channels: int) -> None:
    sharp = np.repeat(preset("sharpen").make((3, 3))[None], channels, axis=0)
    start = scenario(channels, filters=2).with_preset(sharp, "sharpen").with_filters(6)
    assert [recognised(kernel) for kernel in start.kernel[2:]] == ["sobel-x", "sobel-y", "laplacian", "box"]
    assert start.preset == "sharpen" and start.bias.tolist() == [0, 1, 0, 0, 0, 0]


def test_new_filters_do_not_keep_the_name_of_a_layer_that_the_others_are_from() -> None:
    learnt = replace(scenario(filters=2), preset="conv1")
    assert learnt.with_shown_filter(1).preset == "conv1"
    assert learnt.with_filters(3).with_shown_filter(2).preset == OWN
    assert learnt.with_filters(1).preset == "conv1"


def test_a_preset_goes_into_the_shown_filter_only() -> None:
    start = replace(scenario(channels=3, filters=2), shown_filter=1)
    changed = start.with_preset(np.full((3, 3, 3), 7, np.float32), "box")
    assert changed.preset == "box"
    np.testing.assert_array_equal(changed.kernel[0], start.kernel[0])
    assert (changed.kernel[1] == 7).all()


def test_a_preset_for_one_channel_leaves_the_others_and_makes_them_fit() -> None:
    start = scenario(channels=3)
    changed = start.with_preset(np.full((3, 5, 5), 7, np.float32), "box", channel=1)
    assert changed.kernel.shape == (1, 3, 5, 5)
    assert (changed.kernel[0, 1] == 7).all()
    np.testing.assert_array_equal(changed.kernel[0, 0, 1:4, 1:4], start.kernel[0, 0])
    assert start.kernel.shape == (1, 3, 3, 3)


def test_the_bias_is_that_of_the_shown_filter() -> None:
    start = replace(scenario(filters=3), shown_filter=2)
    assert start.with_bias(0.5).bias.tolist() == [0, 1, 0.5]
    assert start.bias.tolist() == [0, 1, 2]


def test_padding_by_name_follows_the_kernel_and_its_dilation() -> None:
    start = scenario().with_padding("same")
    assert start.padding == (1, 1, 1, 1)
    assert start.with_kernel_size((5, 2)).padding == (2, 2, 0, 1)
    assert start.with_dilation((2, 3)).padding == (2, 2, 3, 3)


def test_padding_in_numbers_stays() -> None:
    start = scenario().with_padding((0, 1, 2, 3))
    assert start.with_kernel_size((5, 5)).padding == (0, 1, 2, 3)
    assert start.with_dilation((2, 2)).padding_word == "number"


def test_another_kernel_is_ones_own_unless_it_is_named() -> None:
    assert scenario().with_kernel(np.ones((1, 1, 2, 2))).preset == OWN
    assert scenario().with_kernel(np.ones((1, 1, 2, 2)), "box").preset == "box"


def test_a_given_gradient_says_where_it_is_from() -> None:
    typed = scenario().with_upstream(np.ones((1, 2, 3), np.float32), "conv2")
    assert typed.upstream is not None and typed.upstream_name == "conv2"
    assert (typed.with_upstream(None).upstream, typed.with_upstream(None).upstream_name) == (None, "")


def test_the_preset_of_another_filter_is_the_one_that_its_kernel_is() -> None:
    start = scenario(filters=3).with_preset(np.full((1, 3, 3), 1 / 9, np.float32), "box")
    other = start.with_shown_filter(1)
    assert (other.shown_filter, other.preset) == (1, "own")
    assert other.with_shown_filter(0).preset == "box"


def test_kernels_of_a_network_keep_its_name_whichever_is_shown() -> None:
    taken = scenario(filters=3).with_kernel(np.ones((3, 1, 3, 3)) * 7, "conv1")
    assert taken.with_shown_filter(2).preset == "conv1"
