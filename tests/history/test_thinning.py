"""Which snapshots stay: within the bound, with first and last, evenly over the logarithm of the step."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.history.thinning import places, to_drop

STEPS = st.lists(st.integers(1, 500), min_size=2, max_size=300).map(lambda gaps: np.cumsum(gaps).tolist())


def kept_online(steps: list[int], sizes: list[int], bound: int) -> list[int]:
    """Those that stay where each comes after the other and room is made for it at once."""
    kept: dict[int, int] = {}
    for step, size in zip(steps, sizes, strict=True):
        kept[step] = size
        for gone in to_drop(list(kept), list(kept.values()), bound):
            del kept[gone]
        assert sum(kept.values()) <= bound
    return list(kept)


@given(STEPS, st.data(), st.integers(0, 5000))
def test_the_bound_is_never_exceeded(steps: list[int], data: st.DataObject, bound: int) -> None:
    sizes = data.draw(st.lists(st.integers(1, 300), min_size=len(steps), max_size=len(steps)))
    kept_online(steps, sizes, bound)


@given(STEPS, st.integers(2, 40))
def test_the_first_and_the_last_always_stay(steps: list[int], room: int) -> None:
    kept = kept_online(steps, [10] * len(steps), 10 * room)
    assert (kept[0], kept[-1]) == (steps[0], steps[-1])
    assert len(kept) == min(room, len(steps))


@given(STEPS, st.integers(4, 40))
def test_no_gap_is_longer_than_twice_the_mean_unless_it_was_never_filled(steps: list[int], room: int) -> None:
    kept = kept_online(steps, [1] * len(steps), room)
    whole = places(steps)[-1] - places(steps)[0]
    index = {step: number for number, step in enumerate(steps)}
    for before, after in itertools.pairwise(kept):
        gap = float(np.diff(places([before, after]))[0])
        assert index[after] == index[before] + 1 or gap <= 2 * whole / (room - 1) + 1e-9


def test_a_long_run_keeps_many_early_and_few_late_steps() -> None:
    kept = kept_online(list(range(0, 20_000, 10)), [1] * 2000, 50)
    gaps = np.diff(kept)
    assert gaps[:5].max() <= 20 and gaps[-1] > 500
    assert (np.diff(places(kept)) < 0.6).all()


def test_of_a_network_too_large_for_two_only_the_latest_stays() -> None:
    assert kept_online([0, 10, 20], [60, 60, 60], 100) == [20]
    assert kept_online([0, 10, 20], [60, 60, 60], 50) == []
