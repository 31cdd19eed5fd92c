"""Tiles are as large as fits, none is lost, and every point finds its tile."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.traces.tiling import SMALLEST_TILE, TileLayout, best_layout, fixed_layout, mosaic

COUNTS = st.integers(1, 300)
SIDES = st.integers(1, 64)
AREAS = st.tuples(st.integers(60, 2000), st.integers(60, 1200))


@given(COUNTS, SIDES, SIDES, AREAS)
def test_every_tile_lies_inside_the_wall_and_is_found_again(
    count: int, height: int, width: int, area: tuple[int, int]
) -> None:
    layout = best_layout(count, (height, width), area, caption=16)
    for index in {0, count // 2, count - 1}:
        left, top = layout.origin(index)
        assert left + layout.tile_width <= layout.width
        assert top + layout.tile_height + layout.caption <= layout.height
        assert layout.index_at(left, top) == index
        assert layout.index_at(left + layout.tile_width - 1, top + layout.tile_height - 1) == index


@given(COUNTS, SIDES, SIDES, AREAS)
def test_the_wall_fits_the_area_unless_tiles_would_be_too_small_to_see(
    count: int, height: int, width: int, area: tuple[int, int]
) -> None:
    layout = best_layout(count, (height, width), area)
    if layout.height > area[1]:
        assert layout.columns == count or layout.tile_width <= max(SMALLEST_TILE, width)
    else:
        assert layout.width <= area[0]


@pytest.mark.parametrize(
    ("count", "size", "area", "columns"),
    [
        (6, (28, 28), (900, 540), 3),
        (16, (10, 10), (540, 540), 4),
        (1, (28, 28), (900, 540), 1),
        (8, (4, 4), (900, 60), 8),
    ],
)
def test_the_largest_tiles_win(count: int, size: tuple[int, int], area: tuple[int, int], columns: int) -> None:
    assert best_layout(count, size, area).columns == columns


def test_no_other_number_of_columns_gives_larger_tiles() -> None:
    best = best_layout(16, (10, 10), (880, 540), 8, 16)
    for columns in range(1, 17):
        rows = -(-16 // columns)
        width = (880 - 8 * (columns - 1)) / columns
        height = (540 + 8) / rows - 8 - 16
        assert int(min(width, height) / 10) * 10 <= best.tile_width


def test_cells_that_can_be_seen_have_whole_pixels() -> None:
    assert best_layout(6, (28, 28), (900, 540)).tile_width % 28 == 0


def test_more_tiles_than_fit_make_the_wall_higher_than_the_area() -> None:
    layout = best_layout(5000, (4, 4), (300, 200))
    assert layout.height > 200
    assert layout.tile_width == SMALLEST_TILE


def test_groups_are_not_torn_apart() -> None:
    assert best_layout(96, (5, 5), (880, 540), group=6).columns % 6 == 0


def test_groups_stand_apart_and_points_between_them_find_nothing() -> None:
    layout = TileLayout(8, 4, 2, 10, 10, 2, group=2, group_gap=20)
    assert [layout.origin(index)[0] for index in range(4)] == [0, 12, 44, 56]
    assert layout.width == 66
    assert layout.index_at(30, 5) is None
    assert [layout.index_at(x, 5) for x in (0, 12, 44, 65)] == [0, 1, 2, 3]


def test_groups_that_are_too_wide_are_torn_apart_rather_than_lost() -> None:
    assert best_layout(1024, (3, 3), (400, 400), group=512).width <= 400


def test_there_is_no_tile_in_gaps_on_captions_and_outside() -> None:
    layout = TileLayout(3, 2, 2, 10, 10, 4, caption=6)
    assert layout.index_at(11, 5) is None
    assert layout.index_at(5, 12) is None
    assert layout.index_at(-1, 5) is None
    assert layout.index_at(5, -1) is None
    assert layout.index_at(15, 25) is None, "the second row has one tile only"
    assert layout.index_at(5, 25) == 2


def test_only_the_rows_that_a_strip_touches_are_painted() -> None:
    layout = TileLayout(10, 2, 5, 10, 10, 0)
    assert list(layout.rows_between(0, 9)) == [0, 1]
    assert list(layout.rows_between(15, 25)) == [2, 3, 4, 5]
    assert list(layout.rows_between(0, 1000)) == list(range(10))


def test_tiles_of_a_given_width_keep_the_maps_proportions() -> None:
    layout = fixed_layout(5, (10, 20), 100, 40, gap=5)
    assert (layout.columns, layout.rows, layout.tile_height) == (2, 3, 20)


def test_a_mosaic_holds_every_map_where_the_layout_says() -> None:
    maps = np.arange(3 * 2 * 2, dtype=np.float32).reshape(3, 2, 2)
    wall = mosaic(maps, TileLayout(3, 2, 2, 2, 2, 0))
    assert np.array_equal(wall[:2, :2], maps[0])
    assert np.array_equal(wall[:2, 2:], maps[1])
    assert np.array_equal(wall[2:, :2], maps[2])
    assert not wall[2:, 2:].any()
