"""Pages of items, by arithmetic alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.train.data_view.paging import Paging, fitting


@given(count=st.integers(0, 500), room=st.integers(1, 60))
def test_the_pages_together_hold_every_item_once_and_in_order(count: int, room: int) -> None:
    paging = Paging(count, room)
    seen = [number for page in range(paging.pages) for number in paging.at(page).numbers]
    assert seen == list(range(count))
    assert all(len(paging.at(page).numbers) == room for page in range(paging.pages - 1))


@pytest.mark.parametrize(("page", "found"), [(-1, 0), (0, 0), (2, 2), (3, 2), (99, 2)])
def test_a_page_that_is_not_there_is_the_nearest_one(page: int, found: int) -> None:
    assert Paging(50, 20).at(page).page == found


def test_nothing_is_one_empty_page() -> None:
    assert Paging(0, 20).pages == 1 and not Paging(0, 20).numbers


@given(count=st.integers(1, 500), room=st.integers(1, 60), page=st.integers(0, 500), other=st.integers(-3, 60))
def test_the_first_item_stays_in_sight_when_the_room_changes(count: int, room: int, page: int, other: int) -> None:
    before = Paging(count, room).at(page)
    assert before.numbers.start in before.with_room(other).numbers


@pytest.mark.parametrize(
    ("width", "height", "tiles"), [(64, 76, 1), (133, 76, 1), (134, 76, 2), (134, 158, 4), (10, 10, 1)]
)
def test_as_many_tiles_fit_as_stand_whole_in_the_room(width: int, height: int, tiles: int) -> None:
    assert fitting(width, height, 64, 76, 6) == tiles
