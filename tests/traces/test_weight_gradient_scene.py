"""The gradient of a kernel is shown as the engine computes it, weight by weight."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.workspace import Workspace
from cnnviz.traces import gathered_weights
from cnnviz.traces.scene import Edit, Place, Read
from cnnviz.traces.upstream import GradientError
from cnnviz.traces.weight_gradient_scene import WeightGradientScene
from tests.traces.layers import convolutions, normal, transposed_convolutions

Values = npt.NDArray[np.floating[Any]]
Given = tuple[Conv2D | ConvTranspose2D, Values, Values]


@st.composite
def gradients(draw: st.DrawFn) -> Given:
    """A random layer of one of the two kinds, an image that it takes and a gradient of the output's shape."""
    layer, image = draw(st.one_of(convolutions(), transposed_convolutions()))
    return layer, image, normal(draw, *layer.output_shape(image.shape))


def engines(layer: Conv2D | ConvTranspose2D, image: Values, upstream: Values) -> Values:
    workspace = Workspace()
    _, saved = layer.forward(image[..., None], workspace)
    return np.array(layer.backward(upstream[..., None], saved, workspace)[1]["weight"])


@settings(max_examples=60, deadline=None)
@given(gradients())
def test_the_frames_together_are_the_engines_gradient_and_their_terms_add_up(given: Given) -> None:
    expected = engines(*given)
    scene = WeightGradientScene(*given)
    assert (scene.length, scene.row_length) == (expected.size, expected.shape[3])
    for index, place in enumerate(np.ndindex(*expected.shape)):
        frame = scene.frame(index)
        assert (frame.index, frame.variant, frame.position) == (index, place[0], place[1:])
        assert frame.sum.outcome == expected[place]
        (group,) = frame.sum.groups
        assert group.right is not None
        products = group.left.astype(float) * group.right
        scale = max(float(np.abs(products).sum()), 1e-30)
        assert abs(products.sum() - group.total) <= 1e-5 * scale
        assert abs(group.total - frame.sum.result) <= 1e-5 * scale
        assert frame.parts["products"].ravel().tolist() == (group.left * group.right).tolist()
        assert frame.grown["gradient"] == Read(*place[1:])
        assert scene.index_at(Place("gradient", *place[1:]), frame) == index
    for variant in range(len(expected)):
        np.testing.assert_array_equal(scene.values("gradient", variant=variant), expected[variant])
    with pytest.raises(IndexError):
        scene.frame(scene.length)
    with pytest.raises(KeyError):
        scene.values("products")


@settings(max_examples=30, deadline=None)
@given(gradients())
def test_links_say_which_cells_a_weight_met(given: Given) -> None:
    layer, *_ = given
    scene = WeightGradientScene(*given)
    fixed = "input" if isinstance(layer, ConvTranspose2D) else "upstream"
    met: dict[tuple[int, int, int], set[tuple[int, int, int]]] = {}
    last = scene.frame(scene.length - 1)
    panel, others = scene.panel(scene.source), scene.panel(fixed)
    for index in range(scene.length - layer.weight[0].size, scene.length):
        frame = scene.frame(index)
        depth, ky, kx = frame.position
        tinted, multiplied, _ = scene.links(Place("gradient", depth, ky, kx), frame)
        assert (multiplied.panel, multiplied.grid) == (fixed, frame.variant)
        outline = next(outline for outline in frame.outlines if outline.panel == scene.source)
        assert outline.grid == tinted.grid
        assert range(outline.row, outline.row + outline.rows, outline.step[0]) == tinted.rows
        assert range(outline.column, outline.column + outline.columns, outline.step[1]) == tinted.columns
        cells = [(row, column) for row in tinted.rows for column in tinted.columns]
        assert len(cells) == others.rows * others.columns
        numbers = scene.values(scene.source)[tinted.grid]
        assert [numbers[cell] for cell in cells] == frame.sum.groups[0].left.tolist()
        for cell in cells:
            met.setdefault((tinted.grid, *cell), set()).add(frame.position)
            product = [light for light in scene.links(Place(scene.source, tinted.grid, *cell), frame)
                       if light.panel == "products"]  # fmt: skip
            where = divmod(cells.index(cell), others.columns)
            assert [(light.rows[0], light.columns[0]) for light in product] == [where]
            back = scene.links(Place("products", 0, *where), frame)[0]
            assert (back.grid, back.rows[0], back.columns[0]) == (tinted.grid, *cell)
    for grid, row, column in np.ndindex(panel.count, panel.rows, panel.columns):
        lit = {
            (light.grid, y, x)
            for light in scene.links(Place(scene.source, grid, row, column), last)
            if light.panel == "gradient"
            for y in light.rows
            for x in light.columns
        }
        assert lit == met.get((grid, row, column), set())


@settings(max_examples=30, deadline=None)
@given(gradients())
def test_a_large_picture_gives_the_same_numbers_without_computing_the_rest(given: Given) -> None:
    expected = engines(*given)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gathered_weights, "WHOLE_AT_ONCE", 0)
        scene = WeightGradientScene(*given)
        tolerance = 1e-5 * float(np.abs(expected).max() + 1)
        last = scene.frame(scene.length - 1)
        assert last.sum.result == pytest.approx(expected.flat[-1], abs=tolerance)
        part = scene.values("gradient", slice(0, 2), slice(1, None), last.variant)
        np.testing.assert_allclose(part, expected[-1][:, 0:2, 1:], atol=tolerance)


def test_very_many_terms_are_shown_as_the_sums_of_their_rows() -> None:
    image = np.random.default_rng(1).random((1, 100, 90), dtype=np.float32)
    layer = Conv2D(1, 1, 3)
    scene = WeightGradientScene(layer, image, np.ones((1, 98, 88), np.float32))
    assert [panel.key for panel in scene.panels] == ["input", "upstream", "gradient"]
    frame = scene.frame(4)
    (group,) = frame.sum.groups
    assert (group.left.shape, group.right, frame.sum.panel, frame.parts) == ((98,), None, "", {})
    np.testing.assert_allclose(group.left, image[0, 1:99, 1:89].sum(axis=1), rtol=1e-5)
    assert frame.sum.result == pytest.approx(group.total, rel=1e-5)


def test_a_click_on_a_map_of_the_gradient_from_above_goes_to_its_kernel() -> None:
    layer = Conv2D(1, 3, 2)
    scene = WeightGradientScene(layer, np.zeros((1, 3, 3), np.float32), np.zeros((3, 2, 2), np.float32))
    frame = scene.frame(1)
    assert scene.index_at(Place("upstream", 2, 0, 0), frame) == 9
    assert scene.index_at(Place("input", 0, 0, 0), frame) is None
    assert frame.facts["upstream"] == ("1 of 3",)


@pytest.mark.parametrize("transposed", [False, True])
def test_numbers_of_the_picture_and_of_the_gradient_from_above_can_be_changed(transposed: bool) -> None:
    image, upstream = np.array([[[1, 2], [3, 4]]], np.float32), np.array([[[5, 6], [7, 8]]], np.float32)
    layer = (ConvTranspose2D if transposed else Conv2D)(1, 1, 3, padding=1)
    scene = WeightGradientScene(layer, image, upstream)
    frame = scene.frame(0)
    padded, plain = ("upstream", "input") if transposed else ("input", "upstream")
    parts = {"input": "image", "upstream": "upstream"}
    values = {"input": image, "upstream": upstream}
    assert scene.edit_at(Place(padded, 0, 1, 2), frame) == Edit(parts[padded], (0, 0, 1), values[padded][0, 0, 1])
    assert scene.edit_at(Place(padded, 0, 0, 2), frame) is None
    assert scene.edit_at(Place(plain, 0, 1, 0), frame) == Edit(parts[plain], (0, 1, 0), values[plain][0, 1, 0])
    assert scene.edit_at(Place("gradient", 0, 0, 0), frame) is None
    assert scene.describe(Place(padded, 0, 0, 0), frame).startswith("Padding: 0.0000")
    assert scene.describe(Place("products", 0, 1, 1), frame) == (
        "5.0000 · 4.0000 = 20.0000" if transposed else "1.0000 · 8.0000 = 8.0000"
    )
    for key in ("input", "upstream", "gradient"):
        assert scene.describe(Place(key, 0, 1, 1), frame)


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(GradientError, match="both must be the same"):
        WeightGradientScene(Conv2D(1, 1, 2), np.zeros((1, 3, 3), np.float32), np.zeros((1, 3, 3), np.float32))
