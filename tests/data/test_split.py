import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data.split import held_back, set_apart, shares

SIZES = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@given(sizes=SIZES, count=st.integers(0, 400))
def test_shares_add_up_and_leave_one_of_every_class(sizes, count):
    result = shares(sizes, count)
    assert sum(result) == min(count, sum(max(0, size - 1) for size in sizes))
    assert all(0 <= share <= max(0, size - 1) for share, size in zip(result, sizes, strict=True))


@given(sizes=st.lists(st.integers(10, 40), min_size=1, max_size=8), part=st.floats(0, 0.8))
def test_where_there_is_enough_no_share_is_off_by_one(sizes, part):
    count = int(part * sum(sizes))
    for share, size in zip(shares(sizes, count), sizes, strict=True):
        assert abs(share - size * count / sum(sizes)) < 1


@given(labels=st.lists(st.integers(0, 4), max_size=60), count=st.integers(0, 70))
def test_every_picture_either_stays_or_goes(labels, count):
    labels = np.array(labels, np.int64)
    stay, go = set_apart(labels, count)
    assert sorted([*stay.tolist(), *go.tolist()]) == list(range(len(labels)))
    assert np.bincount(labels[go], minlength=5).tolist() == shares(np.bincount(labels, minlength=5).tolist(), count)


def test_the_same_pictures_are_set_apart_every_time_and_not_the_first():
    labels = np.zeros(50, np.int64)
    first, again, other = (set_apart(labels, 10, seed)[1].tolist() for seed in (1, 1, 2))
    assert first == again != other and first != list(range(10))


def test_more_than_half_for_validation_becomes_a_tenth():
    assert [held_back(asked, 300) for asked in (0, 150, 151, 5000)] == [0, 150, 30, 30]
    assert held_back(5000, 9) == 0
