"""What a map comes to: four numbers, and how often which of them occur."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.traces.histogram import histogram_of
from cnnviz.ui.inspect.maps.map_numbers import HistogramView, statistics


@pytest.mark.parametrize("values", [
    np.random.default_rng(0).normal(size=(9, 9)), np.zeros(7), np.array([1.0]), np.array([-3.0, -1.0]),
])  # fmt: skip
def test_every_finite_number_is_counted_once(values: np.ndarray) -> None:
    made = histogram_of(values)
    assert made.counts.sum() == values.size and made.left_out == 0
    assert made.edges[0] <= values.min() and values.max() <= made.edges[-1]


def test_zero_is_in_the_middle_where_numbers_have_both_signs() -> None:
    made = histogram_of(np.array([-1.0, 5.0]))
    middle = len(made.counts) // 2
    assert made.edges[middle] < 0 < made.edges[middle + 1], "zero lies in the middle of the middle bin"


def test_what_is_not_finite_is_left_out_and_said() -> None:
    made = histogram_of(np.array([np.nan, np.inf, 1.0, 2.0]))
    assert made.counts.sum() == 2 and made.left_out == 2
    assert histogram_of(np.array([np.nan])).counts.sum() == 0


def test_of_very_many_numbers_some_are_counted() -> None:
    made = histogram_of(np.zeros(1_000_000, np.float32))
    assert made.every == 2 and made.counts.sum() == 500_000


def test_a_bar_tells_how_many_numbers_it_stands_for(qtbot: QtBot) -> None:
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(330, 96)
    view.show_histogram(histogram_of(np.array([-1.0, 0.0, 0.0, 1.0])))
    assert view.reading(165).endswith(": 2 of 4")
    assert view.reading(0) == "From −1.0000 to −0.9394: 1 of 4"


def test_a_map_is_summed_up_without_what_is_not_finite() -> None:
    told = dict(statistics(np.array([[0.0, 2.0, np.nan]])))
    assert told == {"smallest": "0.0000", "largest": "2.0000", "mean": "1.0000", "zeros": "50.0 %"}
    assert dict(statistics(np.array([np.nan]))) == {"not finite": "1"}
