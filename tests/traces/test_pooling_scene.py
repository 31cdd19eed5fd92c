"""A pooling is shown as the engine computes it: what wins, what is averaged, and what does not count."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.text import ExplainedError
from cnnviz.traces import pooling_scene
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Edit, Outline, Place, Scene

Values = npt.NDArray[np.floating[Any]]


@st.composite
def poolings(draw: st.DrawFn) -> tuple[Pool2D, Values]:
    """A random pooling with an image that it takes; small whole numbers, so that there are equal ones."""

    def pair(low: int, high: int) -> tuple[int, int]:
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    kernel, stride, size, ceil_mode = pair(1, 4), pair(1, 4), pair(1, 8), draw(st.booleans())
    padding = tuple(draw(st.integers(0, kernel[side // 2] // 2)) for side in range(4))
    layer: Pool2D
    if draw(st.booleans()):
        layer = MaxPool2D(kernel, stride, padding, pair(1, 2), ceil_mode)  # type: ignore[arg-type]
    else:
        layer = AvgPool2D(kernel, stride, padding, ceil_mode, draw(st.booleans()))  # type: ignore[arg-type]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    image = rng.integers(-5, 6, (draw(st.integers(1, 2)), *size)).astype(np.float32)
    try:
        output = layer(image[None])
    except ExplainedError:
        assume(False)
    assume(bool(np.isfinite(output).all()))  # a dilated window may see nothing but padding
    return layer, image


@settings(max_examples=80, deadline=None)
@given(poolings())
def test_the_frames_together_are_the_engines_output_and_their_terms_make_it(
    check_gathered: Callable[[Scene, Values], None], given: tuple[Pool2D, Values]
) -> None:
    layer, image = given
    check_gathered(PoolingScene(layer, image), layer(image[None])[0])


@settings(max_examples=40, deadline=None)
@given(poolings())
def test_links_say_who_sees_whom(
    check_windows: Callable[[Scene], None], check_parts: Callable[[Scene], None], given: tuple[Pool2D, Values]
) -> None:
    scene = PoolingScene(*given)
    check_windows(scene)
    check_parts(scene)


@settings(max_examples=40, deadline=None)
@given(poolings())
def test_a_large_picture_gives_the_same_numbers_without_computing_the_rest(given: tuple[Pool2D, Values]) -> None:
    layer, image = given
    expected = layer(image[None])[0]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pooling_scene, "WHOLE_AT_ONCE", 0)
        scene = PoolingScene(layer, image)
        for index in range(0, scene.length, 3):
            frame = scene.frame(index)
            assert frame.sum.result == pytest.approx(expected[frame.position], abs=1e-5)
        for step in (1, 2, 5):
            part = scene.values("output", slice(None, None, step), slice(1, None, step))
            np.testing.assert_allclose(part, expected[:, ::step, 1::step], atol=1e-5)


def test_the_first_of_equal_numbers_wins_and_is_outlined_in_picture_and_window() -> None:
    image = np.array([[[1, 3, 3], [3, 0, 2], [1, 1, 1]]], np.float32)
    frame = PoolingScene(MaxPool2D(3), image).frame(0)
    assert frame.sum.winner == 1
    assert Outline("input", 0, 0, 1, 1, 1, "output") in frame.outlines
    assert Outline("patch", 0, 0, 1, 1, 1, "output") in frame.outlines


def test_the_padding_of_max_pooling_never_wins_against_negative_numbers() -> None:
    scene = PoolingScene(MaxPool2D(2, padding=1), np.full((1, 2, 2), -7, np.float32))
    for index in range(scene.length):
        frame = scene.frame(index)
        assert (frame.sum.outcome, np.isfinite(frame.sum.groups[0].left[frame.sum.winner])) == (-7.0, True)
    assert scene.describe(Place("input", 0, 0, 0), frame) == "Padding: empty, it never wins"


@pytest.mark.parametrize(
    ("include", "divisors", "texts"),
    [
        (True, [9, 9, 6, 9, 9, 6, 6, 6, 4], {"Padding: 0, and it counts", "Padding: 0, and it does not count"}),
        (False, [4, 6, 4, 6, 9, 6, 4, 6, 4], {"Padding: 0, and it does not count"}),
    ],
)
def test_an_average_says_by_how_many_it_divides(include: bool, divisors: list[int], texts: set[str]) -> None:
    layer = AvgPool2D(3, 2, (1, 0, 1, 0), ceil_mode=True, count_include_pad=include)
    scene = PoolingScene(layer, np.ones((1, 5, 5), np.float32))
    frames = [scene.frame(index) for index in range(scene.length)]
    assert [frame.sum.divisor for frame in frames] == divisors
    panel = scene.panel("input")
    border = {
        scene.describe(Place("input", 0, row, column), frames[0])
        for row in range(panel.rows)
        for column in range(panel.columns)
        if panel.border is not None and not panel.border.inside(row, column)
    }
    assert border == texts


def test_windows_of_ceil_mode_reach_beyond_the_picture() -> None:
    scene = PoolingScene(MaxPool2D(2, ceil_mode=True), np.arange(9, dtype=np.float32).reshape(1, 3, 3))
    assert (scene.panel("input").rows, scene.panel("input").border) == (4, (0, 0, 3, 3, "zeros"))
    assert [scene.frame(index).sum.outcome for index in range(4)] == [4.0, 5.0, 7.0, 8.0]


def test_what_is_left_of_a_picture_keeps_its_shades_and_its_cells_can_be_changed() -> None:
    scene = PoolingScene(MaxPool2D(2), np.full((3, 4, 4), 0.5, np.float32))
    output = scene.panel("output")
    assert (output.scale, output.names, output.high) == ("picture", ("red", "green", "blue"), 1.0)
    assert scene.edit_at(Place("input", 2, 1, 3), scene.frame(0)) == Edit("image", (2, 1, 3), 0.5)
    assert scene.edit_at(Place("output", 0, 0, 0), scene.frame(0)) is None


def test_a_cell_of_the_window_is_linked_to_its_cell_of_the_picture() -> None:
    scene = PoolingScene(MaxPool2D(2, 1, dilation=2), np.arange(32, dtype=np.float32).reshape(2, 4, 4))
    frame = scene.frame(scene.length - 1)
    assert frame.facts["patch"] == ("2",)
    first, _ = scene.links(Place("patch", 0, 0, 1), frame)
    assert (first.panel, first.grid, first.rows, first.columns) == ("input", 1, [1], [3])
    assert scene.describe(Place("patch", 0, 0, 1), frame) == "Window (0, 1) = 23.0000"
    back = scene.links(Place("input", 1, 1, 3), frame)
    assert ("patch", 0, [0], [1]) in [light[:4] for light in back]
