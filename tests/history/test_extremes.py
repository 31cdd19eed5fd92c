"""A series thinned as it grows looks as it did when all of it was drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.history.extremes import Extremes

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=700)


@given(VALUES, st.integers(4, 60), st.data())
def test_it_keeps_the_extremes_the_order_and_the_last_point_however_it_grew(
    values: list[float], most: int, data: st.DataObject
) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    thinned = Extremes(most)
    for end in [*sorted(data.draw(st.lists(st.integers(0, len(values)), max_size=5))), len(values)]:
        thinned.take(x[:end], y[:end])
    thin_x, thin_y = thinned.points()
    assert len(thin_x) <= most + 3 and (np.diff(thin_x) >= 0).all()
    assert (thin_y == y[thin_x.astype(int)]).all()
    assert thin_x[-1] == x[-1] and thin_y.min() == y.min() and thin_y.max() == y.max()


@given(VALUES, st.integers(1, 50))
def test_growing_in_pieces_gives_the_same_points_as_all_at_once(values: list[float], piece: int) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    slow, fast = Extremes(20), Extremes(20)
    for end in range(piece, len(values) + piece, piece):
        slow.take(x[:end], y[:end])
    fast.take(x, y)
    for one, other in zip(slow.points(), fast.points(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_nothing_new_is_said_to_be_nothing_new() -> None:
    thinned = Extremes()
    x = np.arange(5.0)
    assert thinned.take(x, x) and not thinned.take(x, x)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_points_are_all_kept(count: int) -> None:
    thinned = Extremes()
    x = np.arange(float(count))
    thinned.take(x, -x)
    assert thinned.points()[0].tolist() == x.tolist()
