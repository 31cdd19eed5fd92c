"""What augmentation does to pictures: whole pixels where it can, zeros from outside, everything from the generator."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.arrays import Array
from cnnviz.engine.augmentation import Augmentation, inverse_maps, turned
from cnnviz.engine.workspace import Workspace


def pictures(count: int = 6, channels: int = 2, height: int = 5, width: int = 4) -> Array:
    rng = np.random.default_rng(1)
    return (rng.random((count, channels, height, width)) + 0.5).astype(np.float32)


def maps(
    angle: float = 0, factor: float = 1, flip: bool = False, down: int = 0, right: int = 0, size: Any = (5, 4)
) -> Array:
    return inverse_maps(*(np.array([value]) for value in (angle, factor, flip, down, right)), size)


def turn(images: Array, **how: Any) -> Array:
    return turned(images, maps(**how, size=images.shape[2:]), Workspace())


def test_without_any_change_the_pictures_themselves_come_back() -> None:
    images = pictures()
    assert Augmentation().apply(images, np.random.default_rng(0)) is images
    assert not Augmentation().active


@given(seed=st.integers(0, 2**32), most=st.integers(1, 3))
def test_a_shift_alone_moves_each_picture_by_whole_pixels_and_fills_with_zeros(seed: int, most: int) -> None:
    images = pictures()
    moved = Augmentation(shift=most).apply(images, np.random.default_rng(seed))
    for before, after in zip(images, moved, strict=True):
        padded = np.pad(before, ((0, 0), (most, most), (most, most)))
        assert any(
            np.array_equal(padded[:, down : down + 5, right : right + 4], after)
            for down in range(2 * most + 1)
            for right in range(2 * most + 1)
        )


def test_shifts_reach_both_ends_of_their_range() -> None:
    images = np.zeros((400, 1, 5, 5), np.float32)
    images[:, 0, 2, 2] = 1
    rows, columns = np.nonzero(Augmentation(shift=2).apply(images, np.random.default_rng(0)))[2:]
    assert set(rows) == set(columns) == set(range(5))


def test_a_flip_mirrors_about_every_second_picture_and_changes_no_other() -> None:
    images = pictures(200)
    mirrored = Augmentation(flip=True).apply(images, np.random.default_rng(0))
    flips = [np.array_equal(after, before[..., ::-1]) for before, after in zip(images, mirrored, strict=True)]
    stays = [np.array_equal(after, before) for before, after in zip(images, mirrored, strict=True)]
    assert 70 < sum(flips) < 130 and sum(flips) + sum(stays) == 200


def test_a_flip_and_a_shift_are_the_same_alone_and_in_the_affine_map() -> None:
    images = pictures(1)
    still = turn(images, flip=True, down=1, right=-1)
    expected = np.zeros_like(images)
    expected[:, :, 1:, :-1] = images[..., ::-1][:, :, :-1, 1:]
    np.testing.assert_allclose(still, expected, atol=1e-6)


def test_a_quarter_turn_is_one_of_the_array() -> None:
    images = pictures(1, height=5, width=5)
    np.testing.assert_allclose(turn(images, angle=np.pi / 2)[0], np.rot90(images[0], -1, (1, 2)), atol=1e-5)


def test_a_picture_twice_as_large_shows_its_middle_with_means_in_between() -> None:
    row = np.array([[[[1.0, 2.0, 4.0, 8.0, 16.0]] * 5]], np.float32)
    assert turn(row, factor=2)[0, 0, 2].tolist() == [2.0, 3.0, 4.0, 6.0, 8.0]


def test_outside_there_is_nothing_but_zeros_even_next_to_the_border() -> None:
    images = np.ones((1, 1, 4, 4), np.float32)
    small = turn(images, factor=0.75)
    assert small[0, 0].round(4).tolist() == [
        [0.25, 0.5, 0.5, 0.25], [0.5, 1.0, 1.0, 0.5], [0.5, 1.0, 1.0, 0.5], [0.25, 0.5, 0.5, 0.25]
    ]  # fmt: skip
    assert not turn(images, down=50).any()


@pytest.mark.parametrize(
    "augmentation",
    [Augmentation(shift=2), Augmentation(rotation=20), Augmentation(scale=20), Augmentation(10, 2, 10, True)],
    ids=str,
)
def test_the_generator_decides_and_the_pictures_stay_as_they_are(augmentation: Augmentation) -> None:
    images, workspace = pictures(), Workspace()
    kept = images.copy()
    one, again, other = (
        augmentation.apply(images, np.random.default_rng(seed), workspace).copy() for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    np.testing.assert_array_equal(images, kept)
    assert one.dtype == np.float32 and one.shape == images.shape


def test_every_picture_gets_a_change_of_its_own_within_the_range() -> None:
    images = np.zeros((300, 1, 21, 21), np.float32)
    images[:, 0, 10, 20] = 1  # straight to the right of the middle
    changed = Augmentation(rotation=30).apply(images, np.random.default_rng(0))[:, 0]
    rows, columns = np.mgrid[:21, :21] - 10
    total = changed.sum(axis=(1, 2))
    angles = np.degrees(np.arctan2((changed * rows).sum((1, 2)) / total, (changed * columns).sum((1, 2)) / total))
    assert np.abs(angles).max() < 31 and angles.min() < -27 and angles.max() > 27


def test_kept_buffers_are_as_clean_as_fresh_ones() -> None:
    workspace, augmentation = Workspace(), Augmentation(15, 3, 20)
    for size in (6, 3, 6):
        images = pictures(size)
        kept = augmentation.apply(images, np.random.default_rng(size), workspace)
        np.testing.assert_array_equal(kept, augmentation.apply(images, np.random.default_rng(size)))


def test_an_empty_batch_stays_empty() -> None:
    assert Augmentation(10, 1, 10, True).apply(pictures(0), np.random.default_rng(0)).shape == (0, 2, 5, 4)
