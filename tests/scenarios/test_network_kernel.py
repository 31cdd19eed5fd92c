"""A kernel is taken over from a network with all that belongs to it."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.network import Network
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.network_kernel import (
    NetworkKernelError,
    can_take_all,
    convolutions,
    tiles,
    with_network_kernel,
)
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.source import random_source


def scenario(channels: int) -> Scenario:
    source = random_source("random", (9, 9), np.random.default_rng(0), channels)
    return Scenario(
        source, source.values, np.ones((2, channels, 3, 3), np.float32), np.ones(2, np.float32), turned=True
    )


def layer(channels: int = 3, filters: int = 5, groups: int = 1) -> Conv2D:
    rng = np.random.default_rng(2)
    made = Conv2D(channels, filters, (3, 2), (2, 1), (0, 1, 2, 3), (1, 2), groups, padding_mode="replicate", rng=rng)
    made.parameters["bias"][:] = np.arange(filters)
    return made


def test_all_filters_of_all_channels_make_the_layer_itself() -> None:
    own = layer()
    taken = with_network_kernel(scenario(3), "conv1", own, None, None)
    np.testing.assert_allclose(layer_of(taken)(taken.image[None]), own(taken.image[None]), rtol=1e-6)
    assert (taken.padding_word, taken.preset, taken.turned) == ("number", "conv1", False)


def test_groups_come_along() -> None:
    own = layer(4, 6, groups=2)
    taken = with_network_kernel(scenario(4), "conv1", own, None, None)
    np.testing.assert_allclose(layer_of(taken)(taken.image[None]), own(taken.image[None]), rtol=1e-6)


def test_one_filter_gives_one_of_the_outputs() -> None:
    own = layer()
    taken = with_network_kernel(scenario(3), "conv1", own, 2, None)
    np.testing.assert_allclose(layer_of(taken)(taken.image[None])[0, 0], own(taken.image[None])[0, 2], rtol=1e-5)
    assert taken.preset == "conv1[2]" and taken.bias.tolist() == [2]


def test_the_kernel_of_one_channel_goes_into_all_channels_of_the_picture() -> None:
    own = layer(6)
    taken = with_network_kernel(scenario(3), "conv2", own, 1, 4)
    assert taken.kernel.shape == (1, 3, 3, 2)
    for channel in range(3):
        np.testing.assert_array_equal(taken.kernel[0, channel], own.weight[1, 4])


def test_a_colour_kernel_gives_a_grey_picture_its_channels() -> None:
    source = random_source("random", (9, 9), np.random.default_rng(0), 3)
    grey = replace(scenario(1), source=source)
    assert can_take_all(grey, layer(3))
    assert with_network_kernel(grey, "conv1", layer(3), 0, None).image.shape == (3, 9, 9)


@pytest.mark.parametrize("channels", [1, 3])
def test_all_channels_of_an_inner_layer_are_refused_with_the_way_out(channels: int) -> None:
    assert not can_take_all(scenario(channels), layer(6))
    with pytest.raises(NetworkKernelError, match=r"takes 6 channels.*one of its channels"):
        with_network_kernel(scenario(channels), "conv2", layer(6), 0, None)


def test_one_filter_of_a_grouped_layer_cannot_have_all_channels() -> None:
    with pytest.raises(NetworkKernelError, match="2 groups"):
        with_network_kernel(scenario(4), "conv1", layer(4, 6, groups=2), 0, None)


def test_at_most_sixteen_filters_are_taken() -> None:
    assert with_network_kernel(scenario(3), "conv1", layer(3, 40), None, None).filters == 16
    assert tiles(layer(20, 40)).shape == (16, 16, 3, 2)


def test_a_layer_without_bias_has_zeros() -> None:
    bare = Conv2D(1, 2, 3, bias=False, rng=np.random.default_rng(0))
    assert with_network_kernel(scenario(1), "conv1", bare, None, None).bias.tolist() == [0, 0]


def test_convolutions_are_found_by_name_and_huge_kernels_are_not_offered() -> None:
    assert list(convolutions(lenet5())) == ["conv1", "conv2"]
    assert not convolutions(Network([("huge", Conv2D(1, 1, 12))], (1, 20, 20)))


def test_another_operation_becomes_a_convolution() -> None:
    taken = with_network_kernel(scenario(1).with_operation("transposed"), "conv1", layer(1), None, None)
    assert taken.operation == "convolution"
