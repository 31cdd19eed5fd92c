"""Axes upwards: ticks are round, within the range, few enough, and where the values are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.train.plots.scales import LINEAR, LOG, MISTAKES, Scale, even_ticks


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e4), st.integers(2, 12))
def test_even_ticks_are_within_the_range_and_not_too_many(low: float, room: float, count: int) -> None:
    ticks = even_ticks(low, low + room, count)
    places = [place for place, _ in ticks]
    assert len(ticks) <= count + 1
    assert all(low - 1e-6 * room <= place <= low + room * (1 + 1e-6) for place in places)
    assert len({text for _, text in ticks}) == len(ticks)


@pytest.mark.parametrize(
    ("scale", "values", "texts"),
    [
        (LINEAR, (0.0, 2.5), {0.0: "0.0", 2.0: "2.0"}),
        (LOG, (0.001, 3.0), {0.01: "0.01", 1.0: "1"}),
        (LOG, (0.3, 0.9), {0.5: "0.5"}),
        (LOG, (1e-7, 1e-3), {1e-6: "1e−6"}),
        (MISTAKES, (0.0, 99.99), {90.0: "90", 99.9: "99.9"}),
        (MISTAKES, (90.0, 99.0), {95.0: "95", 98.0: "98"}),
    ],
)
def test_ticks_stand_where_their_values_are(scale: Scale, values: tuple[float, float], texts: dict[float, str]) -> None:
    low, high = scale.place(np.array(values))
    ticks = {text: place for place, text in scale.ticks(float(low), float(high), 6)}
    for value, text in texts.items():
        assert ticks[text] == pytest.approx(float(scale.place(np.array([value]))[0]), abs=1e-3)
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in ticks.values())


def test_what_has_no_logarithm_is_drawn_far_down() -> None:
    assert np.isfinite(LOG.place(np.array([0.0, 1.0]))).all()
    assert np.isfinite(MISTAKES.place(np.array([100.0]))).all()
