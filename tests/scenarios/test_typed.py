"""A typed picture and kernel become a convolution, or it is said why they do not go together."""

import numpy as np
import pytest

from cnnviz.engine.geometry import GeometryError
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.typed import TypedError, typed_scenario

PICTURE = np.arange(48.0).reshape(3, 4, 4)


def test_one_matrix_is_the_same_for_all_channels() -> None:
    kernel = np.arange(4.0).reshape(2, 2)
    scenario = typed_scenario(PICTURE, kernel)
    assert scenario.kernel.shape == (1, 3, 2, 2)
    assert all(np.array_equal(channel, kernel) for channel in scenario.kernel[0])


def test_as_many_matrices_as_channels_are_one_filter() -> None:
    kernel = np.arange(12.0).reshape(3, 2, 2)
    assert np.array_equal(typed_scenario(PICTURE, kernel).kernel, kernel[None])


def test_several_matrices_are_filters_where_the_picture_has_one_channel() -> None:
    kernel = np.arange(12.0).reshape(3, 2, 2)
    scenario = typed_scenario(PICTURE[:1], kernel)
    assert np.array_equal(scenario.kernel, kernel[:, None]) and scenario.bias.shape == (3,)


def test_four_axes_are_filters_and_channels() -> None:
    kernel = np.arange(24.0).reshape(2, 3, 2, 2)
    scenario = typed_scenario(PICTURE, kernel)
    assert np.array_equal(scenario.kernel, kernel)
    by_hand = [float((PICTURE[:, :2, :2] * filter_).sum()) for filter_ in kernel]
    assert scene_of(scenario).values("output")[:, 0, 0].tolist() == by_hand


def test_a_known_kernel_is_known_by_its_name() -> None:
    assert typed_scenario(PICTURE, np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])).preset == "sobel-x"
    assert typed_scenario(PICTURE, np.array([[1, 0, -7]])).preset == "own"


@pytest.mark.parametrize("shape", [(2, 2, 2), (4, 2, 2), (1, 2, 2, 2), (2, 1, 2, 2)])
def test_channels_that_do_not_match_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(TypedError, match="the picture 3"):
        typed_scenario(PICTURE, np.ones(shape))


def test_too_many_filters_and_too_large_a_kernel_are_refused() -> None:
    with pytest.raises(TypedError, match="17 filters; at most 16"):
        typed_scenario(PICTURE[:1], np.ones((17, 2, 2)))
    with pytest.raises(GeometryError, match="does not fit"):
        typed_scenario(PICTURE, np.ones((5, 5)))
