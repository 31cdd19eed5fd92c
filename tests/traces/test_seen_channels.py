"""Of very many channels some are seen, and nothing that is computed changes by that."""

import numpy as np
import pytest

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Place, Read, Scene
from cnnviz.traces.seen_channels import MOST_GRIDS, SeenChannels
from cnnviz.traces.transposed_scene import TransposedScene

RNG = np.random.default_rng(0)
IMAGE = RNG.random((40, 6, 7), np.float32)


def convolution() -> Scene:
    return ConvolutionScene(Conv2D(40, 1, 3, padding=1, rng=RNG), IMAGE)


def scenes() -> dict[str, Scene]:
    return {
        "convolution": convolution(),
        "pooling": PoolingScene(MaxPool2D(2), IMAGE),
        "transposed": TransposedScene(ConvTranspose2D(40, 1, 3, 2, rng=RNG), IMAGE),
    }


@pytest.mark.parametrize("kind", ["convolution", "pooling", "transposed"])
@pytest.mark.parametrize("first", [0, 16, 32])
def test_what_is_seen_is_a_part_of_the_whole(kind: str, first: int) -> None:
    whole = scenes()[kind]
    seen = SeenChannels(whole, first)
    assert seen.channels == (range(first, min(first + MOST_GRIDS, 40)), 40)
    for mine, its in zip(seen.panels, whole.panels, strict=True):
        part = slice(first, first + MOST_GRIDS) if its.count > MOST_GRIDS else slice(None)
        assert mine.count == len(range(its.count)[part]) and mine.rows == its.rows
        if its.content in ("fixed", "growing"):
            assert np.array_equal(seen.values(its.key), whole.values(its.key)[part])
        if its.names:
            assert mine.name(0) == its.name(part.start or 0)


def test_the_sum_goes_over_all_channels() -> None:
    whole = convolution()
    seen = SeenChannels(whole, 16)
    assert len(seen.frame(5).sum.groups) == 40
    together = sum(group.total for group in seen.frame(5).sum.groups)
    assert seen.frame(5).sum.outcome == pytest.approx(together, rel=1e-5)
    assert seen.frame(5).sum.first == 16 and seen.frame(5).parts["patch"].shape == (16, 3, 3)
    assert np.array_equal(seen.frame(5).parts["patch"], whole.frame(5).parts["patch"][16:32])


def test_outlines_and_links_are_counted_from_the_first_that_is_seen() -> None:
    seen = SeenChannels(convolution(), 32)
    frame = seen.frame(9)
    assert {outline.grid for outline in frame.outlines if outline.panel == "input"} == set(range(8))
    lit = seen.links(Place("kernel", 3, 1, 1), frame)
    assert {one.grid for one in lit if one.panel in ("input", "kernel", "products")} == {3}
    edit = seen.edit_at(Place("input", 3, 1, 1), frame)
    assert edit is not None and edit.part == "image" and edit.at == (35, 0, 0)
    assert edit.value == pytest.approx(float(IMAGE[35, 0, 0]))
    assert "Input 36" in seen.describe(Place("input", 3, 1, 1), frame)


def test_a_film_that_goes_on_to_other_channels_takes_those_along() -> None:
    whole = PoolingScene(MaxPool2D(2), IMAGE)
    seen = SeenChannels(whole, 0)
    index = whole.index(20, 1, 1)
    assert seen.turned_to(whole.index(15, 0, 0)) is seen
    turned = seen.turned_to(index)
    assert turned.channels == (range(16, 32), 40)
    assert turned.frame(index).position == (4, 1, 1) and turned.frame(index).grown["output"] == Read(4, 1, 1)
    assert turned.index_at(Place("output", 4, 1, 1), turned.frame(index)) == index


def test_growing_panels_are_empty_before_and_full_after_what_is_seen() -> None:
    whole = PoolingScene(MaxPool2D(2), IMAGE)
    seen = SeenChannels(whole, 16)
    assert seen.frame(whole.index(3, 1, 1)).grown["output"] == Read(0, 0, -1)
    assert seen.frame(whole.index(35, 1, 1)).grown["output"] == Read(15, 2, 2)


def test_a_convolution_stays_where_it_is_looked_at() -> None:
    seen = SeenChannels(convolution(), 16)
    assert all(seen.turned_to(index) is seen for index in range(seen.length))
