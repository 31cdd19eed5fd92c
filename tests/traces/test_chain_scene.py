"""A chain shows what its three layers give, each number as soon as it can be computed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.activations import ReLU, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import GeometryError
from cnnviz.engine.layer import Layer
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.traces.chain_scene import ChainScene
from cnnviz.traces.scene import Array, Place, Read
from tests.traces.layers import convolutions, pairs
from tests.traces.moments import shown

Case = tuple[Conv2D, Layer | None, Pool2D, Array]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any convolution, and a pooling that fits what it gives: overlapping, leaving gaps, reaching beyond the map."""
    layer, image = draw(convolutions())
    _, *size = layer.output_shape(image.shape)
    kernel, ceil_mode = tuple(draw(st.integers(1, min(3, length))) for length in size), draw(st.booleans())
    padding = tuple(draw(st.integers(0, kernel[side // 2] // 2)) for side in range(4))
    if draw(st.booleans()):
        pooling: Pool2D = MaxPool2D(kernel, pairs(draw, 1, 3), padding, ceil_mode=ceil_mode)
    else:
        pooling = AvgPool2D(kernel, pairs(draw, 1, 3), padding, ceil_mode, draw(st.booleans()))
    try:
        pooling.output_shape((1, *size))
    except GeometryError:
        pooling = MaxPool2D(1)
    return layer, draw(st.sampled_from((None, ReLU(), Tanh()))), pooling, image


def outputs(case: Case) -> dict[str, Array]:
    """What each layer gives, by the engine alone."""
    convolution, activation, pooling, image = case
    maps = {"convolution": convolution(image[None])}
    if activation is not None:
        maps["activation"] = activation(maps["convolution"])
    maps["pooling"] = pooling(maps.get("activation", maps["convolution"]))
    return {key: array[0] for key, array in maps.items()}


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_last_frame_shows_all_that_the_engines_layers_give(case: Case) -> None:
    scene = ChainScene(*case)
    frame = scene.frame(scene.length - 1)
    expected = outputs(case)
    assert set(frame.grown) == set(expected)
    for key, array in expected.items():
        np.testing.assert_array_equal(shown(scene, key, frame), array)


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_a_frame_shows_nothing_that_cannot_be_computed_yet(case: Case, data: st.DataObject) -> None:
    scene = ChainScene(*case)
    frame = scene.frame(data.draw(st.integers(0, scene.length - 1)))
    known = np.full(outputs(case)["convolution"].shape, np.nan, np.float32)
    known.reshape(-1)[: frame.index + 1] = outputs(case)["convolution"].reshape(-1)[: frame.index + 1]
    activation, pooling = case[1], case[2]
    bent = known if activation is None else np.where(np.isnan(known), known, activation(known[None])[0])
    np.testing.assert_array_equal(shown(scene, scene._before, frame), bent)
    pooled, there = pooling(bent[None])[0], shown(scene, "pooling", frame)  # NaN as long as a NaN is in the window
    is_there = ~np.isnan(there)
    np.testing.assert_array_equal(there[is_there], pooled[is_there])
    assert np.isfinite(there).sum() <= np.isfinite(pooled).sum()


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_the_arithmetic_goes_on_from_the_products_to_the_pooled_number(case: Case, data: st.DataObject) -> None:
    scene, maps = ChainScene(*case), outputs(case)
    frame = scene.frame(data.draw(st.integers(0, scene.length - 1)))
    terms = np.concatenate([group.left.astype(float) * group.right for group in frame.sum.groups])
    bias = frame.sum.bias or 0.0
    assert abs(terms.sum() + bias - frame.sum.result) <= 1e-5 * (np.abs(terms).sum() + abs(bias))
    assert frame.sum.result == maps["convolution"][frame.position]
    values = [step.value for step in frame.sum.steps]
    if case[1] is not None:
        assert values.pop(0) == maps["activation"][frame.position]
    for value in values:  # of the pooling, when a window is full
        grown = frame.grown["pooling"]
        assert isinstance(grown, Read)
        assert value in maps["pooling"][grown.grid]


@settings(max_examples=40, deadline=None)
@given(cases(), st.data())
def test_a_click_on_a_pooled_number_leads_to_the_frame_in_which_it_appears(case: Case, data: st.DataObject) -> None:
    scene = ChainScene(*case)
    panel = scene.panel("pooling")
    place = Place("pooling", *(data.draw(st.integers(0, n - 1)) for n in (panel.count, panel.rows, panel.columns)))
    index = scene.index_at(place, scene.frame(0))
    assert index is not None
    assert scene.frame(index).grown["pooling"] >= place[1:]
    assert index % np.prod(outputs(case)["convolution"].shape[1:]) == 0 or (
        scene.frame(index - 1).grown["pooling"] < place[1:]
    )


def chain(filters: int = 1, pooling: Pool2D | None = None) -> ChainScene:
    convolution = Conv2D(1, filters, 1)
    convolution.weight[...] = 1
    image = np.arange(-8, 8, dtype=np.float32).reshape(1, 4, 4)
    return ChainScene(convolution, ReLU(), pooling or MaxPool2D(2), image)


def test_the_strip_goes_from_the_input_to_the_pooling() -> None:
    scene = chain()
    panels = [(panel.key, panel.zone) for panel in scene.panels]
    assert panels == [
        ("input", "in"), ("kernel", "middle"), ("products", "middle"),
        ("convolution", "out"), ("activation", "out"), ("pooling", "out"),
    ]  # fmt: skip
    plain = ChainScene(scene.layer, None, MaxPool2D(2), np.zeros((1, 4, 4), np.float32))
    assert "activation" not in [panel.key for panel in plain.panels]


def test_the_windows_of_all_stages_are_outlined() -> None:
    frame = chain().frame(15)
    outlines = [(outline.panel, outline.row, outline.column, outline.rows) for outline in frame.outlines]
    assert outlines == [
        ("input", 3, 3, 1), ("convolution", 3, 3, 1), ("activation", 3, 3, 1),
        ("activation", 2, 2, 2), ("pooling", 1, 1, 1), ("activation", 3, 3, 1),
    ]  # fmt: skip
    assert [step.value for step in frame.sum.steps] == [7, 7]
    assert [step.name for step in frame.sum.steps] == ["ReLU", "max pooling"]


def test_a_pooled_number_lights_up_all_of_the_input_that_it_depends_on() -> None:
    convolution = Conv2D(1, 2, 3)
    scene = ChainScene(convolution, None, AvgPool2D(2), np.zeros((1, 8, 8), np.float32))
    lit = scene.links(Place("pooling", 1, 0, 1), scene.frame(0))
    field = next(light for light in lit if light.panel == "input")
    assert (list(field.rows), list(field.columns)) == ([0, 1, 2, 3], [2, 3, 4, 5])
    assert {light.panel for light in lit} == {"pooling", "convolution", "input"}


def test_a_cell_of_the_input_lights_up_what_becomes_of_it_in_every_stage() -> None:
    lit = chain().links(Place("input", 0, 3, 0), chain().frame(0))
    found = {light.panel: (list(light.rows), list(light.columns)) for light in lit}
    assert found["activation"] == ([3], [0])
    assert found["pooling"] == ([1], [0])


def test_what_no_pooling_window_sees_is_marked_as_unreached() -> None:
    scene = chain(pooling=MaxPool2D(3))
    reached = scene.panel("activation").reached
    assert reached is not None
    assert [flags.tolist() for flags in reached] == [[True, True, True, False]] * 2
    assert scene.panel("convolution").reached is None
