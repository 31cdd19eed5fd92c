"""The gradient of a bias is the sum of the δs of its filter, as the engine has it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.bias_gradient_scene import BiasGradientScene
from cnnviz.traces.scene import Array, Edit, Place
from cnnviz.traces.upstream import GradientError
from tests.traces.layers import convolutions, normal, transposed_convolutions
from tests.traces.moments import assert_same, known_until, shown

Case = tuple[Conv2D | ConvTranspose2D, Array, Array]


def engines(layer: Conv2D | ConvTranspose2D, image: Array, upstream: Array) -> Array:
    workspace = Workspace()
    _, saved = layer.forward(image[..., None], workspace)
    return np.array(layer.backward(upstream[..., None], saved, workspace)[1]["bias"])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    layer, image = draw(st.one_of(convolutions(), transposed_convolutions()))
    return layer, image, normal(draw, *layer.output_shape(image.shape))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_last_frame_is_the_gradient_of_the_engines_layer(case: Case) -> None:
    scene = BiasGradientScene(*case)
    np.testing.assert_array_equal(shown(scene, "gradient", scene.frame(scene.length - 1))[0, :, 0], engines(*case))


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_any_frame_is_the_engines_sum_of_the_deltas_so_far(case: Case, data: st.DataObject) -> None:
    layer, image, upstream = case
    scene = BiasGradientScene(*case)
    for index in data.draw(st.lists(st.integers(0, scene.length - 1), min_size=1, max_size=5)):
        frame = scene.frame(index)
        terms = np.concatenate([group.left for group in frame.sum.groups]).astype(np.float64)
        assert abs(terms.sum() - frame.sum.outcome) <= 1e-5 * np.abs(terms).sum()
        expected = engines(layer, image, known_until(upstream, index))
        assert_same(shown(scene, "gradient", frame)[0, :, 0], expected, float(np.abs(upstream).max() * 10))


def test_the_terms_are_the_deltas_so_far() -> None:
    upstream = np.array([[[1, 2]], [[3, 4]]], np.float32)
    scene = BiasGradientScene(Conv2D(1, 2, 1), np.zeros((1, 1, 2), np.float32), upstream)
    frames = [scene.frame(index) for index in range(4)]
    terms = [(frame.sum.groups[0].left.tolist(), frame.sum.outcome) for frame in frames]
    assert terms == [([1], 1), ([1, 2], 3), ([3], 3), ([3, 4], 7)]
    assert [frame.facts["gradient"][0] for frame in frames][-1] == "7.00 so far"
    assert scene.describe(Place("gradient", 0, 1, 0), frames[1]).startswith("Gradient of bias 2 = 0.0000 so far")


def test_many_deltas_are_added_up_row_by_row() -> None:
    upstream = np.random.default_rng(0).standard_normal((1, 100, 100)).astype(np.float32)
    scene = BiasGradientScene(Conv2D(1, 1, 1), np.zeros((1, 100, 100), np.float32), upstream)
    sum_ = scene.frame(7003).sum
    assert [len(group.left) for group in sum_.groups] == [70, 4]
    assert abs(sum(group.total for group in sum_.groups) - sum_.outcome) < 1e-4
    assert abs(sum_.outcome - float(upstream.ravel()[:7004].sum(dtype=np.float64))) < 1e-4


def test_a_sum_leads_to_its_last_delta_and_a_delta_to_itself() -> None:
    scene = BiasGradientScene(Conv2D(1, 2, 1), np.zeros((1, 2, 2), np.float32), np.ones((2, 2, 2), np.float32))
    frame = scene.frame(0)
    assert scene.index_at(Place("gradient", 0, 1, 0), frame) == 7
    assert scene.index_at(Place("upstream", 1, 0, 1), frame) == 5
    assert scene.edit_at(Place("upstream", 1, 0, 1), frame) == Edit("upstream", (1, 0, 1), 1.0)


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(GradientError, match="both must be the same"):
        BiasGradientScene(Conv2D(1, 1, 1), np.zeros((1, 2, 2)), np.zeros((1, 2, 3)))
    with pytest.raises(IndexError):
        BiasGradientScene(Conv2D(1, 1, 1), np.zeros((1, 2, 2)), np.zeros((1, 2, 2))).frame(4)
