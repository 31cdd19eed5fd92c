"""Schedules: where they start, how they fall, and the rise before them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.schedules import Schedule, ScheduleError, constant, cosine, step_decay, warmed_up

SCHEDULES = pytest.mark.parametrize("schedule", [constant, cosine, step_decay(), step_decay(5, 0.5)])


@SCHEDULES
@pytest.mark.parametrize("total", [1, 2, 100])
def test_schedules_start_with_the_full_rate_and_never_rise(schedule: Schedule, total: int) -> None:
    rates = [schedule(step, total) for step in range(total)]
    assert rates[0] == 1
    assert rates == sorted(rates, reverse=True)


def test_the_cosine_ends_near_zero() -> None:
    assert 0 < cosine(99, 100) < 0.001


@given(drops=st.integers(0, 9), total=st.integers(1, 1000))
def test_the_rate_drops_as_often_as_asked_for(drops: int, total: int) -> None:
    rates = {step_decay(drops, 0.5)(step, total) for step in range(total)}
    assert rates == {0.5**drop for drop in range(drops + 1)} or total <= drops


@SCHEDULES
@given(share=st.floats(0, 0.9), total=st.integers(1, 500))
def test_a_warm_up_rises_evenly_and_then_follows_the_schedule(schedule: Schedule, share: float, total: int) -> None:
    rates = [warmed_up(schedule, share)(step, total) for step in range(total)]
    rise = int(share * total + 1e-9)
    assert rates[:rise] == pytest.approx([(step + 1) / (rise + 1) for step in range(rise)])
    assert rates[rise:] == [schedule(step, total - rise) for step in range(total - rise)]


def test_a_warm_up_has_the_steps_that_its_share_says() -> None:
    for share, rise in ((0.07, 7), (0.29, 29), (0.57, 57), (0.58, 58)):
        rates = [warmed_up(constant, share)(step, 100) for step in range(100)]
        assert rates.count(1.0) == 100 - rise


def test_no_warm_up_is_the_schedule_itself() -> None:
    assert [warmed_up(cosine, 0)(step, 7) for step in range(7)] == [cosine(step, 7) for step in range(7)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: step_decay(-1), r"^The drops are -1; they must be a whole number, 0 or more"),
        (lambda: step_decay("2"), r"^The drops are “2”"),
        (lambda: step_decay(1.5), r"^The drops are 1\.5"),
        (lambda: step_decay(2, -0.1), r"^The drop factor is -0\.1; it must be a number from 0 to 1"),
        (lambda: step_decay(2, "x"), r"^The drop factor is “x”"),
        (lambda: warmed_up(cosine, 2), r"^The share of the warm-up is 2; it must be a number from 0 to 1"),
        (lambda: warmed_up(cosine, "0.1"), r"^The share of the warm-up is “0\.1”"),
        (
            lambda: warmed_up("cosine", 0.1),
            r"^The schedule is “cosine”; it must be a function such as schedules\.cosine",
        ),
    ],
)
def test_a_schedule_that_cannot_be_says_why(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        make()
