"""A gradient passes an activation number by number, as in the engine."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.layer import Layer
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.activation_gradient_scene import ActivationGradientScene
from cnnviz.traces.scene import Array, Edit, Place
from cnnviz.traces.upstream import GradientError
from tests.traces.layers import normal, pairs
from tests.traces.moments import shown

LAYERS = (ReLU(), LeakyReLU(0.1), ELU(), Sigmoid(), Tanh(), Softplus())
Case = tuple[Layer, Array, Array]


def engines(layer: Layer, image: Array, upstream: Array) -> Array:
    workspace = Workspace()
    _, saved = layer.forward(image[..., None], workspace)
    return np.array(layer.backward(upstream[..., None], saved, workspace)[0][..., 0])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    shape = (draw(st.integers(1, 3)), *pairs(draw, 1, 5))
    return draw(st.sampled_from(LAYERS)), normal(draw, *shape), normal(draw, *shape)


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_every_frame_is_the_engines_gradient_up_to_its_cell(case: Case, data: st.DataObject) -> None:
    scene, expected = ActivationGradientScene(*case), engines(*case)
    index = data.draw(st.integers(0, scene.length - 1))
    frame = scene.frame(index)
    flat = shown(scene, "gradient", frame).ravel()
    np.testing.assert_array_equal(flat[: index + 1], expected.ravel()[: index + 1])
    assert np.isnan(flat[index + 1 :]).all()
    group = frame.sum.groups[0]
    assert group.right is not None
    assert abs(float(group.left[0]) * float(group.right[0]) - frame.sum.outcome) <= 1e-5 * abs(frame.sum.outcome)
    assert frame.sum.outcome == expected[frame.position]


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_last_frame_is_the_gradient_of_the_engines_layer(case: Case) -> None:
    scene = ActivationGradientScene(*case)
    np.testing.assert_array_equal(shown(scene, "gradient", scene.frame(scene.length - 1)), engines(*case))


def test_a_relu_is_a_gate_that_is_open_or_closed() -> None:
    image = np.array([[[-1, 0, 2]]], np.float32)
    scene = ActivationGradientScene(ReLU(), image, np.array([[[5, 6, 7]]], np.float32))
    frames = [scene.frame(index) for index in range(3)]
    assert [frame.sum.groups[0].name for frame in frames] == ["gate closed", "gate closed", "gate open"]
    assert [frame.sum.outcome for frame in frames] == [0, 0, 7]
    assert "gate open" in scene.describe(Place("gradient", 0, 0, 2), frames[0])


def test_any_other_slope_is_said_in_numbers() -> None:
    scene = ActivationGradientScene(Sigmoid(), np.zeros((1, 1, 1), np.float32), np.ones((1, 1, 1), np.float32))
    assert scene.frame(0).facts["input"][0] == "(0, 0) = 0.00: slope 0.25"


def test_both_numbers_can_be_edited_and_lead_to_their_frame() -> None:
    scene = ActivationGradientScene(Tanh(), np.full((1, 2, 2), 3, np.float32), np.ones((1, 2, 2), np.float32))
    frame = scene.frame(0)
    assert scene.edit_at(Place("upstream", 0, 1, 0), frame) == Edit("upstream", (0, 1, 0), 1.0)
    assert scene.edit_at(Place("input", 0, 1, 0), frame) == Edit("image", (0, 1, 0), 3.0)
    assert scene.edit_at(Place("gradient", 0, 1, 0), frame) is None
    assert {scene.index_at(Place(panel.key, 0, 1, 0), frame) for panel in scene.panels} == {2}


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(GradientError, match="both must be the same"):
        ActivationGradientScene(ReLU(), np.zeros((1, 2, 2)), np.zeros((1, 2, 3)))


@pytest.mark.parametrize("layer", [Sigmoid(), Softplus(), Tanh(), ELU()])
def test_numbers_far_from_zero_pass_without_a_warning(layer: Layer) -> None:
    x = np.array([[[-900.0, 900.0]]], np.float32)
    scene = ActivationGradientScene(layer, x, np.ones_like(x))
    assert np.isfinite(scene.values("gradient")).all()
