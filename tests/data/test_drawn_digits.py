import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.data.digit_styles import MOST_POINTS, SAMPLES, STYLES, sampling_matrix, spline_weights
from cnnviz.data.drawn_digits import BLOCK, TEST, TRAIN, VALIDATION, DrawnDigits, draw_digits
from cnnviz.data.idx_pictures import load_set
from cnnviz.data.labelled import SourceError, as_floats
from cnnviz.data.mnist import MNIST
from cnnviz.data.pen import centred_by_mass, draw_points
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.training import train
from cnnviz.engine.training_settings import TrainingSettings


@settings(max_examples=15, deadline=None)
@given(first=st.integers(0, 3 * BLOCK), count=st.integers(0, BLOCK + 9))
def test_a_picture_does_not_depend_on_how_the_row_is_cut(first, count):
    whole, whole_labels = draw_digits(0, 5 * BLOCK, seed=3)
    part, labels = draw_digits(first, count, seed=3)
    np.testing.assert_array_equal(part, whole[first : first + count])
    np.testing.assert_array_equal(labels, whole_labels[first : first + count])


def test_seeds_and_streams_draw_other_pictures():
    drawn = [draw_digits(0, 10, seed, stream=stream)[0] for seed in (0, 1) for stream in (TRAIN, VALIDATION, TEST)]
    for number, one in enumerate(drawn):
        assert all((one != other).any() for other in drawn[:number])


def test_pictures_and_labels_have_the_form_of_mnist():
    images, labels = draw_digits(0, 2000, seed=0)
    assert images.shape == (2000, 1, 28, 28) and images.dtype == np.uint8
    assert labels.dtype == np.int64 and np.bincount(labels, minlength=10).min() > 120


def test_digits_are_centred_by_mass_and_no_larger_than_20_pixels():
    images = draw_digits(0, 1000, seed=0)[0][:, 0].astype(float)
    mass = images.sum(axis=(1, 2))
    assert (mass > 0).all()
    for axis in (1, 2):
        lines = images.sum(axis=axis)
        centre = (lines @ np.arange(28)) / mass
        assert np.mean(np.abs(centre - 14) <= 0.51) > 0.99
        ink = lines > 0
        extent = 28 - ink[:, ::-1].argmax(axis=1) - ink.argmax(axis=1)
        assert extent.max() <= 20


def test_the_amount_of_ink_is_that_of_mnist(shared):
    real = load_set(MNIST, shared / "mnist").train_images.mean()
    assert abs(draw_digits(0, 2000, seed=0)[0].mean() / real - 1) < 0.15


def test_every_digit_has_several_styles_whose_strokes_use_all_their_points():
    for digit in range(10):
        assert len([style for style in STYLES if style.digit == digit]) >= 4
    for style in STYLES:
        assert {point for stroke in style.strokes for point in stroke} == set(range(len(style.points))), style.name


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.digit} {style.name}")
def test_strokes_are_sampled_without_gaps(style):
    matrix = sampling_matrix(style)
    assert matrix.shape == (SAMPLES, MOST_POINTS)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, rtol=1e-5)
    points = np.zeros((MOST_POINTS, 2))
    points[: len(style.points)] = style.points
    steps = np.linalg.norm(np.diff(matrix @ points, axis=0), axis=1)
    jumps = len(style.strokes) - 1
    assert np.sort(steps)[: len(steps) - jumps].max() < 0.13  # of the height: 2.6 pixels, closed by a pen of 1.3 radius


def test_a_spline_goes_through_its_points():
    np.testing.assert_allclose(spline_weights(4, False, np.linspace(0, 1, 4)), np.eye(4), atol=1e-6)
    np.testing.assert_allclose(spline_weights(4, True, np.arange(4) / 4), np.eye(4), atol=1e-6)


def test_the_pen_inks_what_lies_within_its_radius():
    points = np.array([[[5.0]], [[3.0]]], np.float32)  # x = 5, y = 3
    ink = draw_points(points, np.full((1, 1), 2, np.float32), np.ones(1, np.float32), 10)[..., 0]
    rows, columns = np.indices((10, 10)) + 0.5
    distance = np.hypot(rows - 3, columns - 5)
    np.testing.assert_allclose(ink, np.clip(2.5 - distance, 0, 1), atol=1e-5)


def test_centring_moves_by_whole_pixels_and_loses_no_ink():
    ink = np.zeros((2, 5, 5), np.uint8)
    ink[0, 0, 0], ink[1, 4, 4] = 9, 7
    placed = centred_by_mass(ink, 10)
    assert placed[0, 5, 5] == 9 and placed[1, 5, 5] == 7
    assert placed.sum() == 16


@pytest.mark.parametrize(("per_epoch", "batch_size"), [(100, 7), (600, 64), (3, 64), (BLOCK, BLOCK), (513, 300)])
def test_an_epoch_has_as_many_pictures_as_said_and_the_next_has_others(per_epoch, batch_size):
    source = DrawnDigits(1, per_epoch=per_epoch)
    epochs = []
    for epoch in (0, 1):
        batches = list(source.batches(epoch, batch_size, np.random.default_rng(0)))
        sizes = [len(images) for images, _ in batches]
        assert sizes[:-1] == [batch_size] * (len(sizes) - 1) and sum(sizes) == per_epoch
        epochs.append(np.concatenate([images for images, _ in batches]))
    expected, _ = draw_digits(0, 2 * per_epoch, seed=1)
    np.testing.assert_array_equal(np.concatenate(epochs), as_floats(expected))


def test_validation_and_test_pictures_stay_the_same():
    source = DrawnDigits(2, validation=30, test_count=40)
    np.testing.assert_array_equal(source.validation[0], source.validation[0])
    assert source.validation[0].shape == (30, 1, 28, 28) and source.test[0].shape == (40, 1, 28, 28)
    assert source.test[0].dtype == np.float32 and source.test[1].dtype == np.int64


@pytest.mark.parametrize("first", [0, 1, 3, 5, 6])
def test_the_first_batches_of_an_epoch_can_be_left_out(first):
    source = DrawnDigits(1, per_epoch=600)
    whole, rest = ([images for images, _ in source.batches(1, 128, None, skipped)] for skipped in (0, first))
    assert len(rest) == len(whole[first:])
    for expected, images in zip(whole[first:], rest, strict=True):
        np.testing.assert_array_equal(images, expected)


def test_a_lenet_that_saw_only_drawn_digits_reads_real_ones(shared):
    network = lenet5(rng=np.random.default_rng(0))
    source = DrawnDigits(0, per_epoch=8000, validation=100, test_count=100)
    for _report in train(network, source, TrainingSettings(epochs=1, learning_rate=2e-3)):
        pass
    real = load_set(MNIST, shared / "mnist")
    read = network.probabilities(as_floats(real.test_images)).argmax(axis=1)
    assert np.mean(read == real.test_labels) > 0.7


@pytest.mark.parametrize("validation", [-1, 60_001, 10**9])
def test_more_validation_pictures_than_can_be_kept_are_refused_at_once(validation: int) -> None:
    with pytest.raises(SourceError, match="are asked for validation; of drawn digits it can be 0 to 60000"):
        DrawnDigits(validation=validation)
