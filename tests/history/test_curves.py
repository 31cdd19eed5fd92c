"""Series and thinning: what is drawn looks as what was measured."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.history.curves import Series, thin


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=500), st.integers(4, 100))
def test_thinning_keeps_the_extremes_the_order_and_the_last_point(values: list[float], most: int) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    thin_x, thin_y = thin(x, y, most)
    length = -(-2 * len(y) // most)
    whole = len(y) // length * length
    assert len(thin_x) <= max(most, 1) + 2 and (np.diff(thin_x) >= 0).all()
    assert thin_x[-1] == x[-1] and (thin_y == y[thin_x.astype(int)]).all()
    assert len(y) <= most or (y[:whole].min() == thin_y.min() or thin_y.min() <= y[:whole].min())
    assert len(y) <= most or thin_y.max() >= y[:whole].max()


def test_few_points_are_left_alone() -> None:
    x = np.arange(5.0)
    thin_x, thin_y = thin(x, x**2, 10)
    assert thin_x.tolist() == x.tolist() and thin_y.tolist() == (x**2).tolist()


def test_a_series_keeps_every_point_beyond_its_first_room() -> None:
    series = Series()
    for step in range(3000):
        series.add(step, step * 0.5)
    assert len(series) == 3000 and series.x[-1] == 2999 and series.y[2048] == 1024.0


def test_many_points_at_once_are_added_as_one_by_one() -> None:
    series = Series()
    series.add(0, 5)
    x = np.arange(1.0, 5000.0)
    series.extend(x, 2 * x)
    assert len(series) == 5000 and series.y[0] == 5 and series.x[-1] == 4999 and series.y[-1] == 9998


def test_the_nearest_point_is_found_on_either_side() -> None:
    series = Series()
    assert series.nearest(3) is None
    for x in (1, 2, 10):
        series.add(x, 0)
    assert [series.nearest(x) for x in (-5, 1.4, 1.6, 5, 7, 99)] == [0, 0, 1, 1, 2, 2]
