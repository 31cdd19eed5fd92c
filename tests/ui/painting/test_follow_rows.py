"""The rows of a followed number fit where they can, never leave their width, and say what lies under a point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.traces.following import Followed, Part
from cnnviz.traces.passes import Cell
from cnnviz.traces.scene import Sum
from cnnviz.ui.painting.follow_rows import READABLE_CELL, Columns, RowsLayout, Spot

COLUMNS = Columns(name=40, total=62, factor=50)


def layout_of(
    count: int, rows: int, columns: int, width: int = 276, room: int = 290, weights: bool = True
) -> RowsLayout:
    """`count` parts of `rows` × `columns`."""
    values = np.ones((rows, columns), np.float32)
    part = Part("maps", 0, 0, 0, values, values if weights else None, np.ones((rows, columns), np.bool_), 1.0)
    followed = Followed(Cell("conv", 0), "Conv2D", Sum("products", "", (), 1.0), (part,) * count, 1.0, None)
    return RowsLayout(followed, range(count), width, room, COLUMNS)


def test_six_channels_of_five_by_five_fill_the_room_without_scrolling() -> None:
    layout = layout_of(6, 5, 5)
    assert 0.8 * 290 < layout.height <= 290
    assert layout.tile[0] == layout.tile[1] >= 35


def test_five_hundred_channels_scroll_in_rows_that_can_be_read() -> None:
    layout = layout_of(512, 3, 3)
    assert layout.height > 290
    assert layout.tile == (30, 30)


def test_few_patches_get_the_whole_width() -> None:
    layout = layout_of(1, 5, 5)
    assert layout.is_captioned
    assert layout.tile[0] > 100
    assert layout.kernel(0).right() <= 276


def test_the_products_of_one_window_stand_below_it_without_making_it_smaller() -> None:
    layout, low = layout_of(1, 5, 5), layout_of(1, 5, 5, room=150)
    assert layout.has_products and not low.has_products
    assert layout.tile == low.tile
    assert layout.products(0).top() > layout.kernel(0).bottom()
    assert layout.products(0).right() <= 276 and layout.products(0).bottom() <= layout.height <= 290
    assert not layout.legend.intersects(layout.products(0))


def test_the_products_of_few_channels_stand_beside_them_with_their_legend_at_the_foot() -> None:
    layout = layout_of(6, 5, 5)
    assert layout.has_products
    assert layout.height <= 290
    assert layout.products(5).left() > layout.kernel(5).right()
    assert layout.products(5).right() <= layout.total(5).left()
    assert layout.products(5).bottom() <= layout.legend.top() < layout.legend.bottom() <= layout.height
    products = layout.products(3)
    assert layout.spot_at(products.right() - 1, products.bottom() - 1) == Spot(3, 4, 4)


def test_there_are_no_products_where_the_rows_scroll_or_nothing_was_multiplied() -> None:
    assert not layout_of(16, 5, 5).has_products
    assert not layout_of(1, 5, 5, weights=False).has_products
    assert layout_of(16, 5, 5).height > 290


@pytest.mark.parametrize("room", range(240, 360, 4))
def test_products_never_take_the_room_of_the_numbers_of_patch_and_kernel(room: int) -> None:
    assert layout_of(3, 3, 3, room=room).tile[0] >= READABLE_CELL * 3


def test_larger_windows_grow_until_their_numbers_can_be_read() -> None:
    assert layout_of(1, 2, 2, width=420, room=560, weights=False).tile == (220, 220)
    assert layout_of(1, 8, 8, width=420, room=560, weights=False).tile == (320, 320)


def test_single_numbers_stand_in_lines() -> None:
    layout = layout_of(120, 1, 1)
    assert layout.is_lines
    assert layout.row_height <= 20


def test_numbers_without_weights_have_one_tile() -> None:
    layout = layout_of(1, 2, 2, weights=False)
    assert layout.last_tile(0) == layout.patch(0)
    assert layout.spot_at(layout.patch(0).right() + 20, layout.patch(0).center().y()) is None


@given(
    st.integers(1, 40), st.integers(1, 15), st.integers(2, 15), st.integers(250, 420), st.integers(40, 700),
    st.booleans(),
)  # fmt: skip
def test_tiles_stay_between_name_and_total_and_every_number_is_found_under_its_middle(
    count: int, rows: int, columns: int, width: int, room: int, weights: bool
) -> None:
    layout = layout_of(count, rows, columns, width, room, weights)
    last = count - 1
    limit = width if layout.is_captioned else layout.total(last).left()
    assert layout.last_tile(last).right() <= limit
    assert layout.last_tile(last).bottom() <= layout.height
    for side in (layout.patch(last), layout.last_tile(last)):
        x = side.left() + (columns - 0.5) * side.width() / columns
        y = side.top() + (rows - 0.5) * side.height() / rows
        assert layout.spot_at(x, y) == Spot(last, rows - 1, columns - 1)


@given(st.integers(1, 30), st.floats(0, 900), st.floats(0, 300))
def test_all_rows_that_a_stripe_touches_are_drawn(count: int, top: float, height: float) -> None:
    layout = layout_of(count, 3, 3)
    drawn = layout.rows_between(top, top + height)
    for index in range(count):
        row = layout.row(index)
        touched = row.top() <= top + height and row.bottom() >= top
        assert not touched or index in drawn
