"""The gradient by a transposed convolution's input is shown as the engine computes it, a gather of δ."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.workspace import Workspace
from cnnviz.traces import kernel_scene
from cnnviz.traces.scene import Edit, Place, Scene
from cnnviz.traces.transposed_input_gradient_scene import TransposedInputGradientScene
from cnnviz.traces.upstream import GradientError
from tests.traces.layers import normal, transposed_convolutions

Values = npt.NDArray[np.floating[Any]]


@st.composite
def gradients(draw: st.DrawFn) -> tuple[ConvTranspose2D, Values, Values]:
    """A random layer, an image that it takes and a gradient of the output's shape."""
    layer, image = draw(transposed_convolutions())
    return layer, image, normal(draw, *layer.output_shape(image.shape))


def engines(layer: ConvTranspose2D, image: Values, upstream: Values) -> Values:
    workspace = Workspace()
    _, saved = layer.forward(image[..., None], workspace)
    return np.array(layer.backward(upstream[..., None], saved, workspace)[0][..., 0])


@settings(max_examples=40, deadline=None)
@given(gradients())
def test_the_frames_together_are_the_engines_gradient_and_their_terms_add_up(
    check_gathered: Callable[[Scene, Values], None], given: tuple[ConvTranspose2D, Values, Values]
) -> None:
    check_gathered(TransposedInputGradientScene(*given), engines(*given))


@settings(max_examples=25, deadline=None)
@given(gradients())
def test_links_say_who_meets_whom(
    check_windows: Callable[[Scene], None],
    check_parts: Callable[[Scene], None],
    given: tuple[ConvTranspose2D, Values, Values],
) -> None:
    scene = TransposedInputGradientScene(*given)
    check_windows(scene)
    check_parts(scene)


@settings(max_examples=25, deadline=None)
@given(gradients())
def test_a_large_gradient_gives_the_same_numbers_without_computing_the_rest(
    given: tuple[ConvTranspose2D, Values, Values],
) -> None:
    expected = engines(*given)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernel_scene, "WHOLE_AT_ONCE", 0)
        scene = TransposedInputGradientScene(*given)
        tolerance = 1e-5 * float(np.abs(expected).max() + 1)
        for index in range(0, scene.length, 2):
            frame = scene.frame(index)
            assert frame.sum.result == pytest.approx(expected[frame.position], abs=tolerance)
        part = scene.values("gradient", slice(None, None, 2), slice(1, None, 3))
        np.testing.assert_allclose(part, expected[:, ::2, 1::3], atol=tolerance)


def test_what_the_padding_took_away_has_no_part() -> None:
    layer = ConvTranspose2D(1, 1, 3, padding=1)
    scene = TransposedInputGradientScene(layer, np.ones((1, 2, 2), np.float32), np.ones((1, 2, 2), np.float32))
    panel = scene.panel("upstream")
    assert (panel.rows, panel.columns, panel.border) == (4, 4, (1, 1, 2, 2, "zeros"))
    assert panel.facts[0] == "2 × 2, ±1 · padded to 4 × 4"
    assert scene.describe(Place("upstream", 0, 0, 0), scene.frame(0)).startswith("Padding: always 0")


def test_edits_go_to_the_gradient_from_above_and_to_the_kernel_as_it_was_set() -> None:
    layer = ConvTranspose2D(4, 2, (1, 2), groups=2)  # groups of 2 inputs and 1 output
    layer.weight[...] = np.arange(8).reshape(4, 1, 1, 2)
    image, upstream = np.zeros((4, 1, 1), np.float32), np.arange(4, dtype=np.float32).reshape(2, 1, 2)
    for turned, column in ((False, 1), (True, 0)):
        scene = TransposedInputGradientScene(layer, image, upstream, turned=turned)
        frame = scene.frame(3)  # input 3: the second of the second group
        assert scene.edit_at(Place("kernel", 0, 0, 1), frame) == Edit("kernel", (1, 1, 0, column), 7.0)
        assert scene.edit_at(Place("upstream", 1, 0, 1), frame) == Edit("upstream", (1, 0, 1), 3.0)
        assert scene.edit_at(Place("gradient", 3, 0, 0), frame) is None


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(GradientError, match="both must be the same"):
        TransposedInputGradientScene(ConvTranspose2D(1, 1, 2), np.zeros((1, 2, 2)), np.zeros((1, 2, 2)))
