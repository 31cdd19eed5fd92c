"""Whatever the sizes, the panels lie inside the stage and do not overlap."""

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cnnviz.traces.grids import HEAD, LEGEND, READABLE, SHORT, Grid, Sizes
from cnnviz.traces.panels import arrange

STAGES = ((872, 500), (1512, 760), (600, 340))


def grids_of(sizes: Sizes, stage: tuple[float, float]) -> list[Grid]:
    panels = arrange(sizes, *stage)
    return [*panels.inputs, *panels.patches, *panels.kernels, *panels.products, panels.output]


def overlap(one: Grid, other: Grid) -> bool:
    """Whether two panels touch, their headings included."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.y + one.height <= other.y - HEAD + 1 or other.y + other.height <= one.y - HEAD + 1
    return not (beside or above)


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from((1, 3)),
    st.tuples(st.integers(1, 300), st.integers(1, 300)),
    st.tuples(st.integers(1, 11), st.integers(1, 11)),
    st.integers(1, 4),
    st.sampled_from(STAGES[:2]),
)
def test_nothing_overlaps_or_is_cut_off(
    channels: int, size: tuple[int, int], kernel: tuple[int, int], stride: int, stage: tuple[int, int]
) -> None:
    output = (max(1, size[0] // stride), max(1, size[1] // stride))
    grids = grids_of(Sizes(channels, size, kernel, output), stage)
    for grid in grids:
        assert grid.x >= 0 and grid.y >= HEAD - 1
        assert grid.x + grid.width <= stage[0] and grid.y + grid.height <= stage[1]
    assert grids[-1].y + grids[-1].height + LEGEND <= stage[1] + 2
    for one, other in itertools.combinations(grids, 2):
        assert not overlap(one, other), (one, other)


@pytest.mark.parametrize("stage", STAGES)
def test_cells_grow_with_the_window(stage: tuple[int, int]) -> None:
    sizes = Sizes(1, (12, 12), (3, 3), (10, 10))
    panels, larger = arrange(sizes, *stage), arrange(sizes, 2 * stage[0], 2 * stage[1])
    assert larger.inputs[0].cell > panels.inputs[0].cell


def test_readable_inputs_need_no_second_picture_of_the_patch() -> None:
    assert arrange(Sizes(1, (12, 12), (3, 3), (10, 10)), 872, 500).patches == ()
    assert len(arrange(Sizes(1, (200, 200), (3, 3), (198, 198)), 872, 500).patches) == 1


def test_three_channels_stand_side_by_side() -> None:
    panels = arrange(Sizes(3, (18, 18), (3, 3), (16, 16)), 872, 500)
    assert len({grid.y for grid in panels.inputs}) == 1
    assert panels.inputs[0].x < panels.inputs[1].x < panels.inputs[2].x


@pytest.mark.parametrize("stage", [(872, 460), (1512, 760)])
def test_a_colour_picture_with_a_flat_kernel_uses_the_height_and_shows_numbers(stage: tuple[int, int]) -> None:
    panels = arrange(Sizes(3, (20, 32), (2, 5), (7, 14)), *stage)
    assert panels.kernels[0].cell >= READABLE
    assert panels.products[-1].y + panels.products[-1].height > 0.75 * stage[1]


@example(1, 19, (1, 1), (554, 280))
@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from((1, 3)),
    st.integers(1, 60),
    st.tuples(st.integers(1, 11), st.integers(1, 11)),
    st.sampled_from(((554, 280), *STAGES)),
)
def test_every_heading_has_room_for_its_name(
    channels: int, side: int, kernel: tuple[int, int], stage: tuple[int, int]
) -> None:
    grids = grids_of(Sizes(channels, (side, side), kernel, (side, side)), stage)
    assert all(max(grid.head, grid.width) >= SHORT for grid in grids)


def test_the_usual_example_fills_the_height_of_a_small_window() -> None:
    panels = arrange(Sizes(1, (12, 12), (3, 3), (10, 10)), 872, 505)
    assert panels.inputs[0].cell >= 36
